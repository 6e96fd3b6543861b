"""Who was let in: `grants` to `people` and `groups`, and `shares` by a link, with their `holders`.

`invitations` of the owner and `requests` of visitors come before; `offers` is what can be given.
`audience` says who can see an album by all that, `letters` are the mail about it, and `trail` keeps
who changed what.
"""

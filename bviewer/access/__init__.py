"""Who was let in: `grants` to `people` and `groups`, `invitations`, and `requests` of visitors.

`offers` is what can be given, `audience` who can see an album by it, `letters` the mail about it.
"""

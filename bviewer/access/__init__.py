"""Who was let in: `grants` to persons, `shares` by a link, and `holders` who have followed one.

`audience` says who can see an album; access requests come here.
"""

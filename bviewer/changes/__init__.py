"""What changed in a gallery since a program asked last, for whoever it asks as.

The database itself notes each change, with what was before it (`db.triggers`). `feed` tells of them
page by page, `log` asks the database for them, `past` finds out what somebody could find at any
time since, and `cursors` are the places in the log that programs come back with. `upkeep` forgets
what is old.

Nobody is told of what they cannot find now, but that something is gone which they could find.
"""

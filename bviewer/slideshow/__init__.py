"""Random shows: photographs of an album and of what is below it, drawn once and shown one by one.

`asking` begins one and finds it again, `drawing` chooses its photographs in a task, and `sets` says
where what was drawn waits: in Redis (`redis_sets`), or where there is none in a table
(`table_sets`); `storage` knows which. `showing` takes one after another out of it and asks each
time whether it may be shown; `upkeep` forgets old shows.

A show belongs to the browser that began it, and says nothing about what may be seen: whoever looks
is asked for at each photograph anew.
"""

"""Work that no request waits for, and the only place that knows Huey.

`task` says what tasks are, `runtime` what they work with; `bviewer.tasks` lists them. `queue` sends
them once per key, which `claims` have taken until they are done; `locks` keeps one worker at each.
`storage` is where they wait, `enqueue` sends them after the commit, `recover` finds what was lost,
and `worker` runs them in processes that end with whoever started them. `counters` adds up what all
processes count. Tasks carry ids only: the database row is the truth and the queue a hint, so a task
may be lost, repeated or late.
"""

from bviewer.queue import huey_alone as huey_alone

"""Mirroring folders into albums; what people did with an album survives what happens to files.

`survey` compares the folders with the rows, `strays` looks for the rows of files that turned up,
`moves` recognises what went elsewhere, and `plan` says what is to be done: until then nothing is
changed. `guard` stops a sync that would take an unmounted disk for an empty one. `albums`, `apply`
and `folders` write, in short transactions, so that a sync may be killed at any moment and started
again. `run` puts them together.
"""

from bviewer.catalog.sync.guard import SyncRefused
from bviewer.catalog.sync.report import Report
from bviewer.catalog.sync.run import Progress, sync_gallery

__all__ = ["Progress", "Report", "SyncRefused", "sync_gallery"]

"""Mirroring folders into albums; what people did with an album survives what happens to files.

`survey` compares the folders with the rows and changes nothing. `moves` recognises files and
folders that went elsewhere. `guard` stops a sync that would take an unmounted disk for an empty
one. `apply` and `folders` write, a folder at a time, so that a sync may be killed at any moment and
started again. `run` puts them together.
"""

from bviewer.catalog.sync.guard import SyncRefused
from bviewer.catalog.sync.report import Report
from bviewer.catalog.sync.run import sync_gallery

__all__ = ["Report", "SyncRefused", "sync_gallery"]

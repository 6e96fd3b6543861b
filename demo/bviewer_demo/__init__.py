"""A small library of generated pictures, for trying bviewer out.

``make_demo`` writes some forty pictures with the EXIF of cameras that do not exist, in folders as
people keep them: by year, then by journey, sometimes a level deeper. ``albums/`` lists them.
What a picture shows is a function in ``scenes/``; what these are painted with is in ``paint/``.
Only Pillow and the standard library are used, and nothing of bviewer.
"""

from bviewer_demo.library import FolderNotEmpty, make_demo

__all__ = ["FolderNotEmpty", "make_demo"]

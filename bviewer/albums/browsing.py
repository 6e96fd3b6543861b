"""Looking into a gallery's folders, as a sync does, one at a time."""

from bviewer.albums.originals import home_of
from bviewer.library.ignoring import NO_RULES
from bviewer.library.listing import FolderNames
from bviewer.library.tree import MAX_DEPTH, Library, UnsafePath
from bviewer.models import Gallery
from bviewer.problems import Problem


def browse(library: Library, gallery: Gallery, folder: str) -> FolderNames:
    """Return what a folder of a gallery holds; refuse what is none of its folders, or passed over.

    Never leaves the gallery's home: neither by the path nor by a link on the way.
    """
    if folder.count("/") >= MAX_DEPTH:
        raise Problem("folder_unknown", "folder")
    rules, _problems = NO_RULES.adding(gallery.ignored, "the gallery")
    home = home_of(library, gallery.home).ignoring(rules)
    try:
        return home.names(folder)
    except (UnsafePath, OSError) as error:
        raise Problem("folder_unknown", "folder") from error

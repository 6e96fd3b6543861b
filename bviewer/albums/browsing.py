"""Looking into a gallery's folders, as a sync does, one at a time."""

from bviewer.albums.originals import home_of
from bviewer.library.ignoring import NO_RULES
from bviewer.library.listing import FolderListing
from bviewer.library.tree import MAX_DEPTH, Library, UnsafePath
from bviewer.models import Gallery
from bviewer.problems import Problem


def browse(library: Library, gallery: Gallery, folder: str) -> FolderListing:
    """Return what is in a folder of a gallery; refuse what is none of its folders, or passed over.

    Never leaves the gallery's home: neither by the path nor by a link on the way.
    """
    rules, _problems = NO_RULES.adding(gallery.ignored, "the gallery")
    home = home_of(library, gallery.home).ignoring(rules)
    try:
        if folder.count("/") >= MAX_DEPTH or home.why_ignored(folder) is not None:
            raise Problem("folder_unknown", "folder")
        listing = next(home.walk(folder))
    except (UnsafePath, OSError) as error:
        raise Problem("folder_unknown", "folder") from error
    if not listing.readable:
        raise Problem("folder_unknown", "folder")
    return listing

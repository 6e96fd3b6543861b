"""Whether a folder still is what a plan was made for: it may be replaced while a sync runs.

What is put into an album that keeps its pictures is as visible as that. So it has to keep them
until all is read. And no folder may become that of a closed album, of which the plan knows nothing.
"""

from collections.abc import Container, Sequence
from contextlib import closing
from typing import NamedTuple

from bviewer.library.paths import file_name
from bviewer.library.reading import storable_inode
from bviewer.library.tree import Library, UnsafePath
from bviewer.sync.known import KnownImage, is_same_inode


class Kept(NamedTuple):
    """What has to be true of a folder until all is read.

    It has the `inode` that is known of it, and one of the `images`, if there are any. An album that
    appears has None of these, and may have any folder but the `closed` ones: their inodes. One that
    was `seen` there by the plan is of another disk.
    """

    inode: int | None = None
    images: Sequence[KnownImage] | None = None
    closed: Container[int] = ()
    seen: int | None = None

    def is_there(self, library: Library, folder: str) -> bool:
        """Tell whether a folder still is what it was; the gallery's own is there always."""
        if not folder:
            return True
        images = self.images or ()
        names = [file_name(image.path) for image in images]
        try:
            with closing(library.inodes(folder, names)) as there:
                return self.may_have(next(there)) and (
                    not images or any(map(is_file, images, there))  # Seldom more than one look.
                )
        except (OSError, UnsafePath):  # No folder has the name of an album that stepped aside.
            return False

    def may_have(self, inode: int | None) -> bool:
        """Tell whether the folder of the album may have an inode."""
        if inode is not None and storable_inode(inode) in self.closed:
            return storable_inode(inode) == self.inode or inode == self.seen
        return self.images is None or is_same_inode(self.inode, inode)


def is_file(image: KnownImage, inode: int | None) -> bool:
    """Tell whether what has an inode, if there is anything, may be the file of an image."""
    return inode is not None and image.is_file(inode)


def is_very_folder(library: Library, folder: str, inode: int | None) -> bool:
    """Tell whether what is at the place of a folder is the very one that had this inode."""
    return Kept(inode, images=()).is_there(library, folder)

"""Whether a folder still is what a plan was made for: it may be replaced while a sync runs.

What is put into an album that keeps its pictures is as visible as that. So it has to keep them
until all is read.
"""

from collections.abc import Iterable
from typing import NamedTuple

from bviewer.library.listing import FolderListing
from bviewer.library.paths import join
from bviewer.sync.scan import KnownAlbum, KnownImage, is_same_inode


class Kept(NamedTuple):
    """What an album keeps that was there before: its folder, and images."""

    album: KnownAlbum
    images: Iterable[KnownImage]

    def is_there(self, listing: FolderListing) -> bool:
        """Tell whether the album has this folder still, and an image where it was, if it had any.

        The gallery's own is there always, and of one that cannot be listed nothing is read.
        """
        if not self.album.folder or not listing.readable:
            return True
        inodes = {join(listing.path, file.name): file.inode for file in listing.files}
        is_kept = [each.path in inodes and each.is_file(inodes[each.path]) for each in self.images]
        return is_same_inode(self.album.folder_inode, listing.inode) and any(is_kept or [True])

"""Albums that are not there any more: one that appears at the same time may be one of them."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from bviewer.library.paths import ancestors, file_name, folder_of, way_to
from bviewer.library.tree import Library
from bviewer.models import Visibility
from bviewer.sync.scan import KnownAlbum, Scan
from bviewer.sync.unmatched import folder_is_gone


@dataclass(frozen=True, slots=True)
class Vanished:
    """The ids of closed albums that vanished in one sync, by where an heir of theirs may be.

    `beside` has the folders that held them, or held what went with them; `called` their names.
    """

    beside: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    called: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def before(self, folder: str) -> Iterable[str]:
        """Return the albums of which that of a folder may be the heir."""
        yield from self.beside.get(folder_of(folder), ())
        yield from self.called.get(file_name(folder).casefold(), ())


def vanished_albums(
    albums: Mapping[str, KnownAlbum], lost: Iterable[KnownAlbum], folders: Mapping[str, str]
) -> Vanished:
    """Return those of the lost albums that are closed.

    `albums` are all of the gallery by folder, `folders` has the new one of those that moved.
    """
    places = {folders.get(album.folder, album.folder): album for album in lost}
    vanished = Vanished()
    for folder, album in places.items():
        if is_closed(albums, album.folder):
            vanished.called[file_name(folder).casefold()].append(album.id)
            for gone in {folder, top_of(places, folder)}:
                vanished.beside[folder_of(gone)].append(album.id)
    return vanished


def is_closed(albums: Mapping[str, KnownAlbum], folder: str) -> bool:
    """Return whether a folder has an album that is hidden or private, or is in one."""
    return any(
        albums[above].visibility != Visibility.VISIBLE
        for above in (folder, *ancestors(folder))
        if above in albums
    )


def top_of(places: Container[str], folder: str) -> str:
    """Return the highest of the folders that vanished together with this one."""
    while folder_of(folder) in places:
        folder = folder_of(folder)
    return folder


def gone_beside(library: Library, found: Scan, start: str) -> list[KnownAlbum]:
    """Return the albums that are gone beside a new folder, where only this one is synced."""
    new = [folder for folder in way_to(start) if folder not in found.albums]
    above = {folder_of(folder) for folder in new[:1]}
    return [
        album
        for folder, album in found.albums.items()
        if folder and folder_of(folder) in above
        if not album.missing and folder_is_gone(library, folder)
    ]

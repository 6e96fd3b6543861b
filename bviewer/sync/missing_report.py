"""What is missing in a gallery, in words for people: few, whatever happened."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from sqlalchemy.orm import Session

from bviewer.library.names import printable
from bviewer.library.paths import file_name
from bviewer.models import Gallery
from bviewer.sync.missing import MOST_NAMED, Missing
from bviewer.tree.urls import AlbumAddress, addresses_of


def summary(missing: Missing) -> str:
    """Return what is missing, in a few words."""
    if missing.offline:
        return "the photographs cannot be read"
    if not missing.number:
        return "nothing is missing"
    return f"{missing.number:,} {'images have' if missing.number > 1 else 'image has'} no file"


class LostFiles(NamedTuple):
    """An album, and where files of it were."""

    album: AlbumAddress
    places: list[str]


def described(missing: Missing, files: Iterable[LostFiles]) -> Iterator[str]:
    """Return what is missing, in lines: folders first, then files by album.

    It is one line if a disk seems not to be mounted; where all is in one folder, it names that.
    """
    if missing.offline:
        yield missing.offline
    elif missing.is_one_disk:
        yield (
            f"{missing.number:,} of {missing.total:,} photographs are not there; "
            "is a disk not mounted?"
        )
    else:
        yield from folder_lines(missing)
        yield from file_lines(missing, files)


def folder_lines(missing: Missing) -> Iterator[str]:
    """Return a line for each folder that is lost as a whole."""
    for path, folder in islice(missing.folders.items(), MOST_NAMED):
        yield (
            f"the folder {printable(path)} {folder.state} {folder.number:,} photographs; "
            "is its disk mounted?"
        )
    if len(missing.folders) > MOST_NAMED:
        yield f"and {len(missing.folders) - MOST_NAMED:,} more folders"


def file_lines(missing: Missing, files: Iterable[LostFiles]) -> Iterator[str]:
    """Return a line for each album of which files are missing, with a line for each of these."""
    for album, places in files:
        yield f"{printable(album.title)}  {album.path}"
        for place in places:
            yield f"    {place}"
    if missing.files > len(missing.named):
        yield f"and {missing.files - len(missing.named):,} more"


def lost_files(session: Session, gallery: Gallery, missing: Missing) -> list[LostFiles]:
    """Return the files that are missing by their albums, in the order of these addresses."""
    by_album: dict[str, list[str]] = {}
    for lost in missing.named:
        by_album.setdefault(lost.album_id, []).append(printable(known_path(lost.path)))
    addresses = addresses_of(session, gallery.id, by_album)
    known = (LostFiles(address, by_album[album_id]) for album_id, address in addresses.items())
    return sorted(known)


def known_path(path: str) -> str:
    """Return where a file was; only its name, if that address is another file's by now."""
    return file_name(path) if path.startswith("\0") else path

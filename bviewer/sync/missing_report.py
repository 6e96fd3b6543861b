"""What is missing in a gallery, in words for people: few, whatever happened."""

from collections.abc import Iterator
from itertools import islice
from operator import itemgetter

from sqlalchemy.orm import Session

from bviewer.library.names import printable
from bviewer.library.paths import file_name
from bviewer.models import Gallery
from bviewer.sync.missing import MOST_NAMED, Lost, Missing
from bviewer.tree.urls import addresses_of


def summary(missing: Missing) -> str:
    """Return what is missing, in a few words."""
    if missing.offline:
        return "the photographs cannot be read"
    if not missing.number:
        return "nothing is missing"
    return f"{missing.number:,} {'images have' if missing.number > 1 else 'image has'} no file"


def described(session: Session, gallery: Gallery, missing: Missing) -> Iterator[str]:
    """Return what is missing, in lines: folders first, then files by album.

    It is one line if a disk seems not to be mounted; where all is in one folder, it names that.
    """
    is_in_one_folder = len(missing.folders) == 1 and not missing.files
    if missing.offline:
        yield missing.offline
    elif missing.is_unmounted and not is_in_one_folder:
        yield (
            f"{missing.number:,} of {missing.total:,} photographs are not there; "
            "is a disk not mounted?"
        )
    else:
        yield from folder_lines(missing)
        yield from file_lines(session, gallery, missing)


def folder_lines(missing: Missing) -> Iterator[str]:
    """Return a line for each folder that is lost as a whole."""
    for path, folder in islice(missing.folders.items(), MOST_NAMED):
        yield (
            f"the folder {printable(path)} {folder.state} {folder.number:,} photographs; "
            "is its disk mounted?"
        )
    if len(missing.folders) > MOST_NAMED:
        yield f"and {len(missing.folders) - MOST_NAMED:,} more folders"


def file_lines(session: Session, gallery: Gallery, missing: Missing) -> Iterator[str]:
    """Return a line for each album of which files are missing, with a line for each of these."""
    by_album: dict[str, list[Lost]] = {}
    for lost in missing.named:
        by_album.setdefault(lost.album_id, []).append(lost)
    addresses = addresses_of(session, gallery.id, by_album)
    for album_id, address in sorted(addresses.items(), key=itemgetter(1)):
        yield f"{printable(address.title)}  {address.path}"
        for lost in by_album[album_id]:
            yield f"    {printable(known_path(lost.path))}"
    if missing.files > len(missing.named):
        yield f"and {missing.files - len(missing.named):,} more"


def known_path(path: str) -> str:
    """Return where a file was; only its name, if that address is another file's by now."""
    return file_name(path) if path.startswith("\0") else path

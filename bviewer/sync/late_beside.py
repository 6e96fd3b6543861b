"""Films and RAW files of photographs that somebody took out of an album before these came to its
folder."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.item_times import remember_shifted
from bviewer.albums.originals import move_to
from bviewer.albums.pairing import FILMS, LONGEST, STILLS, extension_of, stem_of
from bviewer.albums.subtrees import flags_of, opening_there
from bviewer.albums.summaries import refresh_summaries
from bviewer.library.facts import FileFacts
from bviewer.library.formats import is_raw_name
from bviewer.library.paths import join
from bviewer.library.raw_beside import is_developed
from bviewer.library.reading import Reading
from bviewer.models import Album, ExcludedFile, Image, ImageState, ItemKind, new_id
from bviewer.sync.left_out import leave_out, same_images
from bviewer.sync.origins import origin_of, origins_of
from bviewer.sync.picked import former_owners, is_taken, keep_former


class Moving(NamedTuple):
    """What tells whether a film belongs to a photograph; `FileFacts` has it as well."""

    is_clip: bool
    content_identifier: str | None
    duration_ms: int | None


def leave_out_late(
    session: Session, album: Album, path: str, reading: Reading, failure_version: str
) -> list[str] | None:
    """Leave a new file out, until somebody lets it in, if it is the film or the RAW file of a
    photograph that an album leaves out, and let it be wherever that is, unless this opened it.

    Returns the ids of the albums that it is as closed as; None if it is no such file.
    """
    still = left_out_still(session, album, path, reading.facts)
    if still is None:
        return None
    leave_out(session, album.id, reading)
    if is_opened_beside(session, album, still, path, reading.quick_hash):
        return []
    former = former_owners(session, still.quick_hash, album.gallery_id)
    for album_id, visibility in former.items():
        keep_former(session, reading.quick_hash, album_id, album.gallery_id, visibility)
    touched = put_beside(session, still, path, reading, failure_version)
    refresh_summaries(session, touched)
    return sorted({*former, *touched})


def is_opened_beside(
    session: Session, album: Album, still: ExcludedFile, path: str, content: bytes
) -> bool:
    """Tell whether a file is known from an album that is more closed than one which has the
    photograph: others may be called like its film."""
    known = origins_of(session, album.gallery_id, {content: [path]})[content]
    origins = [origin_of(session, each) for each in known]
    places = {each.album_id for each in same_images(session, still)} if origins else set()
    there = [flags_of(session, session.get_one(Album, each)) for each in places]
    return any(opening_there(session, each.flags, flags) for each in origins for flags in there)


def put_beside(
    session: Session, still: ExcludedFile, path: str, reading: Reading, failure_version: str
) -> set[str]:
    """Put a file into all albums that have its photograph; returns their ids."""
    touched = set()
    for image in same_images(session, still):
        touched.add(image.album_id)
        if not is_taken(session, image.album_id, path):
            beside = Image(id=new_id(), is_picked=image.is_picked)
            move_to(beside, image.album_id, path)
            session.add(beside)
            remember_shifted(beside, reading, failure_version)
    return touched


def left_out_still(
    session: Session, album: Album, path: str, facts: FileFacts | Moving
) -> ExcludedFile | None:
    """Return the photograph that a film or RAW file belongs to, if it is left out and none such is
    shown."""
    if is_raw_name(path):
        return still_called_like(session, album, path, is_developed)
    if not facts.is_clip:
        return None
    still = None
    if facts.content_identifier:
        still = still_that_says(session, album, facts.content_identifier)
    if still is None and may_be_short(path, facts):
        still = still_called_like(session, album, path, may_move)
    return still


def may_be_short(path: str, facts: FileFacts | Moving) -> bool:
    """Tell whether a clip may belong to a photograph that is called like it; one that is not there
    as a whole may."""
    is_long = facts.duration_ms is not None and facts.duration_ms > LONGEST
    return extension_of(path) in FILMS and not is_long


def still_that_says(session: Session, album: Album, identifier: str) -> ExcludedFile | None:
    """Return a photograph that is left out and says the identifier of a film, if none is shown."""
    says_so = Image.content_identifier == identifier, Image.kind == ItemKind.IMAGE
    out = (
        select(ExcludedFile)
        .join(Image, Image.quick_hash == ExcludedFile.quick_hash)
        .where(ExcludedFile.album_id == album.id, *says_so)
    )
    shown = select(Image.id).where(
        Image.album_id == album.id, Image.state == ImageState.READY, *says_so
    )
    still = session.scalars(out.limit(1)).first()
    return still if still is not None and session.scalar(shown.limit(1)) is None else None


def still_called_like(
    session: Session, album: Album, path: str, is_such: Callable[[str], bool]
) -> ExcludedFile | None:
    """Return a photograph of some formats that is left out and called like a file beside it, if
    none is shown."""
    stem, folder = stem_of(path), album.folder or ""

    def is_still(other: str) -> bool:
        return is_such(other) and stem_of(other) == stem

    outs = session.scalars(select(ExcludedFile).filter_by(album_id=album.id)).all()
    still = next((out for out in outs if is_still(join(folder, out.name))), None)
    if still is None:
        return None
    shown = session.scalars(
        select(Image.path).where(
            Image.album_id == album.id,
            Image.kind == ItemKind.IMAGE,
            Image.state == ImageState.READY,
        )
    )
    return None if any(map(is_still, shown)) else still


def may_move(path: str) -> bool:
    """Tell whether a file may be a photograph that moves, by its name."""
    return extension_of(path) in STILLS

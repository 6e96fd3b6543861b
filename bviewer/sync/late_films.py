"""Films of photographs that somebody took out of an album before the films came to its folder."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.item_times import remember_shifted
from bviewer.albums.originals import move_to
from bviewer.albums.pairing import FILMS, LONGEST, STILLS, extension_of, stem_of
from bviewer.albums.summaries import refresh_summaries
from bviewer.library.facts import FileFacts
from bviewer.library.paths import join
from bviewer.library.reading import Reading
from bviewer.models import Album, ExcludedFile, Image, ImageState, ItemKind, new_id
from bviewer.sync.left_out import leave_out
from bviewer.sync.left_out_files import own_images
from bviewer.sync.picked import former_owners, is_taken, keep_former


def leave_out_late_film(
    session: Session, album: Album, path: str, reading: Reading, failure_version: str
) -> list[str] | None:
    """Leave a new file out, until somebody lets it in, if it is the film of a photograph that an
    album leaves out, and let it be wherever that is.

    Returns the ids of the albums that it is as closed as; None if it is no such film.
    """
    still = left_out_still(session, album, path, reading.facts)
    if still is None:
        return None
    leave_out(session, album.id, reading)
    former = former_owners(session, still.quick_hash, album.gallery_id)
    for album_id, visibility in former.items():
        keep_former(session, reading.quick_hash, album_id, album.gallery_id, visibility)
    touched = put_beside(session, still, path, reading, failure_version)
    refresh_summaries(session, touched)
    return sorted({*former, *touched})


def put_beside(
    session: Session, still: ExcludedFile, path: str, reading: Reading, failure_version: str
) -> set[str]:
    """Put a film into all albums that have its photograph; returns their ids."""
    images = own_images(session, still).where(Image.quick_hash == still.quick_hash)
    touched = set()
    for image in session.scalars(images).all():
        touched.add(image.album_id)
        if not is_taken(session, image.album_id, path):
            film = Image(id=new_id(), is_picked=image.is_picked)
            move_to(film, image.album_id, path)
            session.add(film)
            remember_shifted(film, reading, failure_version)
    return touched


def left_out_still(
    session: Session, album: Album, path: str, facts: FileFacts
) -> ExcludedFile | None:
    """Return the photograph that a film belongs to, if it is left out and none such is shown."""
    if not facts.is_clip:
        return None
    still = None
    if facts.content_identifier:
        still = still_that_says(session, album, facts.content_identifier)
    if still is None and may_be_short(path, facts):
        still = still_called_like(session, album, path)
    return still


def may_be_short(path: str, facts: FileFacts) -> bool:
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


def still_called_like(session: Session, album: Album, path: str) -> ExcludedFile | None:
    """Return a photograph that is left out and called like a film, if none is shown."""
    stem, folder = stem_of(path), album.folder or ""
    outs = session.scalars(select(ExcludedFile).filter_by(album_id=album.id)).all()
    still = next((out for out in outs if is_still(join(folder, out.name), stem)), None)
    if still is None:
        return None
    shown = session.scalars(
        select(Image.path).where(
            Image.album_id == album.id,
            Image.kind == ItemKind.IMAGE,
            Image.state == ImageState.READY,
        )
    )
    return None if any(is_still(each, stem) for each in shown) else still


def is_still(path: str, stem: tuple[str, str]) -> bool:
    """Tell whether a file may be the photograph of a film, by what that is called."""
    return extension_of(path) in STILLS and stem_of(path) == stem

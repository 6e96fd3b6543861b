"""Films of photographs that somebody took out of an album before the films came to its folder."""

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from bviewer.albums.pairing import FILMS, LONGEST, STILLS, extension_of, stem_of
from bviewer.library.facts import FileFacts
from bviewer.library.paths import file_name, join
from bviewer.library.reading import Reading
from bviewer.models import Album, ExcludedFile, Image, ImageState, ItemKind
from bviewer.sync.left_out_files import note_marks


def leave_out_late_film(session: Session, album: Album, path: str, reading: Reading) -> bool:
    """Tell whether a new file is the film of a photograph that an album leaves out; it is left out
    as well then, until somebody lets it in."""
    facts = reading.facts
    if not facts.is_clip or not (
        is_known_by_identifier(session, album, facts.content_identifier)
        or (may_be_short(path, facts) and is_known_by_name(session, album, path))
    ):
        return False
    row = ExcludedFile(album_id=album.id, name=file_name(path))
    note_marks(row, reading)
    session.add(row)
    return True


def may_be_short(path: str, facts: FileFacts) -> bool:
    """Tell whether a clip may belong to a photograph that is called like it; one that is not there
    as a whole may."""
    is_long = facts.duration_ms is not None and facts.duration_ms > LONGEST
    return extension_of(path) in FILMS and not is_long


def is_known_by_identifier(session: Session, album: Album, identifier: str | None) -> bool:
    """Tell whether a photograph that says so is left out, and none is shown."""
    if not identifier:
        return False
    stills = select(Image.id).where(
        Image.content_identifier == identifier, Image.kind == ItemKind.IMAGE
    )
    is_out = and_(
        ExcludedFile.album_id == album.id, ExcludedFile.quick_hash == Image.quick_hash
    )
    shown = stills.where(Image.album_id == album.id, Image.state == ImageState.READY)
    return bool(
        session.scalar(stills.join(ExcludedFile, is_out).limit(1))
        and not session.scalar(shown.limit(1))
    )


def is_known_by_name(session: Session, album: Album, path: str) -> bool:
    """Tell whether a photograph that is called like a film is left out, and none is shown."""
    names = session.scalars(select(ExcludedFile.name).where(ExcludedFile.album_id == album.id))
    outs = (join(album.folder or "", name) for name in names if extension_of(name) in STILLS)
    stem = stem_of(path)
    if all(stem_of(out) != stem for out in outs):
        return False
    shown = session.scalars(
        select(Image.path).where(
            Image.album_id == album.id,
            Image.kind == ItemKind.IMAGE,
            Image.state == ImageState.READY,
        )
    )
    return not any(stem_of(each) == stem and extension_of(each) in STILLS for each in shown)

"""Films of photographs that somebody took out of an album before the films came to its folder."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.pairing import FILMS, LONGEST, STILLS, extension_of, stem_of
from bviewer.library.paths import file_name, join
from bviewer.library.reading import Reading
from bviewer.models import Album, ExcludedFile, Image, ImageState, ItemKind
from bviewer.sync.left_out_files import note_marks


def leave_out_late_film(session: Session, album: Album, path: str, reading: Reading) -> bool:
    """Tell whether a new file is the film of a photograph that an album leaves out; it is left out
    as well then, until somebody lets it in."""
    facts = reading.facts
    if not facts.is_clip or facts.duration_ms is None or facts.duration_ms > LONGEST:
        return False
    if extension_of(path) not in FILMS or not is_of_left_out(session, album, path):
        return False
    row = ExcludedFile(album_id=album.id, name=file_name(path))
    note_marks(row, reading)
    session.add(row)
    return True


def is_of_left_out(session: Session, album: Album, path: str) -> bool:
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

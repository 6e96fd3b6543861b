"""Live photographs: which clip of an album belongs to which photograph of it.

Found anew whenever what an album holds is counted, so it follows whatever happens to either file,
and to the rows. Nothing else of a clip changes: a sync knows its file as that of any other.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, or_, select, text, update
from sqlalchemy.orm import Session

from bviewer.albums.films import motion_kind
from bviewer.library.paths import file_name, folder_of
from bviewer.models import Image, ImageState, ItemKind
from bviewer.models.image import HAS_MOTION, IS_CLIP

LONGEST = 10_000  # Milliseconds of a clip that is known by its name alone.
STILLS = ("heic", "heif", "jpg", "jpeg", "jpe")  # The original before what was made of it.
FILMS = ("mov", "mp4", "m4v")

_COLUMNS = ("id", "album_id", "path", "content_identifier", "motion_id")
_CLIP = [
    *(getattr(Image, name) for name in (*_COLUMNS, "kind", "duration_ms", "camera")),
    (Image.state == ImageState.MISSING).label("is_missing"),
]
_STILL = [*(getattr(Image, name) for name in (*_COLUMNS, "motion_start", "motion"))]


def pair_items(session: Session, album_ids: Sequence[str]) -> None:
    """Let clips of albums belong to photographs beside them, and others be items of their own."""
    of_albums = Image.album_id.in_(album_ids)
    clips = session.execute(select(*_CLIP).where(of_albums, text(IS_CLIP))).all()
    moving = session.execute(select(*_STILL).where(of_albums, text(HAS_MOTION))).all()
    if not (clips or moving):
        return
    candidates = [clip for clip in clips if may_belong(clip)]
    stills = session.execute(stills_beside(candidates)).all() if candidates else []
    pairs = dict(pairs_of(stills, candidates))
    write(session, clips, {row.id: row for row in (*moving, *stills)}, pairs)


def missing_films(session: Session, album_id: str, ids: Collection[str]) -> set[str]:
    """Return the ids of clips that belong to photographs of an album, and to none of these as long
    as they are missing, or cannot be read as a whole. `ids` are those of the photographs."""
    of_album = Image.album_id == album_id
    is_absent = or_(Image.state == ImageState.MISSING, Image.duration_ms.is_(None))
    absent = select(*_CLIP).where(of_album, text(IS_CLIP), is_absent)
    clips = [clip for clip in session.execute(absent).all() if may_be_film(clip)]
    if not clips:
        return set()
    standing = select(*_STILL).where(
        of_album, Image.kind == ItemKind.IMAGE, Image.motion_id.is_(None)
    )
    pairs = pairs_of(session.execute(standing).all(), clips)
    return {clip.id for still_id, clip in pairs if still_id in ids}


def may_belong(clip: Row[Any]) -> bool:
    """Return whether a clip is such as belong to photographs, by what is known of it alone."""
    is_there = not clip.is_missing and clip.duration_ms is not None
    return is_there and may_be_film(clip)


def may_be_film(clip: Row[Any]) -> bool:
    """Return whether a clip may belong to a photograph, wherever its file is, or the rest of it."""
    return bool(clip.content_identifier) or is_short(clip)


def is_short(clip: Row[Any]) -> bool:
    """Return whether a clip is no longer, as far as is known, than those that a phone takes with a
    photograph."""
    is_film = extension_of(clip.path) in FILMS
    return is_film and (clip.duration_ms is None or clip.duration_ms <= LONGEST)


def stills_beside(clips: Iterable[Row[Any]]) -> Select[Any]:
    """Select the photographs in the albums of clips that can be shown."""
    album_ids = {clip.album_id for clip in clips}
    return select(*_STILL).where(
        Image.album_id.in_(album_ids),
        Image.kind == ItemKind.IMAGE,
        Image.state == ImageState.READY,
    )


def pairs_of(stills: Sequence[Row[Any]], clips: Sequence[Row[Any]]) -> Iterator[tuple[str, Any]]:
    """Yield the ids of photographs with the clip of each, each clip once.

    What both say decides, before their names do: equal identifiers are a pair whatever the files
    are called, and others are none.
    """
    found: dict[Any, list[Row[Any]]] = defaultdict(list)
    for still in stills:
        if still.content_identifier:
            found[still.album_id, still.content_identifier].append(still)
        if extension_of(still.path) in STILLS:
            found[still.album_id, *stem_of(still.path)].append(still)
    taken: set[str] = set()
    for by_identifier in (True, False):
        for clip in sorted(clips, key=lambda clip: (rank(FILMS, clip.path), clip.path)):
            if clip.id in taken:
                continue
            free = first_free(found, clip, taken, by_identifier=by_identifier)
            if free is not None:
                taken |= {free.id, clip.id}
                yield free.id, clip


def first_free(
    found: dict[Any, list[Row[Any]]], clip: Row[Any], taken: set[str], *, by_identifier: bool
) -> Row[Any] | None:
    """Return the photograph that a clip belongs to, unless it has another one."""
    if by_identifier:
        key = (clip.album_id, clip.content_identifier)
        beside = found.get(key, []) if clip.content_identifier else []
    else:
        beside = found.get((clip.album_id, *stem_of(clip.path)), []) if is_short(clip) else []
    stem = stem_of(clip.path)
    free = [
        still
        for still in beside
        if still.id not in taken and (by_identifier or not differ(still, clip))
    ]
    # Of several with its identifier, one that is called like it.
    return min(
        free,
        key=lambda still: (stem_of(still.path) != stem, rank(STILLS, still.path), still.path),
        default=None,
    )


def differ(still: Row[Any], clip: Row[Any]) -> bool:
    """Return whether both files say what they belong to, and say different things."""
    both = (still.content_identifier, clip.content_identifier)
    return all(both) and both[0] != both[1]


def stem_of(path: str) -> tuple[str, str]:
    """Return the folder of a file, and what it is called there, but for its extension and case."""
    stem = file_name(path).rpartition(".")[0]
    return folder_of(path), unicodedata.normalize("NFC", stem).casefold()


def extension_of(path: str) -> str:
    """Return the extension of a file."""
    return path.rpartition(".")[2].lower()


def rank(extensions: Sequence[str], path: str) -> int:
    """Return where the extension of a file stands among others."""
    extension = extension_of(path)
    return extensions.index(extension) if extension in extensions else len(extensions)


def write(
    session: Session,
    clips: Sequence[Row[Any]],
    stills: dict[str, Row[Any]],
    pairs: dict[str, Any],
) -> None:
    """Write into rows what belongs together, where they say something else."""
    belonging = {clip.id for clip in pairs.values()}
    kinds = [
        {"id": clip.id, "kind": kind}
        for clip in clips
        if clip.kind != (kind := ItemKind.MOTION if clip.id in belonging else ItemKind.CLIP)
    ]
    moves = [
        {"id": still.id, "motion_id": clip and clip.id, "motion": motion_of(still, clip)}
        for still in stills.values()
        for clip in [pairs.get(still.id)]
        if (still.motion_id, still.motion) != (clip and clip.id, motion_of(still, clip))
    ]
    for rows in (kinds, moves):
        if rows:
            session.execute(update(Image), rows)


def motion_of(still: Row[Any], clip: Row[Any] | None) -> str | None:
    """Return the kind of what a photograph moves by: its own film before a clip."""
    if still.motion_start is not None:
        return str(still.motion)
    return clip and motion_kind(is_placed="latitude" in clip.camera)

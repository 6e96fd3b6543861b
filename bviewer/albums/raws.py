"""RAW files beside photographs: which one of an album a photograph of it was made of.

Found anew whenever what an album holds is counted, as live photographs are (`pairing`). Its row
stays, with all that a sync knows of the file: so it goes where its photograph goes, is left out
with it, and is never news after that is gone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, select, text, update
from sqlalchemy.orm import Session

from bviewer.albums.pairing import STILLS, rank, stem_of
from bviewer.library.raw_beside import is_developed
from bviewer.models import Image, ImageState, ItemKind
from bviewer.models.image import HAS_RAW, IS_RAW

_COLUMNS = [getattr(Image, name) for name in ("id", "album_id", "path", "kind", "state", "raw_id")]


def pair_raws(session: Session, album_ids: Sequence[str]) -> None:
    """Let RAW files of albums belong to photographs beside them, and others be items of their
    own."""
    of_albums = select(*_COLUMNS).where(Image.album_id.in_(album_ids))
    raws = session.execute(of_albums.where(text(IS_RAW))).all()
    having = session.execute(of_albums.where(text(HAS_RAW))).all()
    if not (raws or having):
        return
    there = [raw for raw in raws if raw.state != ImageState.MISSING]
    stills = session.execute(stills_in({raw.album_id for raw in there})).all() if there else []
    pairs = dict(pairs_of(stills, there))
    write(session, raws, {row.id: row for row in (*having, *stills)}, pairs)


def missing_raws(session: Session, album_id: str, ids: Collection[str]) -> set[str]:
    """Return the ids of RAW files that belong to photographs of an album, and to none of these as
    long as they are missing. `ids` are those of the photographs."""
    of_album = select(*_COLUMNS).where(Image.album_id == album_id, text(IS_RAW))
    raws = session.execute(of_album.where(Image.state == ImageState.MISSING)).all()
    if not raws:
        return set()
    stills = session.execute(stills_in({album_id}).where(Image.raw_id.is_(None))).all()
    return {raw_id for still_id, raw_id in pairs_of(stills, raws) if still_id in ids}


def stills_in(album_ids: Collection[str]) -> Select[Any]:
    """Select the photographs in albums whose files are there."""
    return select(*_COLUMNS).where(
        Image.album_id.in_(album_ids),
        Image.kind == ItemKind.IMAGE,
        Image.state != ImageState.MISSING,
        Image.is_raw.is_(False),
    )


def pairs_of(stills: Iterable[Row[Any]], raws: Iterable[Row[Any]]) -> Iterator[tuple[str, str]]:
    """Yield the ids of photographs with that of the RAW file of each, each once: those in one
    folder that are called alike but for the extension, in any case."""
    found: dict[Any, list[Row[Any]]] = defaultdict(list)
    for still in sorted(stills, key=lambda still: (rank(STILLS, still.path), still.path)):
        if is_developed(still.path):
            found[still.album_id, stem_of(still.path)].append(still)
    for raw in sorted(raws, key=lambda raw: raw.path):
        beside = found[raw.album_id, stem_of(raw.path)]
        if beside:
            yield beside.pop(0).id, raw.id


def write(
    session: Session,
    raws: Sequence[Row[Any]],
    stills: dict[str, Row[Any]],
    pairs: dict[str, str],
) -> None:
    """Write into rows what belongs together, where they say something else."""
    belonging = set(pairs.values())
    kinds = [
        {"id": raw.id, "kind": ItemKind.RAW if raw.id in belonging else ItemKind.IMAGE}
        for raw in raws
        if (raw.kind == ItemKind.RAW) != (raw.id in belonging)
    ]
    links = [
        {"id": still.id, "raw_id": pairs.get(still.id)}
        for still in stills.values()
        if still.raw_id != pairs.get(still.id)
    ]
    for rows in (kinds, links):
        if rows:
            session.execute(update(Image), rows)

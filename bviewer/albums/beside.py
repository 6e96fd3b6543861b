"""What belongs to photographs of an album without being an item of it: clips, RAW files."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import BindParameter, Exists, Select, bindparam, exists, or_, select, text
from sqlalchemy.orm import Session

from bviewer.albums.pairing import pair_items
from bviewer.albums.raws import pair_raws
from bviewer.models import Image
from bviewer.models.image import HAS_MOTION, HAS_RAW, IS_CLIP, IS_RAW

ALBUM_IDS: BindParameter[str] = bindparam("album_ids", expanding=True)


def pair_files(session: Session, album_ids: Sequence[str]) -> None:
    """Let clips and RAW files of albums belong to photographs beside them, and others be items of
    their own. Most albums have neither: for these it is one statement."""
    has_clips, has_raws = session.execute(what_is_there(), {"album_ids": album_ids}).one()
    if has_clips:
        pair_items(session, album_ids)
    if has_raws:
        pair_raws(session, album_ids)


@cache
def what_is_there() -> Select[bool, bool]:
    """Return the statement that asks indexes for clips and for RAW files, and for what has some."""
    return select(or_(found(IS_CLIP), found(HAS_MOTION)), or_(found(IS_RAW), found(HAS_RAW)))


def found(condition: str) -> Exists:
    """Return whether albums have rows that fulfil a condition, in the words of its index."""
    return exists().where(Image.album_id.in_(ALBUM_IDS), text(condition))

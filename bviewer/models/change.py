"""What changed of albums and items, for programs that follow a gallery."""

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, func
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, Instant

ALBUM: Final = "album"
ITEM: Final = "item"


class Change(Base):
    """That a row of an album or an item was added, changed or deleted, and what it was before.

    Triggers of the database write it (`db.triggers`), whatever statement changes a row. The numbers
    of what changed in one row are in the order in which that happened. `xid` is PostgreSQL's number
    of the transaction, which tells readers what may still be committed before it.

    `parent_id` is where the node was before: the album above, or that of an item. `visibility` is
    the flag that an album had. `was_there`: it belonged to a gallery; an item was one, and no clip
    of a photograph. `was_missing`: its file or folder was gone. The node may be gone as well.
    """

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_gallery_id", "gallery_id", "xid", "id"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    xid: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(Instant, server_default=func.now())
    gallery_id: Mapped[int] = mapped_column(ForeignKey("gallery.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(5))
    node_id: Mapped[str] = mapped_column(String(12), index=True)
    parent_id: Mapped[str | None] = mapped_column(String(12))
    visibility: Mapped[str | None] = mapped_column(String(10))
    was_there: Mapped[bool]
    was_missing: Mapped[bool]


class ChangeClock(Base):
    """The number of the transaction that changes something, in its only row: SQLite itself counts
    none (`db.engine`). On PostgreSQL nobody asks for it."""

    __tablename__ = "change_clock"

    number: Mapped[int] = mapped_column(primary_key=True)

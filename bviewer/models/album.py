"""Albums: the nodes of the tree that people see."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, FilePath, Instant, new_id, unique_path, updated_at


class Visibility(StrEnum):
    """Who sees an album, of those who may see the one above it: all; whoever knows its address; or
    whom its owner lets in."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    PRIVATE = "private"


class ClosedBecause(StrEnum):
    """Why a sync closed an album."""

    KNOWN = "known"  # It holds what is known from an album that is more closed.
    GONE = "gone"  # It appeared beside a closed one that was not there any more.
    ALIKE = "alike"  # Its folder is called like that of a closed one, by any spelling.
    LEFT_OUT = "left_out"  # It appeared like that, and may show what the other one left out.


class SortOrder(StrEnum):
    """How an album sorts what it holds; without one of its own as the album that it is in."""

    OLDEST = "oldest"
    NEWEST = "newest"
    NAME = "name"
    NAME_DOWN = "name-down"
    HAND = "hand"  # As somebody arranged it; otherwise the oldest first.


class Album(Base):
    """A node of the album tree, bound to a folder (`folder`) or hand-picked (`folder` is None).

    `closed_because` says why a sync made it as closed as it is, and `closed_like` which album was
    closed before; both are empty as soon as a person decides. `order`, `downloads` and `positions`
    hold for what is below as well, unless that has its own. `rank` is its place among those beside
    it, where they are arranged by hand. `is_placed`: a person put it where it is in the tree, so it
    does not follow its folder there. `revision` counts what people changed of its items. Deleted
    albums belong to no gallery (`Deletion`).

    `arrived_at` is when a sync found it, or found that all of its images were others; empty as soon
    as a person decides who sees it. `gone_at` is when it went `missing`, or was left by all of its
    files, and by all that it leaves out. `closed_at` is when a person closed it, or opened it, if
    it is open; of one that was closed ever since, by itself or by one above it, or open for a short
    while only, it is empty. `folder_inode` tells its folder from another one of that name.
    `updated_at` is when something changed that is told of it.
    """

    __tablename__ = "album"
    __table_args__ = (
        *unique_path("album", "gallery_id", "folder"),
        Index(
            "uq_album_top",
            "gallery_id",
            unique=True,
            sqlite_where=text("parent_id IS NULL"),
            postgresql_where=text("parent_id IS NULL"),
        ),
        # Of any length, which no other kind of index is for; SQLite finds folders by the key above.
        Index("ix_album_folder", "folder", postgresql_using="hash").ddl_if("postgresql"),
    )

    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_id)
    gallery_id: Mapped[int] = mapped_column(ForeignKey("gallery.id"), nullable=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("album.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text, default="")
    time: Mapped[datetime | None]
    visibility: Mapped[str] = mapped_column(String(10), default=Visibility.VISIBLE)
    order: Mapped[str | None] = mapped_column(String(10))
    rank: Mapped[int] = mapped_column(default=0, server_default="0")
    downloads: Mapped[bool | None]
    positions: Mapped[str | None] = mapped_column(String(10))
    is_placed: Mapped[bool] = mapped_column(default=False, server_default=false())
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    cover_id: Mapped[str | None] = mapped_column(String(12))
    folder: Mapped[str | None] = mapped_column(FilePath)
    folder_inode: Mapped[int | None] = mapped_column(BigInteger)
    missing: Mapped[bool] = mapped_column(default=False)
    gone_at: Mapped[datetime | None] = mapped_column(Instant)
    arrived_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_because: Mapped[str | None] = mapped_column(String(10))
    closed_like: Mapped[str | None] = mapped_column(String(12))
    sort_key: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[datetime] = updated_at()

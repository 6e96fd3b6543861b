"""Images: the photographs and clips of the library, shown in albums."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    false,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.library.precision import Precision
from bviewer.models.base import Base, FilePath, Instant, new_id, now, unique_path, updated_at


class ItemKind(StrEnum):
    """What an item is: a photograph or a film among the files, or a film of a provider.

    A clip that belongs to a photograph, which moves by it, is no item of its own (`MOTION`), nor is
    the RAW file that a photograph was made of (`RAW`).
    """

    IMAGE = "image"
    CLIP = "clip"
    MOTION = "motion"
    RAW = "raw"
    VIDEO = "video"


# What belongs to a photograph, and is no item.
BESIDE = (ItemKind.MOTION, ItemKind.RAW)


class MotionKind(StrEnum):
    """What a photograph moves by: a film that says where it was taken, or one that does not."""

    PLAIN = "plain"
    PLACED = "placed"


class ImageState(StrEnum):
    """What is known of the original."""

    READY = "ready"
    BROKEN = "broken"
    MISSING = "missing"
    BARE = "bare"  # A film of a provider, of which there is no picture, or none yet.


# Images of which no rendition was ever made, as a condition in SQL.
UNRENDERED = "placeholder IS NULL AND state = 'ready'"
# Items that are not as they should be, as a condition that their index is used for.
IS_NOT_READY = "image.state <> 'ready'"
# Films of providers, as a condition that the index of these is used for.
IS_VIDEO = "image.kind = 'video'"
# Clips, with those that belong to photographs; and photographs that these belong to.
IS_CLIP = "image.kind IN ('clip', 'motion')"
HAS_MOTION = "image.motion_id IS NOT NULL"
# RAW files, with those that belong to photographs; and photographs that these belong to.
IS_RAW = "image.is_raw"
HAS_RAW = "image.raw_id IS NOT NULL"


class Image(Base):
    """A photograph or a clip in an album: where its file is, and what was read from it.

    `time` is the local wall-clock time as taken; `offset_minutes` is its distance from UTC where
    the file tells it. `width` and `height` are those of the upright picture, in pixels.

    `own_title` is what a person calls it, or empty: then it is called like its file. `file_time` is
    what the file says, as long as a person says another time. `is_picked`: a person put it into the
    album, so no sync takes it for a file of the album's folder. `updated_at` is when something
    changed that is told of it, `added_at` when it came into a gallery first.

    `precision` is that of the time of the file. `file_title`, `file_caption`, `keywords` and
    `rating` are what the file says, or what stands beside it; `sidecars` tells the files beside it
    that were read for all this from what they may be later (`library.sidecars`).

    Clips follow their files as photographs do, so they are rows of this table. `duration_ms` is how
    long one plays, in milliseconds, and `media_type` what browsers are asked whether they can play
    it: with its codecs, as RFC 6381 has them.

    A photograph that moves has a kind of `motion`: by a film in its own file, `motion_size` bytes
    from `motion_start` on, or by a clip of its album, `motion_id` (`albums.pairing`).
    `content_identifier` is what Apple writes into both files of a live photograph; empty if there
    is none, and None as long as nobody has looked.

    A RAW file `is_raw`, by its name. That which a photograph of its album was made of is its
    `raw_id` (`albums.raws`).

    So are films of providers, which stand among them in every way. They have no file: `path` is one
    that no file has, and names the film (`albums.films`). A person picked each of them. Their size
    and hash are those of the picture that the provider sent.
    """

    __tablename__ = "image"
    __table_args__ = (
        *unique_path("image", "album_id", "path"),
        Index("ix_image_album_time", "album_id", "time", "sort_key", "id"),
        Index("ix_image_album_name", "album_id", "sort_key", "id"),
        Index("ix_image_album_rank", "album_id", "rank", "time", "sort_key", "id"),
        # A sync asks of each new file where its content is known from.
        Index("ix_image_quick_hash", "quick_hash"),
        Index(
            "ix_image_unrendered",
            "time",
            postgresql_where=text(UNRENDERED),
            sqlite_where=text(UNRENDERED),
        ),
        Index(
            "ix_image_not_ready",
            "album_id",
            "state",
            "kind",
            postgresql_where=text("state <> 'ready'"),
            sqlite_where=text("state <> 'ready'"),
        ),
        Index(
            "ix_image_video",
            "album_id",
            "path",
            postgresql_where=text("kind = 'video'"),
            sqlite_where=text("kind = 'video'"),
        ),
        Index(
            "ix_image_clip",
            "album_id",
            postgresql_where=text("kind IN ('clip', 'motion')"),
            sqlite_where=text("kind IN ('clip', 'motion')"),
        ),
        Index(
            "ix_image_motion",
            "album_id",
            postgresql_where=text("motion_id IS NOT NULL"),
            sqlite_where=text("motion_id IS NOT NULL"),
        ),
        Index(
            "ix_image_is_raw",
            "album_id",
            postgresql_where=text("is_raw"),
            sqlite_where=text("is_raw"),
        ),
        Index(
            "ix_image_raw",
            "album_id",
            postgresql_where=text("raw_id IS NOT NULL"),
            sqlite_where=text("raw_id IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_id)
    album_id: Mapped[str] = mapped_column(ForeignKey("album.id"))
    kind: Mapped[str] = mapped_column(
        String(10), default=ItemKind.IMAGE, server_default=ItemKind.IMAGE
    )
    path: Mapped[str] = mapped_column(FilePath)
    sort_key: Mapped[bytes] = mapped_column(LargeBinary)
    time: Mapped[datetime]
    offset_minutes: Mapped[int | None]
    time_source: Mapped[str] = mapped_column(String(10))
    width: Mapped[int | None]
    height: Mapped[int | None]
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    ctime_ns: Mapped[int] = mapped_column(BigInteger)
    inode: Mapped[int | None] = mapped_column(BigInteger)
    quick_hash: Mapped[bytes] = mapped_column(LargeBinary(16))
    placeholder: Mapped[bytes | None] = mapped_column(LargeBinary)
    camera: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(10), default=ImageState.READY)
    # Where it stands in an album that is arranged by hand.
    rank: Mapped[int] = mapped_column(default=0, server_default="0")
    own_title: Mapped[str] = mapped_column(String(300), default="", server_default="")
    caption: Mapped[str] = mapped_column(Text, default="", server_default="")
    file_time: Mapped[datetime | None]
    precision: Mapped[str] = mapped_column(
        String(5), default=Precision.CLOCK, server_default=Precision.CLOCK
    )
    file_title: Mapped[str] = mapped_column(String(300), default="", server_default="")
    file_caption: Mapped[str] = mapped_column(Text, default="", server_default="")
    keywords: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    rating: Mapped[int | None]
    sidecars: Mapped[bytes | None] = mapped_column(LargeBinary(8))
    duration_ms: Mapped[int | None] = mapped_column(BigInteger)
    media_type: Mapped[str | None] = mapped_column(String(150))
    content_identifier: Mapped[str | None] = mapped_column(String(64))
    motion_start: Mapped[int | None] = mapped_column(BigInteger)
    motion_size: Mapped[int | None] = mapped_column(BigInteger)
    motion_id: Mapped[str | None] = mapped_column(String(12))
    motion: Mapped[str | None] = mapped_column(String(10))
    is_raw: Mapped[bool] = mapped_column(default=False, server_default=false())
    raw_id: Mapped[str | None] = mapped_column(String(12))
    is_picked: Mapped[bool] = mapped_column(default=False, server_default=false())
    reason: Mapped[str | None] = mapped_column(String(300))
    # The version of the pipeline and its limits that found it broken, or but a part of it there:
    # another may let it pass. Without one, `reason` is that of a decoder which stopped once.
    failure_version: Mapped[str | None] = mapped_column(String(8))
    # A decoder that crashes leaves its count behind: that is how a poisonous file is recognised.
    attempts: Mapped[int] = mapped_column(default=0)
    attempted_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    updated_at: Mapped[datetime] = updated_at()
    added_at: Mapped[datetime] = mapped_column(Instant, default=now, server_default=func.now())

"""Archives: what albums hold for somebody, as one file to download."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, Instant, new_id, now


class ArchiveState(StrEnum):
    """How far an archive is."""

    WANTED = "wanted"
    BUILDING = "building"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    GONE = "gone"  # Its file was evicted.


AT_WORK = (ArchiveState.WANTED, ArchiveState.BUILDING)
# Of which there is, or will be, a file; and as a condition in SQL.
CURRENT_STATES = (*AT_WORK, ArchiveState.READY)
CURRENT = "state IN ('wanted', 'building', 'ready')"


class Archive(Base):
    """An archive of an album and what is below it, or of some of its images (`chosen`, ids).

    `digest` is that of what it holds: `contents`, a list of name, id of the image and fingerprint
    of its file, of which `done` have been looked at, and those that cannot be read are `left_out`
    (their numbers). `entries`, `bytes` and `directory_bytes` tell how far its two parts are on the
    disk; `copied` how many of the `total_bytes` of its photographs have been read. `size` is that
    of the finished file. `asker` is who had it built: a person, or all at an address.
    """

    __tablename__ = "archive"
    __table_args__ = (
        # Whoever asks for the same gets the same.
        Index(
            "uq_archive_current",
            "album_id",
            "digest",
            unique=True,
            postgresql_where=text(CURRENT),
            sqlite_where=text(CURRENT),
        ),
        Index("ix_archive_asker", "asker", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_id)
    gallery_id: Mapped[int] = mapped_column(
        ForeignKey("gallery.id", ondelete="CASCADE"), index=True
    )
    album_id: Mapped[str] = mapped_column(ForeignKey("album.id", ondelete="CASCADE"), index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    chosen: Mapped[list[str] | None] = mapped_column(JSON)
    contents: Mapped[list[tuple[str, str, str]]] = mapped_column(JSON, deferred=True)
    total: Mapped[int]
    total_bytes: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(10), default=ArchiveState.WANTED)
    reason: Mapped[str | None] = mapped_column(String(20))
    done: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[list[int]] = mapped_column(JSON, default=list)
    entries: Mapped[int] = mapped_column(default=0)
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    directory_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    copied: Mapped[int] = mapped_column(BigInteger, default=0)
    size: Mapped[int | None] = mapped_column(BigInteger)
    asker: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    seen_at: Mapped[datetime] = mapped_column(Instant, default=now, index=True)

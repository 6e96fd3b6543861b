"""Long work on many items of an album, with how far it is."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, Instant, now


class JobKind(StrEnum):
    """What is done to each image."""

    RENDER = "render"
    REREAD = "reread"
    PICK = "pick"


class Job(Base):
    """Work that a person asked for; `seen_at` moves with each step that is done.

    `subjects` are ids of images, or paths of files as `library.names` encodes them.
    """

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    album_id: Mapped[str] = mapped_column(ForeignKey("album.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    subjects: Mapped[list[str]] = mapped_column(JSON)
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(Instant, default=now)
    seen_at: Mapped[datetime] = mapped_column(Instant, default=now)

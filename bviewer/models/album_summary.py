"""What is below an album, counted beforehand, so that a page costs the same at any size."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, Years


class Circle(StrEnum):
    """For whom a summary was counted: what it tells must not exceed what they may see."""

    PUBLIC = "public"  # Only what visible albums below hold.
    TRUSTED = "trusted"  # Everything: the owner and people with access.


class AlbumSummary(Base):
    """Number, cover, times and years of the images in an album and below it, for one circle of
    people."""

    __tablename__ = "album_summary"

    album_id: Mapped[str] = mapped_column(
        ForeignKey("album.id", ondelete="CASCADE"), primary_key=True
    )
    circle: Mapped[str] = mapped_column(String(10), primary_key=True)
    images: Mapped[int]
    albums: Mapped[int]
    cover_id: Mapped[str | None] = mapped_column(String(12))
    # The ids on the way from the album to its cover, as a URL relative to the album has them.
    cover_path: Mapped[str | None] = mapped_column(String(1000))
    first_time: Mapped[datetime | None]
    last_time: Mapped[datetime | None]
    years: Mapped[tuple[int, ...]] = mapped_column(Years)

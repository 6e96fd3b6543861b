"""What is below an album, counted beforehand, so that a page costs the same at any size."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, Years


class Audience(StrEnum):
    """People who see the same of an album: what was made for them must not show more than that."""

    EVERYBODY = "everybody"  # Only what visible albums hold.
    HIDDEN = "hidden"  # What an address leads to that is in no listing.
    TRUSTED = "trusted"  # Everything: the owner and people with grants.


# An album's page counts for whoever came there, by a hidden address or not, what is listed.
SUMMARISED = (Audience.EVERYBODY, Audience.TRUSTED)


class AlbumSummary(Base):
    """Number, cover, times and years of the images in an album and below it, for one audience;
    `films` are those of them that play, and `broken` the photographs that cannot be shown."""

    __tablename__ = "album_summary"

    album_id: Mapped[str] = mapped_column(
        ForeignKey("album.id", ondelete="CASCADE"), primary_key=True
    )
    audience: Mapped[str] = mapped_column(String(10), primary_key=True)
    images: Mapped[int]
    films: Mapped[int] = mapped_column(default=0, server_default="0")
    broken: Mapped[int] = mapped_column(default=0, server_default="0")
    albums: Mapped[int]
    cover_id: Mapped[str | None] = mapped_column(String(12))
    # The ids on the way from the album to its cover, as a URL relative to the album has them.
    cover_path: Mapped[str | None] = mapped_column(String(1000))
    first_time: Mapped[datetime | None]
    last_time: Mapped[datetime | None]
    years: Mapped[tuple[int, ...]] = mapped_column(Years)

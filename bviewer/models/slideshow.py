"""Random shows of an album's photographs, each in the browser that began it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, Instant, now


class SlideshowState(StrEnum):
    """How far a show is."""

    NEW = "new"  # Its photographs are still to be drawn.
    BUILT = "built"
    FINISHED = "finished"  # Nothing is left, or another one has taken its place.


class Slideshow(Base):
    """A random show of an album and what is below it, with or without all photographs (`is_all`).

    `key` is the digest of what its browser carries; a show that is no more has none. `sight` is
    what its viewer was given when it began, which tells what to draw from. `number` photographs
    were drawn, and each is shown for some `seconds`. `asker` is who began it: a person, or all at
    an address.
    """

    __tablename__ = "slideshow"
    __table_args__ = (Index("ix_slideshow_asker", "asker", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gallery_id: Mapped[int] = mapped_column(
        ForeignKey("gallery.id", ondelete="CASCADE"), index=True
    )
    album_id: Mapped[str] = mapped_column(ForeignKey("album.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str | None] = mapped_column(String(43), unique=True)
    seconds: Mapped[int]
    is_all: Mapped[bool]
    sight: Mapped[dict[str, list[str] | bool]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default=SlideshowState.NEW)
    number: Mapped[int] = mapped_column(default=0)
    asker: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    seen_at: Mapped[datetime] = mapped_column(Instant, default=now, index=True)


class SlideshowImage(Base):
    """A photograph in a show, where there is no Redis: at a random `place`, and with the `number`
    under which it was shown, if it was."""

    __tablename__ = "slideshow_image"
    __table_args__ = (Index("ix_slideshow_image_place", "slideshow_id", "number", "place"),)

    slideshow_id: Mapped[int] = mapped_column(
        ForeignKey("slideshow.id", ondelete="CASCADE"), primary_key=True
    )
    image_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    place: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int | None]

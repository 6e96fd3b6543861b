"""Videos: films of YouTube and Vimeo that albums show."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, Instant, now


class Provider(StrEnum):
    """Who shows the film."""

    YOUTUBE = "youtube"
    VIMEO = "vimeo"


class Video(Base):
    """A film, however many albums show it: its picture, and how it went to ask for that.

    What an album shows of it is a row of `image`, whose path names it. `id` is its provider and
    what that calls it, such as "youtube/dQw4w9WgXcQ". `picture` is the file that the provider sent.
    It is asked (again) when that is due (`due_at`), and not by itself if that is empty. So many
    `tries` have failed since somebody wanted it; `reason` is that of the last one.
    """

    __tablename__ = "video"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    picture: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    due_at: Mapped[datetime | None] = mapped_column(Instant, default=now, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(String(20))

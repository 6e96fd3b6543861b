"""Videos: films of YouTube and Vimeo shown in albums."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, new_id


class Provider(StrEnum):
    """Who shows the film."""

    YOUTUBE = "youtube"
    VIMEO = "vimeo"


class Video(Base):
    """A film in an album: what its provider calls it, and what a person says about it.

    It has no file. `time`, `sort_key` and `rank` say where it stands, as those of images do. The id
    of a film of Vimeo that is not listed there has a key behind a slash.
    """

    __tablename__ = "video"
    __table_args__ = (
        UniqueConstraint("album_id", "provider", "provider_id"),
        Index("ix_video_album_time", "album_id", "time", "sort_key", "id"),
        Index("ix_video_album_name", "album_id", "sort_key", "id"),
        Index("ix_video_album_rank", "album_id", "rank", "time", "sort_key", "id"),
    )

    id: Mapped[str] = mapped_column(String(12), primary_key=True, default=new_id)
    album_id: Mapped[str] = mapped_column(ForeignKey("album.id", ondelete="CASCADE"))
    provider: Mapped[str] = mapped_column(String(10))
    provider_id: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300), default="")
    caption: Mapped[str] = mapped_column(Text, default="")
    sort_key: Mapped[bytes] = mapped_column(LargeBinary)
    time: Mapped[datetime]
    rank: Mapped[int] = mapped_column(default=0, server_default="0")

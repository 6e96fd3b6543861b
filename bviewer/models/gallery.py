"""Galleries: one owner's site on one domain."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, FilePath


class Gallery(Base):
    """One owner's site. Its top album is the album of the gallery without a parent."""

    __tablename__ = "gallery"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    host: Mapped[str] = mapped_column(String(253), unique=True)
    home: Mapped[str] = mapped_column(FilePath)
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")

"""Folders that albums do not have any more."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, FilePath, Instant


class FormerFolder(Base):
    """The folder that an album had until another one was at its place: it may be found elsewhere.

    The `inode` tells it from others. `left_at` is when a sync of all folders did not find it in its
    place, and empty as long as only some were looked at.
    """

    __tablename__ = "former_folder"

    album_id: Mapped[str] = mapped_column(
        ForeignKey("album.id", ondelete="CASCADE"), primary_key=True
    )
    inode: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    gallery_id: Mapped[int] = mapped_column(
        ForeignKey("gallery.id", ondelete="CASCADE"), index=True
    )
    folder: Mapped[str] = mapped_column(FilePath)
    left_at: Mapped[datetime | None] = mapped_column(Instant)

"""Albums that were deleted: where they were, and the folders that stay out of sight."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, FilePath, Instant, now


class Deletion(Base):
    """An album that was deleted together with all below it, and where it was.

    Its rows stay for a while, but belong to no gallery: nothing that begins at a gallery or at its
    top album finds them.
    """

    __tablename__ = "deletion"

    album_id: Mapped[str] = mapped_column(
        ForeignKey("album.id", ondelete="CASCADE"), primary_key=True
    )
    gallery_id: Mapped[int] = mapped_column(
        ForeignKey("gallery.id", ondelete="CASCADE"), index=True
    )
    parent_id: Mapped[str] = mapped_column(String(12))
    deleted_at: Mapped[datetime] = mapped_column(Instant, default=now)


class DeletedFolder(Base):
    """The folder of a deleted album: a sync makes no other one of it, also when the rows are gone.

    `album_id` is that of the deletion; it outlives the album.
    """

    __tablename__ = "deleted_folder"

    id: Mapped[int] = mapped_column(primary_key=True)
    gallery_id: Mapped[int] = mapped_column(
        ForeignKey("gallery.id", ondelete="CASCADE"), index=True
    )
    folder: Mapped[str] = mapped_column(FilePath)
    album_id: Mapped[str] = mapped_column(String(12), index=True)

"""Albums that were deleted: where they were, and the folders that stay out of sight."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, FilePath, Instant, now


class Deletion(Base):
    """An album that was deleted together with all below it, and where it was.

    `visibility` is what the album amounted to. Its rows stay for a while, but belong to no gallery:
    nothing that begins at a gallery or at its top album finds them. Items that were taken out of an
    album, `source_id`, are in an album of their own, which was deleted at once.
    """

    __tablename__ = "deletion"

    album_id: Mapped[str] = mapped_column(
        ForeignKey("album.id", ondelete="CASCADE"), primary_key=True
    )
    gallery_id: Mapped[int] = mapped_column(
        ForeignKey("gallery.id", ondelete="CASCADE"), index=True
    )
    parent_id: Mapped[str] = mapped_column(String(12))
    visibility: Mapped[str] = mapped_column(String(10))
    source_id: Mapped[str | None] = mapped_column(String(12))
    deleted_at: Mapped[datetime] = mapped_column(Instant, default=now)


class DeletedFolder(Base):
    """The folder of a deleted album: a sync makes no other one of it, also when the rows are gone.

    So is one that an album let go of. `deletion_id` is the album that was deleted with this one;
    both ids outlive their rows. `visibility` is what a closed album amounted to that is gone for
    good. `folder_inode` tells its folder from others, unless everybody could see what is gone.
    """

    __tablename__ = "deleted_folder"

    id: Mapped[int] = mapped_column(primary_key=True)
    gallery_id: Mapped[int] = mapped_column(
        ForeignKey("gallery.id", ondelete="CASCADE"), index=True
    )
    folder: Mapped[str] = mapped_column(FilePath)
    album_id: Mapped[str] = mapped_column(String(12), index=True)
    deletion_id: Mapped[str] = mapped_column(String(12), index=True)
    visibility: Mapped[str | None] = mapped_column(String(10))
    folder_inode: Mapped[int | None] = mapped_column(BigInteger)

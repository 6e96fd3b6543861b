"""Who may see hidden and private albums."""

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base


class Access(Base):
    """A person may see a whole gallery (`album_id` is None), or one album and all below it."""

    __tablename__ = "access"
    __table_args__ = (
        Index("uq_access_album", "user_id", "album_id", unique=True),
        Index(
            "uq_access_gallery",
            "user_id",
            "gallery_id",
            unique=True,
            sqlite_where=text("album_id IS NULL"),
            postgresql_where=text("album_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    gallery_id: Mapped[int] = mapped_column(ForeignKey("gallery.id"))
    album_id: Mapped[str | None] = mapped_column(ForeignKey("album.id"))
    active: Mapped[bool] = mapped_column(default=True)

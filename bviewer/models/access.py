"""Who may see hidden and private albums."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, public_id

WHOLE_GALLERY = text("album_id IS NULL")


class Access(Base):
    """A person, or everybody in a group, may see a whole gallery (`album_id` is None), or one album
    and all below it."""

    __tablename__ = "access"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (group_id IS NULL)", name="one_holder"),
        Index("uq_access_album", "user_id", "album_id", unique=True),
        Index(
            "uq_access_gallery",
            "user_id",
            "gallery_id",
            unique=True,
            sqlite_where=WHOLE_GALLERY,
            postgresql_where=WHOLE_GALLERY,
        ),
        Index("uq_access_group_album", "group_id", "album_id", unique=True),
        Index(
            "uq_access_group_gallery",
            "group_id",
            "gallery_id",
            unique=True,
            sqlite_where=WHOLE_GALLERY,
            postgresql_where=WHOLE_GALLERY,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"))
    gallery_id: Mapped[int] = mapped_column(ForeignKey("gallery.id"))
    album_id: Mapped[str | None] = mapped_column(ForeignKey("album.id"))
    active: Mapped[bool] = mapped_column(default=True)

"""Groups of people at one gallery, so that a grant reaches everybody in one."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, public_id


class Group(Base):
    """Some people whom the owner of a gallery calls by one name; groups hold no groups."""

    __tablename__ = "group"
    # No id is used twice: what stood on a page that is still open must not mean something else.
    __table_args__ = (UniqueConstraint("gallery_id", "name"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    gallery_id: Mapped[int] = mapped_column(ForeignKey("gallery.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(100))


class Membership(Base):
    """A person in a group."""

    __tablename__ = "membership"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    group_id: Mapped[int] = mapped_column(
        ForeignKey("group.id", ondelete="CASCADE"), primary_key=True, index=True
    )

"""Wishes of visitors to see more of a gallery."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, Instant, now, public_id


class AccessRequest(Base):
    """Somebody asks for access: a person with an account (`user_id`), or whoever has the mail.

    The row goes when the owner decides.
    """

    __tablename__ = "access_request"
    # No id is used twice: what stood on a page that is still open must not mean something else.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    gallery_id: Mapped[int] = mapped_column(
        ForeignKey("gallery.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(100))
    mail: Mapped[str] = mapped_column(String(254))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)

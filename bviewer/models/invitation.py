"""Invitations: what is granted to whoever has a mail address, as soon as they follow the link."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, Instant, now, public_id


class Invitation(Base):
    """An invitation that nobody has used yet: the row goes when it is used or taken back.

    It is for a group, or else for an album and all below it, or else for the whole gallery. The
    digest is that of the link's secret, and changes with each link that is made for it.
    """

    __tablename__ = "invitation"
    # No id is used twice: what stood on a page that is still open must not mean something else.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    gallery_id: Mapped[int] = mapped_column(ForeignKey("gallery.id", ondelete="CASCADE"))
    album_id: Mapped[str | None] = mapped_column(ForeignKey("album.id", ondelete="CASCADE"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("group.id", ondelete="CASCADE"))
    mail: Mapped[str] = mapped_column(String(254))
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    mailed_at: Mapped[datetime | None] = mapped_column(Instant)
    mail_error: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(10))

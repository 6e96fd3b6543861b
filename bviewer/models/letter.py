"""Mail that is still to be sent."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, Instant, now


class Letter(Base):
    """A mail, tried again at `due_at` until it is sent; then the row goes.

    One with an invitation or a token has a place in its texts for the secret of the link, which is
    made when it is sent: no secret is stored.
    """

    __tablename__ = "letter"
    # No id is used twice: what stood on a page that is still open must not mean something else.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE")
    )
    token_id: Mapped[int | None] = mapped_column(ForeignKey("token.id", ondelete="CASCADE"))
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(Instant, default=now, index=True)
    tries: Mapped[int] = mapped_column(default=0)

"""Sessions of signed-in people; deleting the row signs the browser out."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, Instant, now

LONGEST_DESCRIPTION = 200


class UserSession(Base):
    """One browser, signed in at one gallery. Only the digest of its cookie is stored.

    `browser` and `address` are what it said when somebody signed in, for that person to know it by.
    """

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    gallery_id: Mapped[int] = mapped_column(ForeignKey("gallery.id", ondelete="CASCADE"))
    browser: Mapped[str] = mapped_column(String(LONGEST_DESCRIPTION), default="", server_default="")
    address: Mapped[str] = mapped_column(String(LONGEST_DESCRIPTION), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    used_at: Mapped[datetime] = mapped_column(Instant, default=now)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)

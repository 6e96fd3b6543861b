"""Secrets handed out once, stored as digests."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, Instant


class TokenPurpose(StrEnum):
    """What a token is good for."""

    SIGN_IN = "sign-in"
    MAIL = "mail"
    PASSWORD = "password"  # noqa: S105 - it is none.


class Token(Base):
    """A secret that stands for a person at one gallery, until it is used or expires.

    `mail` is the address that it proves to be theirs, if it is for that.
    """

    __tablename__ = "token"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    purpose: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    gallery_id: Mapped[int] = mapped_column(ForeignKey("gallery.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime] = mapped_column(Instant)
    mail: Mapped[str | None] = mapped_column(String(254))

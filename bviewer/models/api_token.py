"""Tokens of programs, which ask in the name of a person."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import ID_LENGTH, Base, Instant, new_id, now


class Scope(StrEnum):
    """What a program may do of what its person may. Each has those before it in it."""

    READ = "read"  # Nothing is changed by it.
    WRITE = "write"  # Albums, and what is in them.
    MANAGE = "manage"  # The gallery as well, and who was let in.


class ApiToken(Base):
    """A secret by which a program is as good as a person at one gallery. Only the digest is stored,
    so it is shown once.

    One with an album is good for that and what is below it, and for nothing else.
    """

    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    gallery_id: Mapped[int] = mapped_column(ForeignKey("gallery.id", ondelete="CASCADE"))
    album_id: Mapped[str | None] = mapped_column(
        ForeignKey("album.id", ondelete="CASCADE"), index=True
    )
    label: Mapped[str] = mapped_column(String(100))
    scope: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)

"""Links that open one album to whoever has them."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, Instant, now, public_id


class Share(Base):
    """A link to an album. Only the digest of its secret is stored, so it is shown once.

    The last three of what it may be asked about are what its holders may do and see there.
    """

    __tablename__ = "share"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = public_id()
    gallery_id: Mapped[int] = mapped_column(
        ForeignKey("gallery.id", ondelete="CASCADE"), index=True
    )
    album_id: Mapped[str] = mapped_column(ForeignKey("album.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    label: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    last_used_at: Mapped[datetime | None] = mapped_column(Instant)
    visits: Mapped[int] = mapped_column(default=0)
    download: Mapped[bool] = mapped_column(default=True)
    details: Mapped[bool] = mapped_column(default=True)
    position: Mapped[bool] = mapped_column(default=False)

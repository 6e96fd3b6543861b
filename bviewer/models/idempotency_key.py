"""Answers to programs that may send a request again, because they do not know whether it came."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, Instant, now


class IdempotencyKey(Base):
    """A key by which somebody had something done at a gallery once, and what was answered.

    Nobody reads the answer without the key and the installation's secret: of the key there is a
    digest here, and the answer is sealed.
    """

    __tablename__ = "idempotency_key"

    key_digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    gallery_id: Mapped[int] = mapped_column(ForeignKey("gallery.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    request_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    answer: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Instant, default=now, index=True)

"""Browsers that have followed a link to an album."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, Instant


class ShareHolder(Base):
    """A browser that holds a share: the digest of its cookie, which may stand for several.

    It is not `admitted` before it has said the share's password, where there is one.
    """

    __tablename__ = "share_holder"
    __table_args__ = (UniqueConstraint("token_hash", "share_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    share_id: Mapped[int] = mapped_column(ForeignKey("share.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    admitted: Mapped[bool]
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)

"""What became of content."""

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base


class NewerVersion(Base):
    """The quick hash of a picture that was written over, and of what was written there.

    An older version is as closed as the newer one, wherever that went since.
    """

    __tablename__ = "newer_version"

    quick_hash: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    newer_hash: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    owner_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True
    )

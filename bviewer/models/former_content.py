"""Content that albums do not hold any more."""

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base


class FormerContent(Base):
    """The quick hash of a picture that was written over, or whose album was deleted for good.

    An older version that turns up again is as closed as the album that it is known from. That
    album's id outlives its row; `visibility` is what it amounted to then, and empty as long as the
    album itself can tell. What was closed in a gallery that is removed belongs to its owner alone,
    `owner_id`: it is as closed in the other galleries. If that gallery was closed as a whole,
    `inside` is what the album amounted to in it.
    """

    __tablename__ = "former_content"

    quick_hash: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    album_id: Mapped[str] = mapped_column(String(12), primary_key=True, index=True)
    gallery_id: Mapped[int | None] = mapped_column(
        ForeignKey("gallery.id", ondelete="CASCADE"), index=True
    )
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), index=True
    )
    visibility: Mapped[str | None] = mapped_column(String(10))
    inside: Mapped[str | None] = mapped_column(String(10))

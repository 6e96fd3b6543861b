"""Other hosts of galleries."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base


class GalleryAlias(Base):
    """A host that only leads to a gallery's own. No gallery's own host is in this table."""

    __tablename__ = "gallery_alias"

    host: Mapped[str] = mapped_column(String(253), primary_key=True)
    gallery_id: Mapped[int] = mapped_column(
        ForeignKey("gallery.id", ondelete="CASCADE"), index=True
    )

"""What of each year is in an album, counted beforehand."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base


class AlbumYear(Base):
    """How many items of a year an album shows itself, of which `films` play; none without any."""

    __tablename__ = "album_year"

    album_id: Mapped[str] = mapped_column(
        ForeignKey("album.id", ondelete="CASCADE"), primary_key=True
    )
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    images: Mapped[int]
    films: Mapped[int]

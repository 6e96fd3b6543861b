"""Files that a person took out of the albums of their folders."""

from sqlalchemy import BigInteger, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, FilePath


class ExcludedFile(Base):
    """A file of an album's folder that the album does not show, whatever a sync finds there.

    It goes along when the folder is renamed: so its name is stored, and not its path. The name is
    empty as long as another file has it and this one is nowhere in the folder. What else tells the
    file is empty until a sync looks at it; `ctime_ns` also since one found that it is not there.
    """

    __tablename__ = "excluded_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    album_id: Mapped[str] = mapped_column(ForeignKey("album.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(FilePath)
    quick_hash: Mapped[bytes] = mapped_column(LargeBinary(16))
    size: Mapped[int | None] = mapped_column(BigInteger)
    mtime_ns: Mapped[int | None] = mapped_column(BigInteger)
    ctime_ns: Mapped[int | None] = mapped_column(BigInteger)
    inode: Mapped[int | None] = mapped_column(BigInteger)

    @property
    def is_away(self) -> bool:
        """Return whether the file was nowhere in the folder when a sync looked last."""
        return self.ctime_ns is None

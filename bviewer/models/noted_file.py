"""Files of folders that no album is made of, although a closed one was."""

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bviewer.models.base import Base, FilePath


class NotedFile(Base):
    """A file in the folder of a closed album that was deleted, or let go of it, as last seen.

    What it holds is known as `FormerContent` of that album; this tells whether that still is so.
    Its name is the path from that folder. Files that the rows of the album describe have none.
    """

    __tablename__ = "noted_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(
        ForeignKey("deleted_folder.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(FilePath)
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    ctime_ns: Mapped[int] = mapped_column(BigInteger)
    inode: Mapped[int | None] = mapped_column(BigInteger)

"""Keep what tells the folders of albums that let go of them, or are deleted, from others."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

FOLDER = sa.table(
    "deleted_folder", *(sa.column(name) for name in ("id", "album_id", "folder", "folder_inode"))
)
ALBUM = sa.table("album", *(sa.column(name) for name in ("id", "folder", "folder_inode")))


def upgrade() -> None:
    """Go forward. Of what followed another folder since, the former one is not known any more."""
    other = FOLDER.alias()
    last = sa.select(sa.func.max(other.c.id)).where(other.c.album_id == FOLDER.c.album_id)
    is_last = ALBUM.c.folder.is_(None) & (FOLDER.c.id == last.scalar_subquery())
    inode = (
        sa.select(ALBUM.c.folder_inode)
        .where(ALBUM.c.id == FOLDER.c.album_id)
        .where((ALBUM.c.folder == FOLDER.c.folder) | is_last)
        .scalar_subquery()
    )
    known = sa.update(FOLDER).where(FOLDER.c.folder_inode.is_(None))
    op.execute(known.values(folder_inode=inode))


def downgrade() -> None:
    """Go back: what is more is in nobody's way."""

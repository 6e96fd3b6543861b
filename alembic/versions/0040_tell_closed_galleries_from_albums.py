"""Keep what closed albums that are gone: they themselves, or their gallery; and their folders."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

# What an album without images amounted to, nobody knows any more.
FOLDERS = """
    UPDATE deleted_folder SET visibility = (
        SELECT min(former_content.visibility) FROM former_content
        WHERE former_content.album_id = deleted_folder.album_id
    )
"""


def upgrade() -> None:
    """Go forward."""
    op.add_column("former_content", sa.Column("inside", sa.String(10)))
    op.add_column("deleted_folder", sa.Column("visibility", sa.String(10)))
    op.add_column("deleted_folder", sa.Column("folder_inode", sa.BigInteger()))
    op.execute(FOLDERS)


def downgrade() -> None:
    """Go back."""
    op.drop_column("deleted_folder", "folder_inode")
    op.drop_column("deleted_folder", "visibility")
    op.drop_column("former_content", "inside")

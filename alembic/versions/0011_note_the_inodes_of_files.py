"""Note the inodes of files: two that have changed places differ in them, whatever their times."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the column; what is not known yet is noted when a file is read or asked for."""
    op.add_column("image", sa.Column("inode", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Forget them."""
    op.drop_column("image", "inode")

"""Know the files that albums leave out by their marks; the next sync looks at them."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

MARKS = ("size", "mtime_ns", "ctime_ns", "inode")


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("excluded_file") as excluded_file:
        for name in MARKS:
            excluded_file.add_column(sa.Column(name, sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("excluded_file") as excluded_file:
        for name in reversed(MARKS):
            excluded_file.drop_column(name)

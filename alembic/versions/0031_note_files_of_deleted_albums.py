"""Note the files in the folders of closed albums that were deleted or let go of them."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "noted_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("ctime_ns", sa.BigInteger(), nullable=False),
        sa.Column("inode", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_noted_file"),
        sa.ForeignKeyConstraint(
            ["folder_id"],
            ["deleted_folder.id"],
            name="fk_noted_file_folder_id_deleted_folder",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_noted_file_folder_id", "noted_file", ["folder_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("noted_file")

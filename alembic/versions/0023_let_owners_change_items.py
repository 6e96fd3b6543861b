"""Let owners change items, take them out of albums, and put them into others."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    for column in (
        sa.Column("own_title", sa.String(300), nullable=False, server_default=""),
        sa.Column("caption", sa.Text(), nullable=False, server_default=""),
        sa.Column("file_time", sa.DateTime(), nullable=True),
        sa.Column("is_picked", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("image", column)
    op.add_column("album", sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("deletion", sa.Column("source_id", sa.String(12), nullable=True))
    op.create_table(
        "excluded_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("album_id", sa.String(12), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("quick_hash", sa.LargeBinary(16), nullable=False),
        sa.ForeignKeyConstraint(
            ["album_id"], ["album.id"], name="fk_excluded_file_album_id_album", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_excluded_file"),
    )
    op.create_index("ix_excluded_file_album_id", "excluded_file", ["album_id"])


def downgrade() -> None:
    """Go back: items have the times of their files; what was taken out is a deleted album."""
    op.execute("UPDATE image SET time = file_time WHERE file_time IS NOT NULL")
    op.drop_table("excluded_file")
    op.drop_column("deletion", "source_id")
    op.drop_column("album", "revision")
    for name in ("is_picked", "file_time", "caption", "own_title"):
        op.drop_column("image", name)

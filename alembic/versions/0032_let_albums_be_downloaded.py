"""Let albums be downloaded as archives."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    current = sa.text("state IN ('wanted', 'building', 'ready')")
    op.create_table(
        "archive",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("gallery_id", sa.Integer(), nullable=False),
        sa.Column("album_id", sa.String(length=12), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=True),
        sa.Column("contents", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("total_bytes", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("directory_bytes", sa.BigInteger(), nullable=False),
        sa.Column("copied", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("asker", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_archive"),
        sa.ForeignKeyConstraint(
            ["gallery_id"], ["gallery.id"], name="fk_archive_gallery_id_gallery", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["album_id"], ["album.id"], name="fk_archive_album_id_album", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_archive_gallery_id", "archive", ["gallery_id"])
    op.create_index("ix_archive_album_id", "archive", ["album_id"])
    op.create_index("ix_archive_seen_at", "archive", ["seen_at"])
    op.create_index("ix_archive_asker", "archive", ["asker", "created_at"])
    op.create_index(
        "uq_archive_current",
        "archive",
        ["album_id", "digest"],
        unique=True,
        postgresql_where=current,
        sqlite_where=current,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("archive")

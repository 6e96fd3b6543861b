"""Let albums have films of YouTube and Vimeo."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

FILM = ("album_id", "provider", "provider_id")
INDEXES = {
    "ix_video_album_time": ["album_id", "time", "sort_key", "id"],
    "ix_video_album_name": ["album_id", "sort_key", "id"],
    "ix_video_album_rank": ["album_id", "rank", "time", "sort_key", "id"],
}


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "video",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("album_id", sa.String(length=12), nullable=False),
        sa.Column("provider", sa.String(length=10), nullable=False),
        sa.Column("provider_id", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.LargeBinary(), nullable=False),
        sa.Column("time", sa.DateTime(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_video"),
        sa.ForeignKeyConstraint(
            ["album_id"], ["album.id"], name="fk_video_album_id_album", ondelete="CASCADE"
        ),
        sa.UniqueConstraint(
            "album_id", "provider", "provider_id", name="uq_video_album_id_provider_provider_id"
        ),
    )
    for name, columns in INDEXES.items():
        op.create_index(name, "video", columns)


def downgrade() -> None:
    """Go back."""
    op.drop_table("video")

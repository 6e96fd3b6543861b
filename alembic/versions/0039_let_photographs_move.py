"""Let photographs move: by films in their files, or by clips that belong to them."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

IMAGE = sa.table("image", sa.column("kind", sa.String()))
INDEXES = {
    "ix_image_clip": "kind IN ('clip', 'motion')",
    "ix_image_motion": "motion_id IS NOT NULL",
}


def upgrade() -> None:
    """Go forward; the next sync looks at the files that are known already."""
    op.add_column("image", sa.Column("content_identifier", sa.String(64), nullable=True))
    op.add_column("image", sa.Column("motion_start", sa.BigInteger(), nullable=True))
    op.add_column("image", sa.Column("motion_size", sa.BigInteger(), nullable=True))
    op.add_column("image", sa.Column("motion_id", sa.String(12), nullable=True))
    op.add_column("image", sa.Column("motion", sa.String(10), nullable=True))
    for name, condition in INDEXES.items():
        where = sa.text(condition)
        op.create_index(name, "image", ["album_id"], postgresql_where=where, sqlite_where=where)


def downgrade() -> None:
    """Go back: clips that belong to photographs are items again."""
    is_motion = IMAGE.c.kind == "motion"
    op.get_bind().execute(IMAGE.update().where(is_motion).values(kind="clip"))
    for name in INDEXES:
        op.drop_index(name, "image")
    for name in ("motion", "motion_id", "motion_size", "motion_start", "content_identifier"):
        op.drop_column("image", name)

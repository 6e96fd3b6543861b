"""Keep RAW files beside the photographs that were made of them."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

IMAGE = sa.table("image", sa.column("kind", sa.String()))
INDEXES = {"ix_image_is_raw": "is_raw", "ix_image_raw": "raw_id IS NOT NULL"}


def upgrade() -> None:
    """Go forward; the next sync finds the RAW files, which no row had before."""
    is_raw = sa.Column("is_raw", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("image", is_raw)
    op.add_column("image", sa.Column("raw_id", sa.String(12), nullable=True))
    for name, condition in INDEXES.items():
        where = sa.text(condition)
        op.create_index(name, "image", ["album_id"], postgresql_where=where, sqlite_where=where)


def downgrade() -> None:
    """Go back: RAW files are items again."""
    op.get_bind().execute(IMAGE.update().where(IMAGE.c.kind == "raw").values(kind="image"))
    for name in INDEXES:
        op.drop_index(name, "image")
    op.drop_column("image", "raw_id")
    op.drop_column("image", "is_raw")

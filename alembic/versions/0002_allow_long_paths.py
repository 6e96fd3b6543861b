"""Allow long paths on PostgreSQL, whose indexes hold no value of more than 2.7 kB."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Table, whose paths they are, the path, and the key of the first revision.
KEYS = (
    ("album", "gallery_id", "folder", "uq_album_gallery_id_folder"),
    ("image", "album_id", "path", "uq_image_album_id_path"),
)


def upgrade() -> None:
    """Go forward."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, owner, path, former in KEYS:
        op.drop_constraint(former, table, type_="unique")
        digest = sa.text(f"sha256({path})")
        op.create_index(f"uq_{table}_{path}", table, [owner, digest], unique=True)
    op.create_index("ix_album_folder", "album", ["folder"], postgresql_using="hash")


def downgrade() -> None:
    """Go back; PostgreSQL refuses if there are longer paths by now."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.drop_index("ix_album_folder", "album")
    for table, owner, path, former in KEYS:
        op.drop_index(f"uq_{table}_{path}", table)
        op.create_unique_constraint(former, table, [owner, path])

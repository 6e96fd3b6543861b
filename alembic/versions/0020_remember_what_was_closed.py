"""Remember what was closed: content that was written over, and when albums came and went."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ADDED = ("arrived_at", "closed_at", "gone_at")

IMAGE = sa.table(
    "image",
    sa.column("id", sa.String),
    sa.column("path", sa.LargeBinary),
    sa.column("ctime_ns", sa.BigInteger),
)


def upgrade() -> None:
    """Go forward."""
    for name in ADDED:
        op.add_column("album", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "former_content",
        sa.Column("quick_hash", sa.LargeBinary(16), nullable=False),
        sa.Column("album_id", sa.String(12), nullable=False),
        sa.Column("gallery_id", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(10), nullable=True),
        sa.PrimaryKeyConstraint("quick_hash", "album_id", name="pk_former_content"),
        sa.ForeignKeyConstraint(
            ["gallery_id"],
            ["gallery.id"],
            name="fk_former_content_gallery_id_gallery",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_former_content_album_id", "former_content", ["album_id"])
    op.create_index("ix_former_content_gallery_id", "former_content", ["gallery_id"])
    read_scans_again()


def read_scans_again() -> None:
    """Have the next sync read TIFFs: more of them enters into what tells them apart."""
    connection = op.get_bind()
    rows = connection.execute(sa.select(IMAGE.c.id, IMAGE.c.path)).all()
    scans = [row.id for row in rows if row.path.lower().endswith((b".tif", b".tiff"))]
    for start in range(0, len(scans), 500):
        chunk = scans[start : start + 500]
        connection.execute(sa.update(IMAGE).where(IMAGE.c.id.in_(chunk)).values(ctime_ns=-1))


def downgrade() -> None:
    """Go back."""
    op.drop_table("former_content")
    for name in ADDED:
        op.drop_column("album", name)

"""Let owners look after their gallery: its looks, what syncs did, and who changed what."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ADDED = ("accent", "footer", "zone_of_times", "introduced")


def upgrade() -> None:
    """Go forward."""
    op.add_column("gallery", sa.Column("accent", sa.String(7), nullable=False, server_default=""))
    op.add_column("gallery", sa.Column("footer", sa.Text(), nullable=False, server_default=""))
    op.add_column("gallery", sa.Column("zone_of_times", sa.String(64), nullable=True))
    op.add_column(
        "gallery", sa.Column("introduced", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.execute("UPDATE gallery SET zone_of_times = time_zone")
    op.create_table(
        "sync_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gallery_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("images_read", sa.Integer(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sync_report"),
        sa.ForeignKeyConstraint(
            ["gallery_id"], ["gallery.id"], name="fk_sync_report_gallery_id_gallery"
        ),
    )
    op.create_index("ix_sync_report_gallery_id", "sync_report", ["gallery_id"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gallery_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(100), nullable=True),
        sa.Column("address", sa.String(100), nullable=True),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_gallery_id", "audit", ["gallery_id", "id"])
    op.create_index("ix_audit_at", "audit", ["at"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("audit")
    op.drop_table("sync_report")
    for name in ADDED:
        op.drop_column("gallery", name)

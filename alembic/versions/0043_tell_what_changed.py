"""Tell what changed: of albums and items, to programs that follow a gallery.

The triggers that note it are those of `bviewer.db.triggers`, after all migrations.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

WITHOUT_ZONE = "%Y-%m-%d %H:%M:%S.%f"  # As SQLite has it.


def upgrade() -> None:
    """Go forward. When rows from before were updated last is not known: before this, at least."""
    op.create_table(
        "change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("xid", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("gallery_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("node_id", sa.String(length=12), nullable=False),
        sa.Column("parent_id", sa.String(length=12), nullable=True),
        sa.Column("visibility", sa.String(length=10), nullable=True),
        sa.Column("was_there", sa.Boolean(), nullable=False),
        sa.Column("was_missing", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_change"),
        sa.ForeignKeyConstraint(
            ["gallery_id"], ["gallery.id"], name="fk_change_gallery_id_gallery", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_change_gallery_id", "change", ["gallery_id", "xid", "id"])
    op.create_index("ix_change_node_id", "change", ["node_id"])
    op.create_table(
        "change_clock",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_change_clock"),
    )
    op.execute("INSERT INTO change_clock (number) VALUES (1)")
    migrated = sa.text(f"'{datetime.now(UTC):{WITHOUT_ZONE}}'")
    for table in ("album", "image"):
        # With a constant no row is written anew. SQLite keeps it; whoever adds a row says when.
        column = sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=migrated, nullable=False
        )
        op.add_column(table, column)
        if op.get_bind().dialect.name == "postgresql":
            op.alter_column(table, "updated_at", server_default=sa.func.now())


def downgrade() -> None:
    """Go back."""
    for table in ("album", "image"):
        op.drop_column(table, "updated_at")
    op.drop_table("change_clock")
    op.drop_table("change")

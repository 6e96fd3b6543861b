"""Let pages of albums lay out photographs in rows; note when each came into its gallery."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0049"
branch_labels = None
depends_on = None

WITHOUT_ZONE = "%Y-%m-%d %H:%M:%S.%f"


def upgrade() -> None:
    """Go forward."""
    layout = sa.Column("layout", sa.String(10), server_default="squares", nullable=False)
    op.add_column("gallery", layout)
    # With a constant no row is written anew. SQLite keeps it; whoever adds a row says when.
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    migrated = sa.text(f"'{datetime.now(UTC):{WITHOUT_ZONE}}{'+00' if is_postgresql else ''}'")
    added = sa.Column(
        "added_at", sa.DateTime(timezone=True), server_default=migrated, nullable=False
    )
    op.add_column("image", added)
    if is_postgresql:
        op.alter_column("image", "added_at", server_default=sa.func.now())


def downgrade() -> None:
    """Go back."""
    op.drop_column("image", "added_at")
    op.drop_column("gallery", "layout")

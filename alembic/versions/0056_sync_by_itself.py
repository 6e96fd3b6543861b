"""Sync galleries by themselves, unless their owners do without."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    auto_sync = sa.Column("auto_sync", sa.Boolean(), server_default=sa.true(), nullable=False)
    op.add_column("gallery", auto_sync)


def downgrade() -> None:
    """Go back."""
    op.drop_column("gallery", "auto_sync")

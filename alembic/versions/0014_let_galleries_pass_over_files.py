"""Let galleries say what a sync passes over."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("gallery", sa.Column("ignored", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Go back."""
    op.drop_column("gallery", "ignored")

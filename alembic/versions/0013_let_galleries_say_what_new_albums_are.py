"""Let galleries say who may see new albums."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    column = sa.Column("new_albums", sa.String(length=10), nullable=False, server_default="visible")
    op.add_column("gallery", column)


def downgrade() -> None:
    """Go back."""
    op.drop_column("gallery", "new_albums")

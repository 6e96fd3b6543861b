"""Note with each verdict under which rules it was given, so that it can be given anew."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("image", sa.Column("judged_under", sa.String(length=8), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("image", "judged_under")

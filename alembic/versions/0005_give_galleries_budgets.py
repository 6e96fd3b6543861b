"""Give each gallery budgets for what it may take of the cache."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    # Galleries that are there already get the default here; new ones get it from the model.
    for name, megabytes in (("images_budget_mb", "20480"), ("archives_budget_mb", "2048")):
        column = sa.Column(name, sa.Integer(), nullable=False, server_default=megabytes)
        op.add_column("gallery", column)


def downgrade() -> None:
    """Go back."""
    op.drop_column("gallery", "archives_budget_mb")
    op.drop_column("gallery", "images_budget_mb")

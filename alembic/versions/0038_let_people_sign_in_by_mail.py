"""Let owners decide whether people sign in by links that are mailed, and what previews show."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

DEFAULTS = {"previews": sa.true(), "mailed_links": sa.false()}


def upgrade() -> None:
    """Go forward."""
    for name, default in DEFAULTS.items():
        column = sa.Column(name, sa.Boolean(), server_default=default, nullable=False)
        op.add_column("gallery", column)


def downgrade() -> None:
    """Go back."""
    for name in DEFAULTS:
        op.drop_column("gallery", name)

"""Let galleries introduce themselves, and say who may find them and their places."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    # Galleries that are there already get the default here; new ones get it from the model.
    for column in (
        sa.Column("about_title", sa.String(length=100), nullable=False, server_default=""),
        sa.Column("about_text", sa.Text(), nullable=False, server_default=""),
        sa.Column("indexed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("positions", sa.String(length=10), nullable=False, server_default="trusted"),
    ):
        op.add_column("gallery", column)


def downgrade() -> None:
    """Go back."""
    for name in ("positions", "indexed", "about_text", "about_title"):
        op.drop_column("gallery", name)

"""Say why a sync closed an album, and find where content is known from."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("album", sa.Column("closed_because", sa.String(length=10)))
    op.add_column("album", sa.Column("closed_like", sa.String(length=12)))
    op.create_index("ix_image_quick_hash", "image", ["quick_hash"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_image_quick_hash", table_name="image")
    op.drop_column("album", "closed_like")
    op.drop_column("album", "closed_because")

"""Find items that are missing or cannot be shown without looking at all others."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

NOT_READY = sa.text("state <> 'ready'")


def upgrade() -> None:
    """Go forward."""
    op.create_index(
        "ix_image_not_ready",
        "image",
        ["album_id", "state", "kind"],
        postgresql_where=NOT_READY,
        sqlite_where=NOT_READY,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_image_not_ready", "image")

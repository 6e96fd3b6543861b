"""Find the images of which no rendition was ever made, without looking at the others."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    unrendered = sa.text("placeholder IS NULL AND state = 'ready'")
    op.create_index(
        "ix_image_unrendered",
        "image",
        ["time"],
        postgresql_where=unrendered,
        sqlite_where=unrendered,
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_image_unrendered", "image")

"""Show clips: video files of the library, as rows beside photographs."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    kind = sa.Column("kind", sa.String(10), server_default="image", nullable=False)
    op.add_column("image", kind)
    op.add_column("image", sa.Column("duration_ms", sa.BigInteger(), nullable=True))
    op.add_column("image", sa.Column("media_type", sa.String(150), nullable=True))


def downgrade() -> None:
    """Go back."""
    for name in ("media_type", "duration_ms", "kind"):
        op.drop_column("image", name)

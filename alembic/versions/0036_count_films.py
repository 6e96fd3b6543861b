"""Count films: what of the images in an album and below it plays."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; what plays already is counted with the next change of its album."""
    films = sa.Column("films", sa.Integer(), server_default="0", nullable=False)
    op.add_column("album_summary", films)


def downgrade() -> None:
    """Go back."""
    op.drop_column("album_summary", "films")

"""Tell of another order: of an album in which something was arranged by hand.

The triggers that note it are those of `bviewer.db.triggers`, after all migrations.
"""

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""


def downgrade() -> None:
    """Go back."""

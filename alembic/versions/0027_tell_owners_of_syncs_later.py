"""Note which syncs owners are still to be told of."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; of the syncs until now owners were told while they ran."""
    with op.batch_alter_table("sync_report") as report:
        report.add_column(
            sa.Column("is_told", sa.Boolean(), nullable=False, server_default=sa.true())
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("sync_report") as report:
        report.drop_column("is_told")

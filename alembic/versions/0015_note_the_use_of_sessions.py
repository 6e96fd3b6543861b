"""Note the use of sessions, so that one that nobody uses ends, and what people know them by."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; sessions that there are count as used now, so that nobody is signed out."""
    op.add_column("user_session", sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))
    for name in ("browser", "address"):
        column = sa.Column(name, sa.String(length=200), nullable=False, server_default="")
        op.add_column("user_session", column)
    op.execute("UPDATE user_session SET used_at = CURRENT_TIMESTAMP")
    with op.batch_alter_table("user_session") as table:
        table.alter_column("used_at", nullable=False)


def downgrade() -> None:
    """Forget them."""
    for name in ("address", "browser", "used_at"):
        op.drop_column("user_session", name)

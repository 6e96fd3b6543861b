"""Let owners look at their gallery as whoever has a link does."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KEY = "fk_user_session_views_as_share_id_share"


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("user_session") as user_session:
        user_session.add_column(sa.Column("views_as_share_id", sa.Integer()))
        user_session.create_foreign_key(
            KEY, "share", ["views_as_share_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    """Go back; nobody looks with a link any more."""
    op.execute("UPDATE user_session SET views_as = 'everybody' WHERE views_as = 'share'")
    with op.batch_alter_table("user_session") as user_session:
        user_session.drop_constraint(KEY, type_="foreignkey")
        user_session.drop_column("views_as_share_id")

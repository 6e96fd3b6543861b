"""Forget nothing that was closed with a gallery, and give no gallery the id of another one.

SQLite makes both tables anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

OWNER = "fk_former_content_owner_id_user"


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("former_content") as former_content:
        former_content.alter_column("gallery_id", existing_type=sa.Integer(), nullable=True)
        former_content.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        former_content.create_foreign_key(OWNER, "user", ["owner_id"], ["id"], ondelete="CASCADE")
        former_content.create_index("ix_former_content_owner_id", ["owner_id"])
    make_galleries_anew(sqlite_autoincrement=True)


def make_galleries_anew(**options: bool) -> None:
    """Let SQLite count on after the highest id that there ever was; PostgreSQL always does."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("gallery", recreate="always", table_kwargs=options):
            pass


def downgrade() -> None:
    """Go back; what belongs to no gallery is forgotten."""
    make_galleries_anew(sqlite_autoincrement=False)
    op.execute("DELETE FROM former_content WHERE gallery_id IS NULL")
    with op.batch_alter_table("former_content") as former_content:
        former_content.drop_index("ix_former_content_owner_id")
        former_content.drop_constraint(OWNER, type_="foreignkey")
        former_content.drop_column("owner_id")
        former_content.alter_column("gallery_id", existing_type=sa.Integer(), nullable=False)

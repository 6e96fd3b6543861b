"""Let people change their mail address, have a language, and get in again without a password."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# Tables and their columns for the language of somebody.
LANGUAGES = (
    ("user", "language"),
    ("user", "browser_language"),
    ("invitation", "language"),
    ("access_request", "language"),
)


def upgrade() -> None:
    """Go forward."""
    for table, name in LANGUAGES:
        op.add_column(table, sa.Column(name, sa.String(10), nullable=True))
    op.add_column("token", sa.Column("mail", sa.String(254), nullable=True))
    with op.batch_alter_table("letter", table_kwargs={"sqlite_autoincrement": True}) as letter:
        letter.add_column(sa.Column("token_id", sa.Integer(), nullable=True))
        letter.create_foreign_key(
            "fk_letter_token_id_token", "token", ["token_id"], ["id"], ondelete="CASCADE"
        )


def downgrade() -> None:
    """Go back. What an older bviewer would take for links that sign people in goes."""
    op.execute("DELETE FROM letter WHERE token_id IS NOT NULL")
    op.execute("DELETE FROM token WHERE purpose IN ('mail', 'password')")
    with op.batch_alter_table("letter", table_kwargs={"sqlite_autoincrement": True}) as letter:
        letter.drop_constraint("fk_letter_token_id_token", type_="foreignkey")
        letter.drop_column("token_id")
    op.drop_column("token", "mail")
    for table, name in LANGUAGES:
        op.drop_column(table, name)

"""Name links, people, groups and what is given to them for programs: by no key."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

TABLES = ("access", "access_request", "group", "invitation", "share", "user", "user_session")
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
LENGTH = 12


def upgrade() -> None:
    """Go forward."""
    for name in TABLES:
        column = sa.Column("public_id", sa.String(LENGTH), server_default="", nullable=False)
        op.add_column(name, column)
        name_rows(name)
        op.create_index(f"ix_{name}_public_id", name, ["public_id"], unique=True)


def name_rows(name: str) -> None:
    """Give each row of a table an id."""
    connection, table = op.get_bind(), sa.table(name, sa.column("id"), sa.column("public_id"))
    ids = connection.scalars(sa.select(table.c.id)).all()
    if ids:
        named = table.update().where(table.c.id == sa.bindparam("row"))
        connection.execute(
            named.values(public_id=sa.bindparam("name")),
            [{"row": each, "name": random_id()} for each in ids],
        )


def random_id() -> str:
    """Return an id as those of albums are."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def downgrade() -> None:
    """Go back."""
    for name in TABLES:
        op.drop_index(f"ix_{name}_public_id", name)
        op.drop_column(name, "public_id")

"""Note what pictures became that were written over."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "newer_version",
        sa.Column("quick_hash", sa.LargeBinary(16), nullable=False),
        sa.Column("newer_hash", sa.LargeBinary(16), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("quick_hash", "newer_hash", "owner_id", name="pk_newer_version"),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name="fk_newer_version_owner_id_user", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_newer_version_owner_id", "newer_version", ["owner_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("newer_version")

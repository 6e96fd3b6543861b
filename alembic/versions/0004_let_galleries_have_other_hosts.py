"""Let galleries have other hosts, which lead to their own."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "gallery_alias",
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("gallery_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["gallery_id"],
            ["gallery.id"],
            name="fk_gallery_alias_gallery_id_gallery",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("host", name="pk_gallery_alias"),
    )
    op.create_index("ix_gallery_alias_gallery_id", "gallery_alias", ["gallery_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_gallery_alias_gallery_id", table_name="gallery_alias")
    op.drop_table("gallery_alias")

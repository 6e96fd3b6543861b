"""Remember which folders albums had lately that others have the places of by now."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "former_folder",
        sa.Column("album_id", sa.String(12), nullable=False),
        sa.Column("inode", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("gallery_id", sa.Integer(), nullable=False),
        sa.Column("folder", sa.LargeBinary(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["album_id"], ["album.id"], name="fk_former_folder_album_id_album", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["gallery_id"],
            ["gallery.id"],
            name="fk_former_folder_gallery_id_gallery",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("album_id", "inode", name="pk_former_folder"),
    )
    op.create_index("ix_former_folder_gallery_id", "former_folder", ["gallery_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("former_folder")

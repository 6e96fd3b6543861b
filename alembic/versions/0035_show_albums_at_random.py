"""Show albums at random."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "slideshow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gallery_id", sa.Integer(), nullable=False),
        sa.Column("album_id", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=43), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("is_all", sa.Boolean(), nullable=False),
        sa.Column("sight", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asker", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slideshow"),
        sa.UniqueConstraint("key", name="uq_slideshow_key"),
        foreign_key("slideshow", "gallery"),
        foreign_key("slideshow", "album"),
        foreign_key("slideshow", "user"),
    )
    for column in ("gallery_id", "album_id", "user_id", "seen_at"):
        op.create_index(f"ix_slideshow_{column}", "slideshow", [column])
    op.create_index("ix_slideshow_asker", "slideshow", ["asker", "created_at"])
    op.create_table(
        "slideshow_image",
        sa.Column("slideshow_id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.String(length=12), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("slideshow_id", "image_id", name="pk_slideshow_image"),
        foreign_key("slideshow_image", "slideshow"),
    )
    place = ["slideshow_id", "number", "place"]
    op.create_index("ix_slideshow_image_place", "slideshow_image", place)


def foreign_key(table: str, other: str) -> sa.ForeignKeyConstraint:
    """Return what takes the rows of a table away with that of another one."""
    name = f"fk_{table}_{other}_id_{other}"
    return sa.ForeignKeyConstraint([f"{other}_id"], [f"{other}.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    """Go back."""
    op.drop_table("slideshow_image")
    op.drop_table("slideshow")

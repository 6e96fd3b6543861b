"""Let links open albums to whoever has them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gallery_id", sa.Integer(), nullable=False),
        sa.Column("album_id", sa.String(length=12), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=True),
        sa.Column("revoked_at", moment, nullable=True),
        sa.Column("last_used_at", moment, nullable=True),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("download", sa.Boolean(), nullable=False),
        sa.Column("details", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["gallery_id"],
            ["gallery.id"],
            name=op.f("fk_share_gallery_id_gallery"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["album_id"], ["album.id"], name=op.f("fk_share_album_id_album"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_share_token_hash")),
    )
    op.create_index(op.f("ix_share_gallery_id"), "share", ["gallery_id"])
    op.create_index(op.f("ix_share_album_id"), "share", ["album_id"])
    op.create_table(
        "share_holder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("admitted", sa.Boolean(), nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["share_id"],
            ["share.id"],
            name=op.f("fk_share_holder_share_id_share"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_holder")),
        sa.UniqueConstraint(
            "token_hash", "share_id", name=op.f("uq_share_holder_token_hash_share_id")
        ),
    )
    op.create_index(op.f("ix_share_holder_share_id"), "share_holder", ["share_id"])
    op.create_index(op.f("ix_share_holder_expires_at"), "share_holder", ["expires_at"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("share_holder")
    op.drop_table("share")

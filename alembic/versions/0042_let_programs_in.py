"""Let programs in by tokens, and pages of other origins ask for what is here."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "api_token",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("gallery_id", sa.Integer(), nullable=False),
        sa.Column("album_id", sa.String(12)),
        sa.Column("label", sa.String(100), nullable=False),
        sa.Column("scope", sa.String(10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("token_hash", name="uq_api_token_token_hash"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name="fk_api_token_user_id_user", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["gallery_id"],
            ["gallery.id"],
            name="fk_api_token_gallery_id_gallery",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["album_id"], ["album.id"], name="fk_api_token_album_id_album", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_api_token_user_id", "api_token", ["user_id"])
    op.create_index("ix_api_token_album_id", "api_token", ["album_id"])
    column = sa.Column("api_origins", sa.Text(), server_default="", nullable=False)
    op.add_column("gallery", column)


def downgrade() -> None:
    """Go back."""
    op.drop_column("gallery", "api_origins")
    op.drop_table("api_token")

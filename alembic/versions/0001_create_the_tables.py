"""Create the tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "attempt",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_attempt"),
    )
    op.create_index("ix_attempt_started", "attempt", ["started"])

    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("mail", sa.String(length=254), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("superuser", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_user"),
        sa.UniqueConstraint("name", name="uq_user_name"),
    )
    op.create_table(
        "gallery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("home", sa.LargeBinary(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name="fk_gallery_owner_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_gallery"),
        sa.UniqueConstraint("host", name="uq_gallery_host"),
    )
    op.create_index("ix_gallery_owner_id", "gallery", ["owner_id"])

    op.create_table(
        "album",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("gallery_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.String(length=12), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("time", sa.DateTime(), nullable=True),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("order", sa.String(length=10), nullable=False),
        sa.Column("cover_id", sa.String(length=12), nullable=True),
        sa.Column("folder", sa.LargeBinary(), nullable=True),
        sa.Column("missing", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["gallery_id"], ["gallery.id"], name="fk_album_gallery_id_gallery"),
        sa.ForeignKeyConstraint(["parent_id"], ["album.id"], name="fk_album_parent_id_album"),
        sa.PrimaryKeyConstraint("id", name="pk_album"),
        sa.UniqueConstraint("gallery_id", "folder", name="uq_album_gallery_id_folder"),
    )
    op.create_index("ix_album_parent_id", "album", ["parent_id"])
    op.create_index(
        "uq_album_top",
        "album",
        ["gallery_id"],
        unique=True,
        sqlite_where=sa.text("parent_id IS NULL"),
        postgresql_where=sa.text("parent_id IS NULL"),
    )

    op.create_table(
        "token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("gallery_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["gallery_id"], ["gallery.id"], name="fk_token_gallery_id_gallery", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name="fk_token_user_id_user", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_token"),
        sa.UniqueConstraint("token_hash", name="uq_token_token_hash"),
    )
    op.create_table(
        "user_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("gallery_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["gallery_id"],
            ["gallery.id"],
            name="fk_user_session_gallery_id_gallery",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name="fk_user_session_user_id_user", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_user_session"),
        sa.UniqueConstraint("token_hash", name="uq_user_session_token_hash"),
    )
    op.create_index("ix_user_session_expires_at", "user_session", ["expires_at"])
    op.create_index("ix_user_session_user_id", "user_session", ["user_id"])

    op.create_table(
        "access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("gallery_id", sa.Integer(), nullable=False),
        sa.Column("album_id", sa.String(length=12), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["album_id"], ["album.id"], name="fk_access_album_id_album"),
        sa.ForeignKeyConstraint(
            ["gallery_id"], ["gallery.id"], name="fk_access_gallery_id_gallery"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name="fk_access_user_id_user", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_access"),
    )
    op.create_index("uq_access_album", "access", ["user_id", "album_id"], unique=True)
    op.create_index(
        "uq_access_gallery",
        "access",
        ["user_id", "gallery_id"],
        unique=True,
        sqlite_where=sa.text("album_id IS NULL"),
        postgresql_where=sa.text("album_id IS NULL"),
    )

    op.create_table(
        "album_summary",
        sa.Column("album_id", sa.String(length=12), nullable=False),
        sa.Column("circle", sa.String(length=10), nullable=False),
        sa.Column("images", sa.Integer(), nullable=False),
        sa.Column("albums", sa.Integer(), nullable=False),
        sa.Column("cover_id", sa.String(length=12), nullable=True),
        sa.Column("cover_path", sa.String(length=1000), nullable=True),
        sa.Column("first_time", sa.DateTime(), nullable=True),
        sa.Column("last_time", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["album_id"], ["album.id"], name="fk_album_summary_album_id_album", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("album_id", "circle", name="pk_album_summary"),
    )
    op.create_table(
        "image",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("album_id", sa.String(length=12), nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("sort_key", sa.LargeBinary(), nullable=False),
        sa.Column("time", sa.DateTime(), nullable=False),
        sa.Column("offset_minutes", sa.Integer(), nullable=True),
        sa.Column("time_source", sa.String(length=10), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("ctime_ns", sa.BigInteger(), nullable=False),
        sa.Column("quick_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("placeholder", sa.LargeBinary(), nullable=True),
        sa.Column("camera", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["album_id"], ["album.id"], name="fk_image_album_id_album"),
        sa.PrimaryKeyConstraint("id", name="pk_image"),
        sa.UniqueConstraint("album_id", "path", name="uq_image_album_id_path"),
    )
    op.create_index("ix_image_album_name", "image", ["album_id", "sort_key", "id"])
    op.create_index("ix_image_album_time", "image", ["album_id", "time", "sort_key", "id"])
    op.create_index("ix_image_attempted_at", "image", ["attempted_at"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_image_attempted_at", table_name="image")
    op.drop_index("ix_image_album_time", table_name="image")
    op.drop_index("ix_image_album_name", table_name="image")

    op.drop_table("image")
    op.drop_table("album_summary")
    op.drop_index(
        "uq_access_gallery",
        table_name="access",
        sqlite_where=sa.text("album_id IS NULL"),
        postgresql_where=sa.text("album_id IS NULL"),
    )
    op.drop_index("uq_access_album", table_name="access")

    op.drop_table("access")
    op.drop_index("ix_user_session_user_id", table_name="user_session")
    op.drop_index("ix_user_session_expires_at", table_name="user_session")

    op.drop_table("user_session")
    op.drop_table("token")
    op.drop_index(
        "uq_album_top",
        table_name="album",
        sqlite_where=sa.text("parent_id IS NULL"),
        postgresql_where=sa.text("parent_id IS NULL"),
    )
    op.drop_index("ix_album_parent_id", table_name="album")

    op.drop_table("album")
    op.drop_index("ix_gallery_owner_id", table_name="gallery")

    op.drop_table("gallery")
    op.drop_table("user")
    op.drop_index("ix_attempt_started", table_name="attempt")

    op.drop_table("attempt")

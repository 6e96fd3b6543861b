"""Let albums inherit their order, be arranged by hand, moved and deleted, and looked at as others.

SQLite makes the table of albums anew: it cannot take back that a column must have a value.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

RANKED = ["album_id", "rank", "time", "sort_key", "id"]
ALBUM = sa.table("album", *map(sa.column, ("id", "gallery_id", "parent_id", "order")))
DELETION = sa.table("deletion", *map(sa.column, ("album_id", "gallery_id", "parent_id")))


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("album") as album:
        album.alter_column("gallery_id", existing_type=sa.Integer(), nullable=True)
        album.alter_column("order", existing_type=sa.String(length=10), nullable=True)
        album.add_column(sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))
        album.add_column(sa.Column("downloads", sa.Boolean()))
        album.add_column(sa.Column("positions", sa.String(length=10)))
        album.add_column(
            sa.Column("is_placed", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_index("ix_image_album_rank", "image", RANKED)
    create_deletions()
    with op.batch_alter_table("user_session") as user_session:
        user_session.add_column(sa.Column("views_as", sa.String(length=10)))
        user_session.add_column(sa.Column("views_as_id", sa.Integer()))
        user_session.create_foreign_key(
            "fk_user_session_views_as_id_user",
            "user",
            ["views_as_id"],
            ["id"],
            ondelete="SET NULL",
        )
        user_session.add_column(sa.Column("views_as_group_id", sa.Integer()))
        user_session.create_foreign_key(
            "fk_user_session_views_as_group_id_group",
            "group",
            ["views_as_group_id"],
            ["id"],
            ondelete="SET NULL",
        )


def create_deletions() -> None:
    """Create the tables of what was deleted."""
    op.create_table(
        "deletion",
        sa.Column("album_id", sa.String(length=12), nullable=False),
        sa.Column("gallery_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.String(length=12), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["album_id"], ["album.id"], name="fk_deletion_album_id_album", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["gallery_id"],
            ["gallery.id"],
            name="fk_deletion_gallery_id_gallery",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("album_id", name="pk_deletion"),
    )
    op.create_index("ix_deletion_gallery_id", "deletion", ["gallery_id"])
    op.create_table(
        "deleted_folder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gallery_id", sa.Integer(), nullable=False),
        sa.Column("folder", sa.LargeBinary(), nullable=False),
        sa.Column("album_id", sa.String(length=12), nullable=False),
        sa.Column("deletion_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["gallery_id"],
            ["gallery.id"],
            name="fk_deleted_folder_gallery_id_gallery",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deleted_folder"),
    )
    op.create_index("ix_deleted_folder_gallery_id", "deleted_folder", ["gallery_id"])
    op.create_index("ix_deleted_folder_album_id", "deleted_folder", ["album_id"])
    op.create_index("ix_deleted_folder_deletion_id", "deleted_folder", ["deletion_id"])


def downgrade() -> None:
    """Go back; what was deleted is there again, and has its own order everywhere."""
    restore()
    spell_orders_out()
    with op.batch_alter_table("user_session") as user_session:
        for name in ("group_id_group", "id_user"):
            user_session.drop_constraint(f"fk_user_session_views_as_{name}", type_="foreignkey")
        user_session.drop_column("views_as_group_id")
        user_session.drop_column("views_as_id")
        user_session.drop_column("views_as")
    op.drop_table("deleted_folder")
    op.drop_table("deletion")
    op.drop_index("ix_image_album_rank", table_name="image")
    with op.batch_alter_table("album") as album:
        for name in ("is_placed", "positions", "downloads", "rank"):
            album.drop_column(name)
        album.alter_column("order", existing_type=sa.String(length=10), nullable=False)
        album.alter_column("gallery_id", existing_type=sa.Integer(), nullable=False)


def restore() -> None:
    """Put deleted albums back to where they were."""
    connection = op.get_bind()
    deletions = connection.execute(sa.select(DELETION)).all()
    for row in deletions:
        connection.execute(
            ALBUM.update().where(ALBUM.c.id == row.album_id).values(parent_id=row.parent_id)
        )
    for row in deletions:
        below = sa.select(ALBUM.c.id).where(ALBUM.c.id == row.album_id).cte(recursive=True)
        below = below.union_all(sa.select(ALBUM.c.id).join(below, ALBUM.c.parent_id == below.c.id))
        connection.execute(
            ALBUM.update()
            .where(ALBUM.c.id.in_(sa.select(below.c.id)))
            .values(gallery_id=row.gallery_id)
        )


def spell_orders_out() -> None:
    """Give each album the order that it inherits, one generation after the other."""
    above = ALBUM.alias()
    inherited = sa.select(above.c.order).where(above.c.id == ALBUM.c.parent_id).scalar_subquery()
    change = (
        ALBUM.update()
        .where(ALBUM.c.order.is_(None), ALBUM.c.parent_id.is_not(None), inherited.is_not(None))
        .values(order=inherited)
    )
    top = ALBUM.update().where(ALBUM.c.order.is_(None), ALBUM.c.parent_id.is_(None))
    op.get_bind().execute(top.values(order="oldest"))
    while op.get_bind().execute(change).rowcount:
        pass
    names = ALBUM.update().where(ALBUM.c.order == "name-down").values(order="name")
    op.get_bind().execute(names)

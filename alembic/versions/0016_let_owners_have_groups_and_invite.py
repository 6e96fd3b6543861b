"""Let owners have groups, invite people and be asked for access; keep mail until it is sent."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WHOLE_GALLERY = sa.text("album_id IS NULL")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go forward."""
    create_groups()
    let_groups_have_access()
    create_invitations()
    create_requests()
    create_letters()


def create_groups() -> None:
    """Create the tables of groups and of who is in them."""
    op.create_table(
        "group",
        sa.Column("id", sa.Integer(), primary_key=True),
        reference("gallery_id", "gallery.id"),
        sa.Column("name", sa.String(100), nullable=False),
        sa.UniqueConstraint("gallery_id", "name", name="uq_group_gallery_id_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "membership",
        reference("user_id", "user.id", primary_key=True),
        reference("group_id", "group.id", primary_key=True),
    )
    op.create_index("ix_membership_group_id", "membership", ["group_id"])


def let_groups_have_access() -> None:
    """Let a grant be a person's or a group's."""
    with op.batch_alter_table("access") as access:
        access.alter_column("user_id", existing_type=sa.Integer(), nullable=True)
        access.add_column(sa.Column("group_id", sa.Integer(), nullable=True))
        access.create_foreign_key(
            "fk_access_group_id_group", "group", ["group_id"], ["id"], ondelete="CASCADE"
        )
        access.create_check_constraint(
            "ck_access_one_holder", "(user_id IS NULL) <> (group_id IS NULL)"
        )
    op.create_index("uq_access_group_album", "access", ["group_id", "album_id"], unique=True)
    op.create_index(
        "uq_access_group_gallery",
        "access",
        ["group_id", "gallery_id"],
        unique=True,
        sqlite_where=WHOLE_GALLERY,
        postgresql_where=WHOLE_GALLERY,
    )


def create_invitations() -> None:
    """Create the table of invitations."""
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), primary_key=True),
        reference("gallery_id", "gallery.id"),
        reference("album_id", "album.id", sa.String(12), nullable=True),
        reference("group_id", "group.id", nullable=True),
        sa.Column("mail", sa.String(254), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("mailed_at", INSTANT, nullable=True),
        sa.Column("mail_error", sa.Text(), nullable=True),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
        sqlite_autoincrement=True,
    )


def create_requests() -> None:
    """Create the table of wishes for access."""
    op.create_table(
        "access_request",
        sa.Column("id", sa.Integer(), primary_key=True),
        reference("gallery_id", "gallery.id"),
        reference("user_id", "user.id", nullable=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("mail", sa.String(254), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_access_request_gallery_id", "access_request", ["gallery_id"])


def create_letters() -> None:
    """Create the table of mail that is to be sent."""
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), primary_key=True),
        reference("invitation_id", "invitation.id", nullable=True),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_letter_due_at", "letter", ["due_at"])


def reference(name, target, kind=None, *, nullable=False, **options):
    """Return a column that goes with the row it names."""
    key = sa.ForeignKey(target, ondelete="CASCADE")
    return sa.Column(name, kind or sa.Integer(), key, nullable=nullable, **options)


def downgrade() -> None:
    """Go back: what groups were given is lost with them."""
    for table in ("letter", "access_request", "invitation"):
        op.drop_table(table)
    op.execute("DELETE FROM access WHERE user_id IS NULL")
    op.drop_index("uq_access_group_gallery", "access")
    op.drop_index("uq_access_group_album", "access")
    with op.batch_alter_table("access") as access:
        access.drop_constraint("ck_access_one_holder", type_="check")
        access.drop_constraint("fk_access_group_id_group", type_="foreignkey")
        access.drop_column("group_id")
        access.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("membership")
    op.drop_table("group")

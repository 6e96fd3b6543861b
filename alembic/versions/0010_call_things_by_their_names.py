"""Call audiences and versions by their names, and give images a place in orders made by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Rename two columns and the audience that everybody is in, and add the rank of images."""
    op.alter_column("image", "judged_under", new_column_name="failure_version")
    op.alter_column("album_summary", "circle", new_column_name="audience")
    op.execute(sa.text("UPDATE album_summary SET audience = 'everybody' WHERE audience = 'public'"))

    op.add_column("image", sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Give them back the names they had."""
    op.drop_column("image", "rank")
    op.execute(sa.text("UPDATE album_summary SET audience = 'public' WHERE audience = 'everybody'"))
    op.alter_column("album_summary", "audience", new_column_name="circle")
    op.alter_column("image", "failure_version", new_column_name="judged_under")

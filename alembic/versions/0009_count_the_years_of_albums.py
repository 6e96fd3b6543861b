"""Count the years of what albums hold, so that only those are offered."""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ALBUM = sa.table(
    "album", *map(sa.column, ("id", "parent_id", "visibility")), sa.column("missing", sa.Boolean())
)
IMAGE = sa.table(
    "image", sa.column("album_id"), sa.column("time", sa.DateTime()), sa.column("state")
)
SUMMARY = sa.table("album_summary", *map(sa.column, ("album_id", "circle", "years")))


def upgrade() -> None:
    """Go forward."""
    column = sa.Column("years", sa.Text(), nullable=False, server_default="")
    op.add_column("album_summary", column)
    count_years("public", ALBUM.c.visibility == "visible")
    count_years("trusted", sa.true())


def count_years(circle: str, is_open: sa.ColumnElement[bool]) -> None:
    """Write the years of all albums for one circle of people."""
    found = defaultdict(list)
    for album_id, year in op.get_bind().execute(years_below(is_open)):
        found[album_id].append(str(int(year)))
    change = SUMMARY.update().where(
        SUMMARY.c.album_id == sa.bindparam("album"), SUMMARY.c.circle == circle
    )
    texts = [{"album": album_id, "text": " ".join(years)} for album_id, years in found.items()]
    if texts:
        op.get_bind().execute(change.values(years=sa.bindparam("text")), texts)


def years_below(is_open: sa.ColumnElement[bool]) -> sa.Select[str, int]:
    """The years of the images in each album and in those below it that count."""
    below = sa.select(ALBUM.c.id.label("top"), ALBUM.c.id).cte("below", recursive=True)
    below = below.union_all(
        sa.select(below.c.top, ALBUM.c.id)
        .join(below, ALBUM.c.parent_id == below.c.id)
        .where(sa.not_(ALBUM.c.missing), is_open)
    )
    own = (
        sa.select(IMAGE.c.album_id, sa.extract("year", IMAGE.c.time).label("year"))
        .where(IMAGE.c.state != "missing")
        .distinct()
        .subquery()
    )
    return (
        sa.select(below.c.top, own.c.year)
        .join(own, own.c.album_id == below.c.id)
        .distinct()
        .order_by(below.c.top, own.c.year)
    )


def downgrade() -> None:
    """Go back."""
    op.drop_column("album_summary", "years")

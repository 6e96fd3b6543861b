"""Count beforehand what of each year is in albums, and what of them cannot be shown."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0056"
branch_labels = None
depends_on = None

# Broken photographs of each album that has some, and of those that it is in, up to the top or to
# what is closed to an audience.
BROKEN = """
WITH RECURSIVE way (audience, album_id, broken) AS (
    SELECT album_summary.audience, image.album_id, count(*)
    FROM image JOIN album_summary ON album_summary.album_id = image.album_id
    WHERE image.state = 'broken' AND image.kind = 'image'
    GROUP BY album_summary.audience, image.album_id
    UNION ALL
    SELECT way.audience, album.parent_id, way.broken
    FROM way JOIN album ON album.id = way.album_id
    WHERE NOT album.missing AND album.parent_id IS NOT NULL
    AND (way.audience = 'trusted' OR album.visibility = 'visible')
)
SELECT audience, album_id, sum(broken) FROM way GROUP BY audience, album_id
"""
SUMMARY = sa.table(
    "album_summary", sa.column("album_id"), sa.column("audience"), sa.column("broken")
)
IMAGE = sa.table(
    "image",
    *(sa.column(name) for name in ("album_id", "kind", "state", "precision", "file_time")),
    sa.column("time", sa.DateTime()),
)


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "album_summary", sa.Column("broken", sa.Integer(), server_default="0", nullable=False)
    )
    connection = op.get_bind()
    found = connection.execute(sa.text(BROKEN)).all()
    if found:
        change = sa.update(SUMMARY).where(
            SUMMARY.c.audience == sa.bindparam("of"), SUMMARY.c.album_id == sa.bindparam("at")
        )
        connection.execute(
            change.values(broken=sa.bindparam("number")),
            [{"of": audience, "at": at, "number": int(number)} for audience, at, number in found],
        )
    years = op.create_table(
        "album_year",
        sa.Column("album_id", sa.String(12), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("images", sa.Integer(), nullable=False),
        sa.Column("films", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["album_id"], ["album.id"], name="fk_album_year_album_id_album", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("album_id", "year", name="pk_album_year"),
    )
    connection.execute(years.insert().from_select(list(years.c.keys()), counted()))


def counted() -> sa.Select[tuple[object, ...]]:
    """Return how many items of each year an album shows, and how many of them play."""
    year = sa.cast(sa.extract("year", IMAGE.c.time), sa.Integer)
    return (
        sa.select(
            IMAGE.c.album_id,
            year,
            sa.func.count(),
            sa.func.count(sa.case((IMAGE.c.kind != "image", 1))),
        )
        .where(
            IMAGE.c.kind.not_in(["motion", "raw"]),
            IMAGE.c.state != "missing",
            sa.or_(IMAGE.c.state != "broken", IMAGE.c.kind != "image"),
            sa.or_(IMAGE.c.precision != "file", IMAGE.c.file_time.is_not(None)),
        )
        .group_by(IMAGE.c.album_id, year)
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("album_year")
    op.drop_column("album_summary", "broken")

"""Count those albums in others that show something."""

from collections import Counter

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0052"
branch_labels = None
depends_on = None

# Of each album that shows something to an audience, those that it is in, up to the top or to what
# is closed to that audience.
HOLDERS = """
WITH RECURSIVE way (audience, album_id) AS (
    SELECT album_summary.audience, album.parent_id
    FROM album JOIN album_summary ON album_summary.album_id = album.id
    WHERE album_summary.images > 0 AND NOT album.missing AND album.parent_id IS NOT NULL
    AND (album_summary.audience = 'trusted' OR album.visibility = 'visible')
    UNION ALL
    SELECT way.audience, album.parent_id
    FROM way JOIN album ON album.id = way.album_id
    WHERE NOT album.missing AND album.parent_id IS NOT NULL
    AND (way.audience = 'trusted' OR album.visibility = 'visible')
)
SELECT audience, album_id, count(*) FROM way GROUP BY audience, album_id
"""
SUMMARY = sa.table(
    "album_summary", sa.column("album_id"), sa.column("audience"), sa.column("albums")
)


def upgrade() -> None:
    """Go forward."""
    connection = op.get_bind()
    rows = connection.execute(sa.text(HOLDERS))
    numbers = Counter({(audience, album_id): number for audience, album_id, number in rows})
    counted = connection.execute(
        sa.select(SUMMARY.c.audience, SUMMARY.c.album_id, SUMMARY.c.albums)
    )
    changed = [
        {"of": audience, "at": album_id, "number": numbers[audience, album_id]}
        for audience, album_id, before in counted
        if before != numbers[audience, album_id]
    ]
    if changed:
        change = sa.update(SUMMARY).where(
            SUMMARY.c.audience == sa.bindparam("of"), SUMMARY.c.album_id == sa.bindparam("at")
        )
        connection.execute(change.values(albums=sa.bindparam("number")), changed)


def downgrade() -> None:
    """Go back; they are counted as before with the next change of an album."""

"""Remember what files say about photographs, and how exactly; sort names without extensions."""

import os
from datetime import datetime

import sqlalchemy as sa
from alembic import op

from bviewer.library.names import file_sort_key, sort_key, spoken_name

revision = "0049"
down_revision = "0046"
branch_labels = None
depends_on = None

BATCH = 1000

IMAGE = sa.table(
    "image",
    sa.column("id", sa.String()),
    sa.column("path", sa.LargeBinary()),
    sa.column("sort_key", sa.LargeBinary()),
    sa.column("kind", sa.String()),
    sa.column("time", sa.DateTime()),
    sa.column("time_source", sa.String()),
    sa.column("precision", sa.String()),
)
ALBUM = sa.table(
    "album",
    sa.column("id", sa.String()),
    sa.column("title", sa.String()),
    sa.column("folder", sa.LargeBinary()),
)


def columns() -> list[sa.Column]:
    """Return the columns that come."""
    return [
        sa.Column("precision", sa.String(5), nullable=False, server_default="clock"),
        sa.Column("file_title", sa.String(300), nullable=False, server_default=""),
        sa.Column("file_caption", sa.Text(), nullable=False, server_default=""),
        sa.Column("keywords", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("sidecars", sa.LargeBinary(8), nullable=True),
    ]


def upgrade() -> None:
    """Go forward."""
    for column in columns():
        op.add_column("image", column)
    op.add_column("gallery", sa.Column("latest_year", sa.Integer(), nullable=True))
    sort_by(file_sort_key)
    note_precision()
    name_albums()


def downgrade() -> None:
    """Go back."""
    sort_by(sort_key)
    op.drop_column("gallery", "latest_year")
    for column in columns():
        op.drop_column("image", column.name)


def sort_by(key_of) -> None:
    """Write what files are sorted by, a batch after the other."""
    connection, last = op.get_bind(), ""
    query = sa.select(IMAGE.c.id, IMAGE.c.path).where(IMAGE.c.kind != "video")
    change = sa.update(IMAGE).where(IMAGE.c.id == sa.bindparam("image_id"))
    change = change.values(sort_key=sa.bindparam("key"))
    while True:
        batch = query.where(IMAGE.c.id > last).order_by(IMAGE.c.id).limit(BATCH)
        rows = connection.execute(batch).all()
        if not rows:
            return
        last = rows[-1].id
        keys = [(row.id, key_of(name_of(row.path))) for row in rows]
        connection.execute(change, [{"image_id": id_, "key": key} for id_, key in keys])


def note_precision() -> None:
    """Note which times are those of files, and which are days: nothing writes midnight sharp."""
    connection = op.get_bind()
    by_file = sa.update(IMAGE).where(IMAGE.c.time_source == "mtime")
    connection.execute(by_file.values(precision="file"))
    is_sqlite = connection.dialect.name == "sqlite"
    clock = sa.func.substr(IMAGE.c.time, 12) if is_sqlite else sa.cast(IMAGE.c.time, sa.Time())
    midnight = "00:00:00.000000" if is_sqlite else datetime(1970, 1, 1).time()
    days = sa.update(IMAGE).where(clock == midnight, IMAGE.c.kind == "image")
    days = days.where(IMAGE.c.time_source.in_(("exif", "xmp", "name")))
    connection.execute(days.values(precision="day"))


def name_albums() -> None:
    """Give albums that are called like their folders titles with spaces for underscores."""
    connection = op.get_bind()
    query = sa.select(ALBUM).where(ALBUM.c.title.contains("_"), ALBUM.c.folder.is_not(None))
    for row in connection.execute(query).all():
        name = name_of(row.folder)
        if row.title == name.strip():
            change = sa.update(ALBUM).where(ALBUM.c.id == row.id)
            connection.execute(change.values(title=spoken_name(name)))


def name_of(path: bytes) -> str:
    """Return the name of a file or a folder."""
    return os.fsdecode(path).rpartition("/")[2]

"""Show films of providers among photographs: as rows beside them, with a picture from there."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

SHARED = ("id", "album_id", "caption", "sort_key", "time", "rank")
FORMER = sa.table(
    "video",
    *map(sa.column, ("id", "album_id", "provider", "provider_id", "title", "caption", "sort_key")),
    sa.column("time", sa.DateTime()),
    sa.column("rank", sa.Integer()),
)
VIDEO = sa.table(
    "video",
    sa.column("id", sa.String()),
    sa.column("due_at", sa.DateTime(timezone=True)),
    sa.column("tries", sa.Integer()),
)
IMAGE = sa.table(
    "image",
    *map(sa.column, ("id", "album_id", "caption", "own_title", "kind", "time_source", "state")),
    sa.column("time", sa.DateTime()),
    *(sa.column(name, sa.LargeBinary()) for name in ("path", "sort_key", "quick_hash")),
    *(sa.column(name, sa.BigInteger()) for name in ("size", "mtime_ns", "ctime_ns")),
    *(sa.column(name, sa.Integer()) for name in ("rank", "attempts")),
    sa.column("camera", sa.JSON()),
    sa.column("is_picked", sa.Boolean()),
)
ALBUM = sa.table(
    "album", *map(sa.column, ("id", "parent_id", "visibility")), sa.column("missing", sa.Boolean())
)
SUMMARY = sa.table(
    "album_summary",
    *map(sa.column, ("album_id", "audience", "years", "cover_id", "cover_path")),
    *(sa.column(name, sa.Integer()) for name in ("images", "films")),
    sa.column("first_time", sa.DateTime()),
    sa.column("last_time", sa.DateTime()),
)
IS_VIDEO = sa.text("kind = 'video'")
FORMER_INDEXES = {
    "ix_video_album_time": ["album_id", "time", "sort_key", "id"],
    "ix_video_album_name": ["album_id", "sort_key", "id"],
    "ix_video_album_rank": ["album_id", "rank", "time", "sort_key", "id"],
}


def upgrade() -> None:
    """Go forward."""
    shows = sa.Column("shows_videos", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("gallery", shows)
    op.create_index(
        "ix_image_video",
        "image",
        ["album_id", "path"],
        postgresql_where=IS_VIDEO,
        sqlite_where=IS_VIDEO,
    )
    former = op.get_bind().execute(sa.select(FORMER)).mappings().all()
    op.drop_table("video")
    op.create_table(
        "video",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_video"),
    )
    op.create_index("ix_video_due_at", "video", ["due_at"])
    if former:
        put_among_images(former)
        count(former, added)


def put_among_images(former: list[sa.RowMapping]) -> None:
    """Make rows of images of films, each due to be asked for its picture."""
    names = {row["id"]: f"{row['provider']}/{row['provider_id']}" for row in former}
    known = {"time_source": "", "state": "bare", "size": 0, "mtime_ns": 0, "ctime_ns": 0}
    images = [
        {name: row[name] for name in SHARED}
        | {"path": f"\0{names[row['id']]}".encode(), "own_title": row["title"], "kind": "video"}
        | {"quick_hash": b"", "attempts": 0, "camera": {}, "is_picked": True, **known}
        for row in former
    ]
    op.get_bind().execute(IMAGE.insert(), images)
    ids, due = sorted(set(names.values())), {"due_at": datetime.now(UTC), "tries": 0}
    op.get_bind().execute(VIDEO.insert(), [{"id": each, **due} for each in ids])


def count(films: list[sa.RowMapping], change: Callable[..., dict[str, Any]]) -> None:
    """Count films as what their albums and those above show, or no more."""
    times: dict[str, list[datetime]] = {}
    for row in films:
        times.setdefault(row["album_id"], []).append(row["time"])
    albums = {row.id: row for row in op.get_bind().execute(sa.select(ALBUM))}
    for album_id, found in times.items():
        for audience in ("everybody", "trusted"):
            for step in upwards(albums, album_id, audience):
                change_summary(step, audience, found, change)


def upwards(albums: dict[str, sa.Row], album_id: str, audience: str) -> Iterator[str]:
    """Return an album and those above it that count what is in it."""
    step = album_id
    while step is not None:
        yield step
        album = albums[step]
        is_hidden = audience == "everybody" and album.visibility != "visible"
        step = None if album.missing or is_hidden else album.parent_id


def change_summary(
    album_id: str, audience: str, times: list[datetime], change: Callable[..., dict[str, Any]]
) -> None:
    """Change what a summary says, if there is one."""
    is_it = sa.and_(SUMMARY.c.album_id == album_id, SUMMARY.c.audience == audience)
    row = op.get_bind().execute(sa.select(SUMMARY).where(is_it)).one_or_none()
    if row is not None:
        op.get_bind().execute(SUMMARY.update().where(is_it).values(**change(row, times)))


def added(row: sa.Row, times: list[datetime]) -> dict[str, Any]:
    """Return what a summary says with films of these times."""
    known = [time for time in (row.first_time, row.last_time) if time is not None]
    years = {*map(int, row.years.split()), *(time.year for time in times)}
    return {
        "images": row.images + len(times),
        "films": row.films + len(times),
        "first_time": min([*known, *times]),
        "last_time": max([*known, *times]),
        "years": " ".join(map(str, sorted(years))),
    }


def removed(row: sa.Row, times: list[datetime]) -> dict[str, Any]:
    """Return what a summary says without so many films; its times change with the album."""
    return {"images": row.images - len(times), "films": row.films - len(times)}


def downgrade() -> None:
    """Go back."""
    rows = op.get_bind().execute(sa.select(IMAGE).where(IS_VIDEO)).mappings().all()
    count(rows, removed)
    uncover()
    op.get_bind().execute(IMAGE.delete().where(IS_VIDEO))
    op.drop_column("gallery", "shows_videos")
    op.drop_index("ix_image_video", "image")
    op.drop_table("video")
    op.create_table(
        "video",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("album_id", sa.String(length=12), nullable=False),
        sa.Column("provider", sa.String(length=10), nullable=False),
        sa.Column("provider_id", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.LargeBinary(), nullable=False),
        sa.Column("time", sa.DateTime(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_video"),
        sa.ForeignKeyConstraint(
            ["album_id"], ["album.id"], name="fk_video_album_id_album", ondelete="CASCADE"
        ),
        sa.UniqueConstraint(
            "album_id", "provider", "provider_id", name="uq_video_album_id_provider_provider_id"
        ),
    )
    for name, columns in FORMER_INDEXES.items():
        op.create_index(name, "video", columns)
    if rows:
        op.get_bind().execute(FORMER.insert(), list(map(former_row, rows)))


def uncover() -> None:
    """Let no summary have a film as its cover; another one is found with the next change."""
    films = sa.select(IMAGE.c.id).where(IS_VIDEO)
    change = SUMMARY.update().where(SUMMARY.c.cover_id.in_(films))
    op.get_bind().execute(change.values(cover_id=None, cover_path=None))


def former_row(row: sa.RowMapping) -> dict[str, Any]:
    """Return a film as it was, in a table of its own."""
    provider, _, provider_id = row["path"].decode().removeprefix("\0").partition("/")
    known = {"provider": provider, "provider_id": provider_id, "title": row["own_title"]}
    return {name: row[name] for name in SHARED} | known

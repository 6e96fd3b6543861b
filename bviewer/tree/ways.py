"""Albums at their places in the tree, for whoever has only their ids."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import bindparam, select

from bviewer.albums.summaries import chunks
from bviewer.db.reading import Reading
from bviewer.models import Album
from bviewer.tree.ancestry import ALBUM_COLUMNS, AlbumRow
from bviewer.tree.resources import AlbumResource

UPWARDS = (
    select(*ALBUM_COLUMNS)
    .where(
        Album.gallery_id == bindparam("gallery_id"),
        Album.id.in_(bindparam("ids", expanding=True)),
    )
    .cte("upwards", recursive=True)
)
UPWARDS = UPWARDS.union(select(*ALBUM_COLUMNS).join(UPWARDS, Album.id == UPWARDS.c.parent_id))
# Albums and all above them, each once.
WAYS = select(UPWARDS)


def albums_at_their_places(
    reading: Reading, home: AlbumResource, ids: Iterable[str]
) -> dict[str, AlbumResource]:
    """Return the resources of albums of a gallery, by their ids; those that it has not are left
    out.

    Those above them are among them. It says nothing of who may see them.
    """
    known: dict[str, AlbumResource] = {home.album.id: home}
    rows = load_rows(reading, home, sorted(set(ids) - known.keys()))
    for album_id in rows:
        place(album_id, rows, known)
    return known


def load_rows(
    reading: Reading, home: AlbumResource, ids: Collection[str]
) -> Mapping[str, AlbumRow]:
    """Return the rows of albums and of those above them."""
    values = {"gallery_id": home.home.gallery.id}
    return {
        row.id: AlbumRow._make(row)
        for chunk in chunks(list(ids))
        for row in reading.rows(WAYS, {**values, "ids": list(chunk)})
    }


def place(album_id: str, rows: Mapping[str, AlbumRow], known: dict[str, AlbumResource]) -> None:
    """Make the resource of an album, and of those above it that are not made yet."""
    waiting: list[str] = []
    step: str | None = album_id
    while step is not None and step not in known:
        waiting.append(step)
        step = rows[step].parent_id
    for each in reversed(waiting):
        row = rows[each]
        parent = known[row.parent_id] if row.parent_id is not None else None
        assert parent is not None
        known[each] = AlbumResource(row, parent, parent.home)

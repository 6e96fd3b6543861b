"""Finding the node behind an id, wherever it stands today: old links go on working."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache

from sqlalchemy import Connection, Dialect, Engine, and_, bindparam, literal_column, or_, select

from bviewer.db.autocommit import read_rows
from bviewer.library.tree import MAX_DEPTH
from bviewer.models import Album, Gallery, Image
from bviewer.renditions.sizes import Size
from bviewer.security.visibility import is_told_of_hidden, topmost_given
from bviewer.security.visitor import Visitor
from bviewer.tree.ancestry import (
    ALBUM_COLUMNS,
    GALLERY_COLUMNS,
    IMAGE_COLUMNS,
    Ancestry,
    GalleryRow,
    collect,
)
from bviewer.tree.resources import AlbumResource, HomeResource, ImageResource

START = select(Image.album_id).where(Image.id == bindparam("node_id")).scalar_subquery()
UPWARDS = (
    select(Album.id, Album.parent_id, literal_column("0").label("height"))
    .where(
        Album.gallery_id == bindparam("gallery_id"),
        or_(Album.id == bindparam("node_id"), Album.id == START),
    )
    .cte("upwards", recursive=True)
)
UPWARDS = UPWARDS.union_all(
    select(Album.id, Album.parent_id, UPWARDS.c.height + literal_column("1"))
    .join(UPWARDS, Album.id == UPWARDS.c.parent_id)
    .where(UPWARDS.c.height < literal_column(str(MAX_DEPTH)))
)
STATEMENT = (
    select(*GALLERY_COLUMNS, *ALBUM_COLUMNS, *IMAGE_COLUMNS)
    .select_from(UPWARDS)
    .join(Album, Album.id == UPWARDS.c.id)
    .join(Gallery, Gallery.id == Album.gallery_id)
    .outerjoin(Image, and_(Image.id == bindparam("node_id"), Image.album_id == Album.id))
    .order_by(UPWARDS.c.height.desc())
)


def find_node(
    connection: Connection, gallery: GalleryRow, node_id: str, sizes: Mapping[str, Size]
) -> AlbumResource | ImageResource | None:
    """Return the album or image of that id in this gallery, at its place in the tree."""
    ancestry = load_way(connection, gallery, node_id)
    return None if ancestry is None else node_at(ancestry, sizes)


def find_node_quickly(
    engine: Engine, gallery: GalleryRow, node_id: str, sizes: Mapping[str, Size]
) -> AlbumResource | ImageResource | None:
    """Return the same on an autocommit engine: a program asks for it as often as for thumbnails
    (see `ancestry`)."""
    values = {"gallery_id": str(gallery.id), "node_id": node_id}
    rows = read_rows(engine, way_sql(engine.dialect), values)
    return node_at(collect(rows), sizes) if rows else None


@cache
def way_sql(dialect: Dialect) -> str:
    """Return the statement as text."""
    return str(STATEMENT.compile(dialect=dialect))


def node_at(ancestry: Ancestry, sizes: Mapping[str, Size]) -> AlbumResource | ImageResource:
    """Return the node at the end of rows from the top album."""
    node: AlbumResource | ImageResource = HomeResource(ancestry, sizes)
    for album_id in [*list(ancestry.albums)[1:], *ancestry.images]:
        node = node[album_id]  # type: ignore[assignment]
    return node


def load_way(connection: Connection, gallery: GalleryRow, node_id: str) -> Ancestry | None:
    """Return the rows from the top album to a node, in this order; None if there is no such node in
    this gallery."""
    values = {"gallery_id": gallery.id, "node_id": node_id}
    rows = connection.execute(STATEMENT, values).all()
    return collect(rows) if rows else None


def open_short_address(
    connection: Connection, home: HomeResource, visitor: Visitor, ids: Collection[str]
) -> None:
    """Let the short address of an album, which a path with these ids begins with, lead to it.

    So it does for people who have a grant or a share for the album and whom its full address would
    tell of a hidden one above it; and for programs whose token is bound to it.
    """
    album_id = next(iter(ids))
    is_given = album_id in visitor.given or album_id == visitor.bound_to
    way = load_way(connection, home.gallery, album_id) if is_given else None
    if way is None:
        return
    home.rows.albums.update(way.albums)
    album: AlbumResource = home
    for step in list(way.albums)[1:]:
        album = album[step]  # type: ignore[assignment]
    if album_id == visitor.bound_to or is_told_of_hidden(visitor, album.flags, ids):
        album.is_short = True
        home.short[album_id] = album


def as_known_to(
    visitor: Visitor, node: AlbumResource | ImageResource, named: Collection[str]
) -> AlbumResource | ImageResource | None:
    """Return a node with an address that tells a visitor of no hidden album; None if there is none.

    `named` holds the ids that the visitor knows. Whoever was given an album below a hidden one, by
    a grant or a share, gets the short address of that album, or one that begins with it; and so
    does a program whose token is bound to an album, as those above it are not its business.
    """
    album = node if isinstance(node, AlbumResource) else node.__parent__
    for step in albums_up(album):
        step.is_short = step.is_short or step.album.id == visitor.bound_to
    if not is_told_of_hidden(visitor, album.flags, named):
        return node
    given_id = topmost_given(visitor, album.flags, named)
    if given_id is None:
        return None
    for step in (*albums_up(album), album.home):
        step.is_short = step.is_short or step.album.id == given_id
    return node


def albums_up(album: AlbumResource) -> Iterator[AlbumResource]:
    """Yield an album and those above it, but for the home."""
    while album.__parent__ is not None:
        yield album
        album = album.__parent__

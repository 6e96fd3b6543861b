"""Finding the node behind an id, wherever it stands today: old links go on working."""

from collections.abc import Mapping

from sqlalchemy import Connection, and_, bindparam, literal, or_, select

from bviewer.library.tree import MAX_DEPTH
from bviewer.models import Album, Gallery, Image
from bviewer.renditions.sizes import Size
from bviewer.tree.ancestry import ALBUM_COLUMNS, GALLERY_COLUMNS, IMAGE_COLUMNS, GalleryRow, collect
from bviewer.tree.resources import AlbumResource, HomeResource, ImageResource

START = select(Image.album_id).where(Image.id == bindparam("node_id")).scalar_subquery()
UPWARDS = (
    select(Album.id, Album.parent_id, literal(0).label("height"))
    .where(
        Album.gallery_id == bindparam("gallery_id"),
        or_(Album.id == bindparam("node_id"), Album.id == START),
    )
    .cte("upwards", recursive=True)
)
UPWARDS = UPWARDS.union_all(
    select(Album.id, Album.parent_id, UPWARDS.c.height + 1)
    .join(UPWARDS, Album.id == UPWARDS.c.parent_id)
    .where(UPWARDS.c.height < MAX_DEPTH)
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
    values = {"gallery_id": gallery.id, "node_id": node_id}
    rows = connection.execute(STATEMENT, values).all()
    if not rows:
        return None
    ancestry = collect(rows)
    node: AlbumResource | ImageResource = HomeResource(ancestry, sizes)
    for album_id in [*list(ancestry.albums)[1:], *ancestry.images]:
        node = node[album_id]  # type: ignore[assignment]
    return node

"""Resource trees without a database: real resources over rows that were never stored."""

from collections.abc import Mapping, Sequence

from bviewer.renditions.sizes import DEFAULT_SIZES, Size, parse_sizes
from bviewer.tree.ancestry import AlbumRow, Ancestry, GalleryRow, ImageRow
from bviewer.tree.resources import AlbumResource, HomeResource

OWNER_ID = 1
GALLERY_ID = 1
SIZES = parse_sizes(DEFAULT_SIZES)


def node_id(letter: str) -> str:
    """A well-formed id that is easy to read in a failing test."""
    return letter * 12


def gallery_row(host: str = "pub.test") -> GalleryRow:
    """A gallery that belongs to OWNER_ID."""
    return GalleryRow(
        id=GALLERY_ID,
        host=host,
        raw_home=b"",
        owner_id=OWNER_ID,
        about_title="",
        indexed=False,
        positions="trusted",
        api_origins="",
    )


def album_row(
    album_id: str,
    parent_id: str | None = None,
    flag: str = "visible",
    title: str = "Italy",
    *,
    order: str | None = "oldest",
    downloads: bool | None = None,
    positions: str | None = None,
) -> AlbumRow:
    """An album."""
    return AlbumRow(
        id=album_id,
        parent_id=parent_id,
        title=title,
        description="",
        visibility=flag,
        order=order,
        missing=False,
        downloads=downloads,
        positions=positions,
    )


def image_row(image_id: str, album_id: str) -> ImageRow:
    """An image in an album."""
    return ImageRow(
        id=image_id,
        album_id=album_id,
        raw_path=b"a.jpg",
        width=60,
        height=40,
        size=700,
        mtime_ns=0,
        quick_hash=b"",
        placeholder=None,
        state="ready",
        reason=None,
    )


def tree_of(
    albums: Sequence[AlbumRow],
    images: Sequence[ImageRow] = (),
    sizes: Mapping[str, Size] = SIZES,
) -> HomeResource:
    """The tree of these rows; the first album is the top one."""
    rows = Ancestry(
        gallery=gallery_row(),
        top=albums[0],
        albums={album.id: album for album in albums},
        images={image.id: image for image in images},
    )
    return HomeResource(rows, sizes)


def chain(
    flags: Sequence[str], downloads: Sequence[bool | None] = (None,) * 10
) -> list[AlbumResource]:
    """Albums A, B, C... with these flags, each in the one before; the last one holds the image Z.

    Their titles are those letters.
    """
    ids = [node_id(chr(ord("A") + depth)) for depth in range(len(flags))]
    albums = [
        album_row(album_id, parent_id, flag, title=album_id[0], downloads=given)
        for album_id, parent_id, flag, given in zip(
            ids, [None, *ids], flags, downloads, strict=False
        )
    ]
    nodes: list[AlbumResource] = [tree_of(albums, [image_row(node_id("Z"), ids[-1])])]
    for album_id in ids[1:]:
        child = nodes[-1][album_id]
        assert isinstance(child, AlbumResource)
        nodes.append(child)
    return nodes

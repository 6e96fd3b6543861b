"""The one maker of addresses: of albums, items, resized images and all other pages of a gallery."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from bviewer.albums.summaries import chunks
from bviewer.library.names import slug
from bviewer.models import Album, Visibility
from bviewer.security.visibility import effective_visibility
from bviewer.tree.api import VERSION

if TYPE_CHECKING:  # Reports of commands have addresses as well.
    from pyramid.request import Request


API_ROOT = f"/api/{VERSION}"


class AlbumAddress(NamedTuple):
    """The path of an album's page, and the title of the album."""

    path: str
    title: str


class AlbumUrl(NamedTuple):
    """The address of an album, and the flags from the top album to it.

    The addresses of its child albums follow from both.
    """

    url: str
    flags: tuple[str, ...]

    def child(self, album_id: str, title: str, visibility: str) -> "AlbumUrl":
        """Return the address of a child album."""
        flags = (*self.flags, visibility)
        segment = album_segment(album_id, title, effective_visibility(flags))
        return AlbumUrl(child_url(self.url, segment), flags)


class Urls:
    """The absolute addresses of a gallery, at the host and below the path that a request names."""

    def __init__(self, application_url: str) -> None:
        self.home = f"{application_url}/"

    def of(self, node: Any, *elements: str, **query: object) -> str:
        """Return the address of a node's page, or of what the elements name there."""
        path = "".join(f"{quote(step.__name__, safe='')}/" for step in nodes_to(node)[1:])
        return with_query(self.home + path + joined(elements), query)

    def at_home(self, *elements: str, **query: object) -> str:
        """Return the address of one of the gallery's own pages."""
        return with_query(self.home + joined(elements), query)

    def path_at_home(self, *elements: str) -> str:
        """Return the path of one of the gallery's own pages, for what keeps to its host."""
        return urlsplit(self.home).path + joined(elements)

    def album(self, album: Any) -> AlbumUrl:
        """Return the address of an album resource, as those of its children need it."""
        return AlbumUrl(self.of(album), tuple(flag for _id, flag in album.flags))

    def api(self, *elements: str, **query: object) -> str:
        """Return the address of what programs ask for."""
        return self.at_home("api", VERSION, *elements, **query)

    def short(self, album_id: str) -> str:
        """Return the address that leads to an album wherever it stands, and names no other."""
        return child_url(self.home, album_id)


def urls_of(request: "Request") -> Urls:
    """Return the addresses at the host that a request came to."""
    return Urls(request.application_url)


def nodes_to(node: Any) -> list[Any]:
    """Return the nodes from the home to this one, as its address names them."""
    nodes = [node]
    while nodes[-1].__parent__ is not None:
        is_short = getattr(nodes[-1], "is_short", False)
        nodes.append(nodes[-1].home if is_short else nodes[-1].__parent__)
    return nodes[::-1]


def node_path(node: Any, *elements: str) -> str:
    """Return the decoded path of what the elements name at a node; no slash ends a node's own."""
    return "/".join([*(step.__name__ for step in nodes_to(node)), *elements])


def album_segment(album_id: str, title: str, effective: Visibility) -> str:
    """Return the URL segment of an album. Only the id is looked up; the words are for people.

    The address of a private album is seen by people who may open something below it, but not the
    album itself, so it does not tell the title.
    """
    words = "" if effective == Visibility.PRIVATE else slug(title)
    return f"{words}-{album_id}" if words else album_id


PARTS = (Album.id, Album.parent_id, Album.title, Album.visibility)
UPWARDS = (
    select(*PARTS)
    .where(
        Album.gallery_id == bindparam("gallery_id"),
        Album.id.in_(bindparam("ids", expanding=True)),
    )
    .cte("upwards", recursive=True)
)
# Albums and all above them, each once.
WAYS = select(UPWARDS.union(select(*PARTS).join(UPWARDS, Album.id == UPWARDS.c.parent_id)))


def addresses_of(
    session: Session, gallery_id: int, album_ids: Iterable[str]
) -> dict[str, AlbumAddress]:
    """Return the addresses of some albums of a gallery, by their ids."""
    wanted = sorted(album_ids)
    albums = ways_to(session, gallery_id, wanted)

    def address_of(album_id: str) -> AlbumAddress:
        ancestry = [albums[album_id]]
        while ancestry[-1].parent_id is not None:
            ancestry.append(albums[ancestry[-1].parent_id])
        place = top_url(ancestry.pop().visibility)
        for row in reversed(ancestry):
            place = place.child(row.id, row.title, row.visibility)
        return AlbumAddress(place.url, albums[album_id].title)

    return {album_id: address_of(album_id) for album_id in wanted}


def ways_to(session: Session, gallery_id: int, ids: Sequence[str]) -> dict[str, Row[Any]]:
    """Return what addresses tell of some albums and of those above them, however many there are."""
    return {
        row.id: row
        for chunk in chunks(ids)
        for row in session.execute(WAYS, {"gallery_id": gallery_id, "ids": list(chunk)})
    }


def top_url(visibility: str) -> AlbumUrl:
    """Return the path of a gallery's top album, at any host."""
    return AlbumUrl("/", (visibility,))


def child_url(parent_url: str, name: str) -> str:
    """Return the address of a child's page, given that of its parent."""
    return f"{parent_url}{quote(name, safe='')}/"


def view_url(node_url: str, name: str, **query: object) -> str:
    """Return the address of one of a node's own pages, given that of the node."""
    return with_query(f"{node_url}{name}", query)


def item_url(album_url: str, id_path: str) -> str:
    """Return the address of an item, given that of an album and the ids from there to the item."""
    return f"{album_url}{id_path}/"


def rendition_url(image_url: str, size_name: str, fingerprint: str) -> str:
    """Return the address of a resized image, given that of its image."""
    return f"{image_url}{size_name}.jpg?v={fingerprint}"


def original_url(item_url: str) -> str:
    """Return the address of the file of an item, given that of the item."""
    return f"{item_url}full"


def raw_url(image_url: str) -> str:
    """Return the address of the RAW file of a photograph, given that of the photograph."""
    return f"{image_url}raw"


def play_url(clip_url: str) -> str:
    """Return the address of the file of a clip, to be played, given that of the clip."""
    return f"{clip_url}play"


def motion_url(image_url: str) -> str:
    """Return the address of what a photograph moves by, given that of the photograph."""
    return f"{image_url}motion"


def listing_url(album_url: str, item_id: str) -> str:
    """Return the address of the page of an album on which an item is, and of its place there."""
    return f"{with_query(album_url, {'at': item_id})}#{item_id}"


def with_query(url: str, query: Mapping[str, object]) -> str:
    """Return an address with the parameters that have a value."""
    known = {name: value for name, value in query.items() if value is not None}
    return f"{url}?{urlencode(known)}" if known else url


def with_query_string(url: str, query_string: str) -> str:
    """Return an address with the query of another one, as it was sent."""
    return f"{url}?{query_string}" if query_string else url


def joined(elements: Iterable[str]) -> str:
    """Return names after a node's address as a part of an address."""
    return "/".join(quote(element, safe="") for element in elements)

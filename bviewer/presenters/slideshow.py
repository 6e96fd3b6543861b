"""A photograph of a random show, as its page and its script tell it."""

from typing import NamedTuple

from bviewer.presenters.languages import Language
from bviewer.presenters.pictures import Pictures
from bviewer.presenters.taken import title_in
from bviewer.tree.below import FoundImage
from bviewer.tree.urls import Urls, item_url


class ShownPhotograph(NamedTuple):
    """The photograph of a number: what it is called, where it is and its copies."""

    number: int
    title: str
    url: str
    album: str
    album_url: str
    src: str
    srcset: str
    widest: int
    width: int | None
    height: int | None


def shown_photograph(
    language: Language, pictures: Pictures, urls: Urls, number: int, found: FoundImage
) -> ShownPhotograph:
    """Return a photograph with its number in a show."""
    image, album = found.resource.image, found.resource.__parent__
    album_url = urls.of(album)
    url = item_url(album_url, image.id)
    (src,) = pictures.urls(url, image, "big")
    choice = pictures.choice(url, image)
    return ShownPhotograph(
        number=number,
        title=title_in(language, found.naming),
        url=url,
        album=album.album.title,
        album_url=album_url,
        src=src,
        srcset=choice.sources if choice else "",
        widest=choice.widest if choice else 0,
        width=image.width,
        height=image.height,
    )

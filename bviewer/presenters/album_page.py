"""What the page of an album tells between its head and its foot."""

from typing import Any, NamedTuple

from sqlalchemy import Row

from bviewer.albums.contents import Contents
from bviewer.presenters.languages import Language
from bviewer.presenters.pictures import Pictures
from bviewer.presenters.texts import content, when
from bviewer.presenters.tiles import AlbumTile, album_tile, image_tile
from bviewer.renditions.sizes import whole
from bviewer.tree.ancestry import AlbumRow
from bviewer.tree.urls import AlbumUrl, with_query


class YearLink(NamedTuple):
    """The address of an album with nothing but one year."""

    year: int
    url: str


def album_page(
    album: AlbumRow, place: AlbumUrl, contents: Contents, language: Language, pictures: Pictures
) -> dict[str, Any]:
    """Return what the template of an album's page shows of its contents."""
    page, part, url = contents.page, contents.part, place.url
    return {
        "album": album,
        "url": url,
        **quantity(language, contents.summary),
        "years": [YearLink(year, with_query(url, {"year": year})) for year in contents.years],
        "year": part.year,
        "is_first": contents.is_first,
        "is_whole": contents.is_whole,
        "albums": [child_tile(language, pictures, place, child) for child in contents.albums],
        "whole": [(size.name, size.width, size.height) for size in whole(pictures.sizes)],
        "images": [image_tile(pictures, url, image) for image in page.images],
        "before_url": page_url(url, part.year, before=page.before),
        "after_url": page_url(url, part.year, after=page.after),
    }


def quantity(language: Language, summary: Row[Any] | None) -> dict[str, str]:
    """Return when an album is from and how much is in it; its page says in a sentence when there
    is nothing."""
    if summary is None:
        return {"when": "", "what": ""}
    is_empty = not (summary.images or summary.albums)
    what = "" if is_empty else content(language, summary.images, summary.albums)
    return {"when": when(language, summary), "what": what}


def child_tile(
    language: Language, pictures: Pictures, place: AlbumUrl, album: Row[Any]
) -> AlbumTile:
    """Return the tile of a child of the album at this place."""
    url = place.child(album.id, album.title, album.visibility).url
    return album_tile(language, pictures, url, album)


def page_url(url: str, year: int | None, **cursor: str | None) -> str | None:
    """Return the address of another page of the same items."""
    return with_query(url, {"year": year, **cursor}) if any(cursor.values()) else None

"""What templates need to draw a tile."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from bviewer.albums.failures import is_flawed
from bviewer.albums.items import Item
from bviewer.albums.year_counts import YearCount
from bviewer.library.formats import is_raw_name
from bviewer.models import ImageState, ItemKind, Visibility
from bviewer.presenters.languages import Language
from bviewer.presenters.pictures import Pictures
from bviewer.presenters.rows import RowTile, row_tile
from bviewer.presenters.taken import title_in
from bviewer.presenters.texts import content, length, when
from bviewer.tree.urls import item_url, motion_url, with_query

DRAWINGS: dict[str, str] = {
    ImageState.BROKEN: "bviewer:static/icons/broken.svg",
    ImageState.BARE: "bviewer:static/icons/video.svg",
}


@dataclass(frozen=True, slots=True)
class AlbumTile:
    """A child album: its cover, its title, when and how much, and a badge for those whom it
    concerns."""

    id: str
    url: str
    title: str
    when: str
    what: str
    cover: str | None
    colours: str
    badge: str


@dataclass(frozen=True, slots=True)
class ItemTile:
    """An item: the addresses of its page and of its copies, and its placeholder.

    One that plays has a `length`, such as 1:05, and a `media_type` with its codecs, where they are
    known; a photograph that moves has the address of what it moves by. Either `has_film`. Of one
    that `is_raw` the picture is that of its camera; one that `is_flawed` is shown in part. Where
    tiles stand in rows, `row` is what this one is made of.

    `colours` are the average colours of its 6 x 6 parts, as RGB bytes in base64.
    """

    id: str
    url: str
    title: str
    state: str
    width: int | None
    height: int | None
    colours: str
    small: str
    sources: str
    kind: str
    length: str
    media_type: str | None
    motion: str | None
    has_film: bool
    is_raw: bool
    is_flawed: bool
    row: RowTile | None = None

    @property
    def drawing(self) -> str | None:
        """Return which file of ours is shown instead of a picture, if there will be none."""
        return DRAWINGS.get(self.state)


def item_tile(
    language: Language,
    pictures: Pictures,
    album_url: str,
    item: Item,
    *,
    moves: bool = False,
    in_rows: bool = False,
) -> ItemTile:
    """Return the tile of an item in its album."""
    url = item_url(album_url, item.id)
    (small,) = pictures.urls(url, item, "small")
    return ItemTile(
        id=item.id,
        url=url,
        title=title_in(language, item),
        state=item.state,
        width=item.width,
        height=item.height,
        colours=colours(item.placeholder),
        small=small,
        sources=pictures.tile_sources(url, item),
        kind=item.kind,
        length=length(item.duration_ms),
        media_type=item.media_type,
        motion=motion_url(url) if moves else None,
        has_film=moves or item.kind != ItemKind.IMAGE,
        is_raw=is_raw_name(item.path),
        is_flawed=is_flawed(item.state, item.failure_version),
        row=row_tile(pictures, url, item) if in_rows else None,
    )


def album_tile(
    language: Language,
    pictures: Pictures,
    url: str,
    album: Row[Any],
    of_year: YearCount | None = None,
    *,
    is_owner: bool = False,
) -> AlbumTile:
    """Return the tile of an album at this address; `of_year` is what it holds of the year that is
    shown, and leads to. To its owner one with nothing in it is empty; others may find there what
    they were given."""
    if of_year is None:
        what = how_much(language, album, is_owner=is_owner)
    else:
        what = what_of_year(language, of_year)
    cover = None
    if album.cover_path is not None:
        (cover,) = pictures.urls(item_url(url, album.cover_path), album, "small2x")
    return AlbumTile(
        id=album.id,
        url=url if of_year is None else with_query(url, {"year": of_year.year}),
        title=album.title,
        when=when(language, album),
        what=what,
        cover=cover,
        colours=colours(album.placeholder),
        badge=badge(language, album.visibility, missing=album.missing),
    )


def how_much(language: Language, album: Row[Any], *, is_owner: bool) -> str:
    """Return how much is in an album, in few words: its albums, or what it shows."""
    if not album.images:
        return language.gettext("empty") if is_owner else ""
    if album.albums:
        return content(language, 0, album.albums)
    return content(language, album.images, 0, album.films, album.broken)


def what_of_year(language: Language, of_year: YearCount) -> str:
    """Return how much an album holds of a year."""
    return content(language, of_year.images, 0, of_year.films)


def colours(placeholder: bytes | None) -> str:
    """Return a placeholder as text; empty where there is none yet."""
    return b64encode(placeholder or b"").decode("ascii")


def badge(language: Language, visibility: str, *, missing: bool) -> str:
    """Return a word on a tile for whoever may see that there is something to say."""
    _ = language.gettext
    if missing:
        return _("folder missing")
    return {Visibility.HIDDEN: _("hidden"), Visibility.PRIVATE: _("private")}.get(
        Visibility(visibility), ""
    )

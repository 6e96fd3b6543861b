"""What the page of an album tells between its head and its foot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, NamedTuple

from sqlalchemy import Row

from bviewer.albums.contents import Contents
from bviewer.albums.items import is_broken
from bviewer.albums.year_counts import YearCount
from bviewer.models import ItemKind
from bviewer.presenters.languages import Language
from bviewer.presenters.pictures import Pictures
from bviewer.presenters.texts import content, when
from bviewer.presenters.tiles import (
    AlbumTile,
    ItemTile,
    album_tile,
    badge,
    item_tile,
    what_of_year,
)
from bviewer.renditions.sizes import to_look_at
from bviewer.security.visitor import Visitor
from bviewer.tree.resources import AlbumResource
from bviewer.tree.urls import Urls


class YearLink(NamedTuple):
    """The address of what an album shows of one year."""

    year: int
    url: str


@dataclass(frozen=True, slots=True)
class AlbumPage:
    """A part of an album for one visitor, as its template reads it."""

    context: AlbumResource
    contents: Contents
    visitor: Visitor
    language: Language
    urls: Urls
    pictures: Pictures
    motions: frozenset[str | None]
    """By what kinds of films photographs move for the visitor."""
    in_rows: bool = False
    year_counts: Mapping[str, YearCount] = field(default_factory=dict)
    """What there is of the year that is shown."""

    def url(self) -> str:
        """Return the address of the album."""
        return self.urls.of(self.context)

    def edit_url(self) -> str | None:
        """Return the address where the album is changed, for whoever may."""
        return self.urls.of(self.context, "edit") if self.visitor.is_owner else None

    def badge(self) -> str:
        """Return the word on the album; empty for whoever only has its address."""
        if not self.visitor.is_trusted_with(self.context.ancestry_ids):
            return ""
        return badge(self.language, self.context.album.visibility, missing=False)

    def when(self) -> str:
        """Return the time that the album is from."""
        return "" if self.contents.summary is None else when(self.language, self.contents.summary)

    def what(self) -> str:
        """Return how much is in the album; its page says in a sentence when there is nothing."""
        summary = self.contents.summary
        if summary is None or not (summary.images or summary.albums):
            return ""
        if self.contents.part.year is not None:
            return what_of_year(self.language, self._of_year())
        return content(self.language, summary.images, summary.albums, summary.films, summary.broken)

    def _of_year(self) -> YearCount:
        """Return how much there is of the year that is shown."""
        year = self.contents.part.year or 0
        return reduce(YearCount.plus, self.year_counts.values(), YearCount(year))

    def years(self) -> list[YearLink]:
        """Return the years that are offered, with their addresses; the one that is shown among
        them, since it may have come along from the album above."""
        offered, shown = self.contents.years, self.contents.part.year
        if shown is not None and shown not in offered and not self.contents.is_empty:
            offered = sorted([*offered, shown], reverse=True)
        return [YearLink(year, self.urls.of(self.context, year=year)) for year in offered]

    def albums(self) -> list[AlbumTile]:
        """Return the tiles of child albums."""
        place = self.urls.album(self.context)
        return [
            album_tile(
                self.language,
                self.pictures,
                place.child(album.id, album.title, album.visibility).url,
                album,
                self._of_year_in(album),
                is_owner=self.visitor.is_owner,
            )
            for album in self.contents.children.albums
        ]

    def _of_year_in(self, album: Row[Any]) -> YearCount | None:
        """Return what a child album holds of the year that is shown; None if it is shown as a
        whole, for its owner says what year it is from."""
        year = self.contents.part.year
        if year is None or album.time is not None:
            return None
        return self.year_counts.get(album.id, YearCount(year))

    def images(self) -> list[ItemTile]:
        """Return the tiles of images; those of which there is nothing to show, for the owner."""
        url = self.url()
        return [
            item_tile(
                self.language,
                self.pictures,
                url,
                item,
                moves=item.motion in self.motions,
                in_rows=self.in_rows,
            )
            for item in self.contents.page.items
            if self.visitor.is_owner or not is_broken(item)
        ]

    def has_films(self) -> bool:
        """Return whether one of these images plays or moves."""
        return any(
            item.kind != ItemKind.IMAGE or item.motion in self.motions
            for item in self.contents.page.items
        )

    def whole(self) -> list[tuple[str, int, int, bool]]:
        """Return name, width and height of the sizes among which the viewer chooses, and whether
        they are made on demand."""
        return [
            (size.name, size.width, size.height, size.on_demand)
            for size in to_look_at(self.pictures.sizes)
        ]

    def before_url(self) -> str | None:
        """Return the address of the page before this one, if there is one."""
        return self._page_url(before=self.contents.before)

    def after_url(self) -> str | None:
        """Return the address of the page after this one, if there is one."""
        return self._page_url(after=self.contents.after)

    def _page_url(self, **cursor: str | None) -> str | None:
        if not any(cursor.values()):
            return None
        return self.urls.of(self.context, year=self.contents.part.year, **cursor)

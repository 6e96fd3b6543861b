"""A gallery's whole album tree as a list, for people at a terminal and for programs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session, aliased

from bviewer.albums.films import is_item
from bviewer.models import Album, AlbumSummary, Audience, Image, ImageState
from bviewer.security.visibility import effective_visibility
from bviewer.tree.urls import AlbumUrl, top_url


@dataclass(frozen=True, slots=True)
class OutlineAlbum:
    """An album at its place in the tree. `because_of`: the title of the ancestor that closes it.

    `closed_like` is the title of the album that made a sync close this one, `closed_because` how.
    """

    id: str
    title: str
    url: str
    depth: int
    visibility: str
    effective: str
    because_of: str | None
    missing: bool
    images: int
    images_below: int
    closed_because: str | None
    closed_like: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """An album on the path from the top: its address, and the titles from the top to it."""

    address: AlbumUrl
    titles: tuple[str, ...]

    def child(self, row: Row[Any]) -> "Step":
        """Return the step to a child."""
        address = self.address.child(row.id, row.title, row.visibility)
        return Step(address, (*self.titles, row.title))


def outline(session: Session, gallery_id: int) -> list[OutlineAlbum]:
    """Return all albums of a gallery, parents before children."""
    children: dict[str | None, list[Row[Any]]] = defaultdict(list)
    for row in load_rows(session, gallery_id):
        children[row.parent_id].append(row)
    return list(descend(children))


def load_rows(session: Session, gallery_id: int) -> Sequence[Row[Any]]:
    """Return the albums with their numbers, in the order of their names."""
    own = (
        select(func.count(Image.id))
        .where(Image.album_id == Album.id, Image.state != ImageState.MISSING, is_item())
        .scalar_subquery()
    )
    origin = aliased(Album)
    return session.execute(
        select(
            Album.id,
            Album.parent_id,
            Album.title,
            Album.visibility,
            Album.missing,
            Album.closed_because,
            origin.title.label("closed_like"),
            own.label("images"),
            func.coalesce(AlbumSummary.images, 0).label("images_below"),
        )
        .outerjoin(origin, origin.id == Album.closed_like)
        .outerjoin(
            AlbumSummary,
            and_(AlbumSummary.album_id == Album.id, AlbumSummary.audience == Audience.TRUSTED),
        )
        .where(Album.gallery_id == gallery_id)
        .order_by(Album.sort_key, Album.id)
    ).all()


def descend(children: dict[str | None, list[Row[Any]]]) -> Iterator[OutlineAlbum]:
    """Walk depth first from the top, with a stack of its own: trees may be deep."""
    waiting = [(row, Step(top_url(row.visibility), (row.title,))) for row in children[None]]
    while waiting:
        row, step = waiting.pop()
        yield outline_album(row, step)
        waiting.extend((child, step.child(child)) for child in reversed(children[row.id]))


def outline_album(row: Row[Any], step: Step) -> OutlineAlbum:
    """Return one line of the outline."""
    flags = step.address.flags
    effective = effective_visibility(flags)
    above = zip(step.titles[:-1], flags[:-1], strict=True)
    causes = [title for title, flag in above if flag == effective]
    is_inherited = effective != row.visibility
    return OutlineAlbum(
        id=row.id,
        title=row.title,
        url=step.address.url,
        depth=len(flags) - 1,
        visibility=row.visibility,
        effective=effective,
        because_of=causes[-1] if is_inherited and causes else None,
        missing=row.missing,
        images=row.images,
        images_below=row.images_below,
        closed_because=row.closed_because,
        closed_like=row.closed_like,
    )

"""A gallery's whole album tree as a list, for people at a terminal and for programs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session

from bviewer.models import Album, AlbumSummary, Audience, Image, ImageState
from bviewer.security.visibility import effective_visibility
from bviewer.tree.urls import album_segment


@dataclass(frozen=True, slots=True)
class OutlineAlbum:
    """An album at its place in the tree. `because_of`: the title of the ancestor that closes it."""

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


@dataclass(frozen=True, slots=True)
class AlbumPath:
    """The albums from the top to one of them, as far as its outline needs them."""

    url: str = ""
    flags: tuple[tuple[str, str], ...] = ()  # (title, visibility), from the top.

    def step(self, row: Row[Any]) -> "AlbumPath":
        """The path to a child."""
        flags = (*self.flags, (row.title, row.visibility))
        if not self.flags:
            return AlbumPath("/", flags)
        segment = album_segment(
            row.id, row.title, effective_visibility([flag for _t, flag in flags])
        )
        return AlbumPath(f"{self.url}{quote(segment)}/", flags)


def outline(session: Session, gallery_id: int) -> list[OutlineAlbum]:
    """All albums of a gallery, parents before children."""
    children: dict[str | None, list[Row[Any]]] = defaultdict(list)
    for row in load_rows(session, gallery_id):
        children[row.parent_id].append(row)
    return list(descend(children))


def load_rows(session: Session, gallery_id: int) -> Sequence[Row[Any]]:
    """The albums with their numbers, in the order of their names."""
    own = (
        select(func.count(Image.id))
        .where(Image.album_id == Album.id, Image.state != ImageState.MISSING)
        .scalar_subquery()
    )
    return session.execute(
        select(
            Album.id,
            Album.parent_id,
            Album.title,
            Album.visibility,
            Album.missing,
            own.label("images"),
            func.coalesce(AlbumSummary.images, 0).label("images_below"),
        )
        .outerjoin(
            AlbumSummary,
            and_(AlbumSummary.album_id == Album.id, AlbumSummary.audience == Audience.TRUSTED),
        )
        .where(Album.gallery_id == gallery_id)
        .order_by(Album.sort_key, Album.id)
    ).all()


def descend(children: dict[str | None, list[Row[Any]]]) -> Iterator[OutlineAlbum]:
    """Depth first from the top, with a stack of its own: trees may be deep."""
    waiting = [(row, AlbumPath()) for row in children[None]]
    while waiting:
        row, above = waiting.pop()
        path = above.step(row)
        yield outline_album(row, path)
        waiting.extend((child, path) for child in reversed(children[row.id]))


def outline_album(row: Row[Any], path: AlbumPath) -> OutlineAlbum:
    """One line of the outline."""
    effective = effective_visibility([flag for _title, flag in path.flags])
    causes = [title for title, flag in path.flags[:-1] if flag == effective]
    is_inherited = effective != row.visibility
    return OutlineAlbum(
        id=row.id,
        title=row.title,
        url=path.url,
        depth=len(path.flags) - 1,
        visibility=row.visibility,
        effective=effective,
        because_of=causes[-1] if is_inherited and causes else None,
        missing=row.missing,
        images=row.images,
        images_below=row.images_below,
    )

"""Where content is known from: the albums of its owner that hold it, or held it."""

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session

from bviewer.albums.former_contents import flags_of_gone, had_folder
from bviewer.albums.subtrees import deleted_from, flags_of
from bviewer.albums.summaries import chunks
from bviewer.albums.versions import newer_versions
from bviewer.library.paths import join
from bviewer.models import (
    Album,
    DeletedFolder,
    ExcludedFile,
    FormerContent,
    Gallery,
    Image,
    ImageState,
    Visibility,
)
from bviewer.security.visibility import Flags, is_stricter, opening
from bviewer.sync.closing import Origin, closed_since, was_visible

OWNER: BindParameter[int] = bindparam("owner_id")

Places = Mapping[bytes, Iterable[str]]
"""Paths by the fingerprint of what is there."""


class Known(NamedTuple):
    """Where some content is or was: in which album, and at which path of which gallery.

    The path is None for content that was written over or taken out, `is_there` false for what is
    missing. `is_picked` is true for what somebody put into an album by hand, `is_deleted` for what
    is in an album that somebody deleted.
    """

    quick_hash: bytes
    album_id: str
    path: str | None
    gallery_id: int | None
    home: str
    is_there: bool
    is_picked: bool = False
    is_deleted: bool = False

    @property
    def is_of_folder(self) -> bool:
        """Return whether an album has it as a file of its folder."""
        return self.path is not None and not self.is_picked and not self.is_deleted

    @property
    def is_shown(self) -> bool:
        """Return whether an album that nobody deleted has it."""
        return self.is_there and not self.is_deleted


def origin_of(session: Session, album_id: str) -> Origin:
    """Return an album as others follow it; also one that was deleted for good."""
    album = session.get(Album, album_id)
    if album is not None:
        since = closed_since(session, album)
        title = album.title if album.gallery_id else f"{album.title} (deleted)"
        return Origin(album.id, title, flags_of(session, album), since, album.folder)
    content = select(FormerContent.visibility, FormerContent.inside)
    folder = select(DeletedFolder.visibility, null())  # It may have had no images.
    found = session.execute(content.where(FormerContent.album_id == album_id).limit(1)).first()
    if found is None:
        found = session.execute(folder.where(DeletedFolder.album_id == album_id).limit(1)).one()
    visibility, inside = found
    flags = flags_of_gone(album_id, visibility or Visibility.VISIBLE, inside)
    return Origin(album_id, "an album that was deleted", flags)


def strictest(origins: Iterable[Origin], there: Flags) -> Origin | None:
    """Return the album that is the most closed of all below what is above it and another place;
    None if there is none."""
    found: Origin | None = None
    for origin in origins:
        if found is None or is_stricter(closed_beside(origin, there), closed_beside(found, there)):
            found = origin
    return found


def closed_beside(origin: Origin, there: Flags) -> Visibility:
    """Return what an album closes that another place does not, up to where both are in one."""
    inside = opening(origin.flags, there, [album_id for album_id, _flag in there])
    return Visibility.VISIBLE if inside is None else inside.before


def origins_of(session: Session, gallery_id: int, places: Places) -> dict[bytes, dict[str, None]]:
    """Return the ids of albums that hold or held content, each once, by its fingerprint.

    An older version is known from wherever a newer one is.
    """
    gallery = session.get_one(Gallery, gallery_id)
    origins = origins_of_versions(session, gallery, places)
    newer = newer_versions(session, gallery.owner_id, places)
    if not newer:
        return origins
    there: dict[bytes, list[str]] = defaultdict(list)
    for older, content in newer:
        there[content] += places[older]
    later = origins_of_versions(session, gallery, there)
    for older, content in newer:
        origins[older].update(later[content])
    return origins


def origins_of_versions(
    session: Session, gallery: Gallery, places: Places
) -> dict[bytes, dict[str, None]]:
    """Return the ids of albums that hold or held just this content, each once.

    What the gallery does not show itself may be known from another gallery of its owner, unless
    that shows the very file. Galleries of other owners tell nothing, not even by this. What was
    picked by hand for an album says nothing about where else it may be seen, unless it was moved
    there: then no folder's album has it.
    """
    own: dict[bytes, dict[str, None]] = defaultdict(dict)  # In order, as no set is.
    others: dict[bytes, dict[str, None]] = defaultdict(dict)
    known = without_selections(known_images(session, gallery.owner_id, places))
    shown = {row.quick_hash for row in known if row.is_shown and row.gallery_id == gallery.id}
    for row in known:
        if row.gallery_id == gallery.id:
            if not (row.quick_hash in shown and is_no_secret(session, row)):
                own[row.quick_hash][row.album_id] = None
        elif not is_same_file(row, gallery, places[row.quick_hash]):
            others[row.quick_hash][row.album_id] = None
    for quick_hash, album_ids in others.items():
        if quick_hash not in shown:
            own[quick_hash].update(album_ids)
    return own


def without_selections(known: Iterable[Known]) -> list[Known]:
    """Return all but what was picked of that which the same gallery shows from a folder.

    A folder's file that is missing is no other copy: what was picked of it is missing as well.
    """
    rows = list(known)
    folders = [row for row in rows if row.is_of_folder]
    shown = {(row.gallery_id, row.quick_hash) for row in folders if row.is_there}
    files = {(row.gallery_id, row.path, row.quick_hash) for row in folders}
    return [
        row
        for row in rows
        if not row.is_picked
        or (
            (row.gallery_id, row.quick_hash) not in shown
            and (row.gallery_id, row.path, row.quick_hash) not in files
        )
    ]


def is_no_secret(session: Session, row: Known) -> bool:
    """Return whether content was visible until its album was deleted: others may show it."""
    return row.is_deleted and was_visible(session, session.get_one(Album, row.album_id))


def is_same_file(row: Known, gallery: Gallery, paths: Iterable[str]) -> bool:
    """Return whether an image of another gallery is one of the files at these paths of this one."""
    if row.path is None:
        return False
    return join(row.home, row.path) in {join(gallery.home, path) for path in paths}


def known_images(session: Session, owner_id: int, contents: Iterable[bytes]) -> list[Known]:
    """Return the images of this content in all galleries of an owner, missing and deleted ones as
    well, and where it was written over or taken out."""
    return [
        Known(*row)
        for chunk in chunks(sorted(contents))
        for query in queries()
        for row in session.execute(query, {"owner_id": owner_id, "contents": chunk})
    ]


@functools.cache
def queries() -> list[Select[*tuple[Any, ...]]]:
    """Return what asks for some content of an owner. Building it takes as long as asking."""
    known = ((images(), Image), (excluded(), ExcludedFile), (former(), FormerContent))
    contents: BindParameter[bytes] = bindparam("contents", expanding=True)
    return [query.where(table.quick_hash.in_(contents)) for query, table in known]


def images() -> Select[bytes, str, str, int, str, bool, bool, bool]:
    """Return the query for the images of an owner."""
    trash = deleted_from(OWNER)
    gallery_id = func.coalesce(Album.gallery_id, trash.c.gallery_id)
    return (
        select(
            Image.quick_hash,
            Image.album_id,
            Image.path,
            gallery_id,
            Gallery.home,
            Image.state != ImageState.MISSING,
            # What an album had from its folder is its own, also when it has let go of that.
            and_(Image.is_picked, ~had_folder()),
            Album.gallery_id.is_(None),
        )
        .join(Album, Album.id == Image.album_id)
        .outerjoin(trash, trash.c.id == Album.id)
        .join(Gallery, Gallery.id == gallery_id)
        .where(Gallery.owner_id == OWNER)
    )


def excluded() -> Select[bytes, str, None, int, str, bool]:
    """Return the query for files that an owner took out of the albums of their folders."""
    trash = deleted_from(OWNER)
    gallery_id = func.coalesce(Album.gallery_id, trash.c.gallery_id)
    columns = ExcludedFile.quick_hash, ExcludedFile.album_id, null(), gallery_id
    return (
        select(*columns, Gallery.home, false())
        .join(Album, Album.id == ExcludedFile.album_id)
        .outerjoin(trash, trash.c.id == Album.id)
        .join(Gallery, Gallery.id == gallery_id)
        .where(Gallery.owner_id == OWNER)
    )


def former() -> Select[bytes, str, None, int | None, None, bool, bool, bool]:
    """Return the query for content that albums of an owner do not hold any more.

    Some were in galleries that were removed.
    """
    columns = FormerContent.quick_hash, FormerContent.album_id, null(), FormerContent.gallery_id
    # What was taken out of an album is in none that had a folder.
    noted = exists().where(DeletedFolder.album_id == FormerContent.album_id)
    is_deleted = and_(Album.id.is_not(None), Album.gallery_id.is_(None), noted)
    return (
        select(*columns, null(), false(), false(), is_deleted)
        .outerjoin(Album, Album.id == FormerContent.album_id)
        .outerjoin(Gallery, Gallery.id == FormerContent.gallery_id)
        .where(or_(Gallery.owner_id == OWNER, FormerContent.owner_id == OWNER))
    )

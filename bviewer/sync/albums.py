"""Albums of folders: found, made, and bound to another folder when theirs was renamed."""

from collections.abc import Mapping, Sequence
from itertools import takewhile

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bviewer.albums.editing import order_below
from bviewer.albums.lately import note_moved
from bviewer.albums.originals import aside, mark_missing, steps_aside
from bviewer.albums.subtrees import ancestry, flags_of
from bviewer.albums.summaries import chunks
from bviewer.library.names import sort_key, spoken_name
from bviewer.library.paths import file_name, folder_of, is_below, join
from bviewer.models import Album, Gallery, Image, Visibility
from bviewer.security.visibility import amount
from bviewer.sync.closing import close_new, keep_closed


def album_of_folder(session: Session, gallery_id: int, folder: str) -> Album | None:
    """Return the album bound to a folder."""
    return session.scalar(
        select(Album).where(Album.gallery_id == gallery_id, Album.folder == folder)
    )


def ensure_album(session: Session, gallery_id: int, folder: str) -> Album:
    """Return the album bound to a folder, made with its parents if it is new.

    A new one counts as missing until `show_album`, and is as visible as the gallery wants new ones
    to be, or as the album above it if that is more closed.
    """
    album = album_of_folder(session, gallery_id, folder)
    if album is None:
        album = Album(gallery_id=gallery_id, missing=True, visibility=Visibility.VISIBLE)
        bind_album(session, album, folder)
        parent = session.get_one(Album, album.parent_id)
        album.order = order_below(session, parent)
        close_new(session, album, session.get_one(Gallery, gallery_id).new_albums)
        session.add(album)
        session.flush()
    return album


def show_album(session: Session, album: Album) -> bool:
    """Note that the folder of an album is there, and so are those above; false if it was known."""
    if not album.missing:
        return False
    above: Album | None = album
    while above is not None and above.missing and is_below(album.folder or "", above.folder or ""):
        above.missing = False
        above = session.get(Album, above.parent_id) if above.parent_id else None
    return True


def bind_album(session: Session, album: Album, folder: str, former: str | None = None) -> None:
    """Bind an album to a folder; its title follows, unless a person gave it another."""
    if album.title is None or (former is not None and album.title == folder_title(former)):
        album.title, album.sort_key = folder_title(folder), sort_key(file_name(folder))
    if not album.is_placed:  # Else it stays where a person put it.
        album.parent_id = ensure_album(session, album.gallery_id, folder_of(folder)).id
    album.folder = folder


def folder_title(folder: str) -> str:
    """Return the title of an album, if nobody gives it another one."""
    return spoken_name(file_name(folder))


def move_albums(session: Session, gallery_id: int, folders: Mapping[str, str]) -> set[str]:
    """Let albums follow their folders; returns the albums whose content changed.

    What a private or hidden folder above closed stays closed, by a flag of its own if need be.
    """
    albums = load_albums_of(session, gallery_id, sorted(folders))
    former = {album.id: album.folder or "" for album in albums}
    closed = {album.id: flags_of(session, album) for album in albums}
    touched = {album.parent_id or album.id for album in albums}
    # Two folders may have changed places: nobody's new one may be somebody's old one meanwhile.
    for album in albums:
        album.folder = f"\0moving/{album.id}"
    session.flush()
    # Parents first, so that a child finds the album of its new parent, and what that closes.
    albums.sort(key=lambda album: folders[former[album.id]].count("/"))
    for album in albums:
        touched |= open_circle(session, album, folders[former[album.id]])
        rebind_album(session, album, former[album.id], folders[former[album.id]])
    for album in albums:
        keep_closed(session, album, closed[album.id])
        note_moved(album, amount(closed[album.id]))
    return touched.union(former, (album.parent_id or album.id for album in albums))


def open_circle(session: Session, album: Album, folder: str) -> set[str]:
    """Let what a person put into an album go back to where its folder is, if the album is about to
    come below that; returns the albums whose content changed.

    What was put back from the trash may be elsewhere than its folder as well.
    """
    touched: set[str] = set()
    if album.is_placed or steps_aside(folder):
        return touched
    parent = ensure_album(session, album.gallery_id, folder_of(folder))
    while any(above is album for above in ancestry(session, parent)):
        way = list(takewhile(lambda above: above is not album, ancestry(session, parent)))
        placed = next((above for above in way if above.is_placed), way[-1])
        closed = flags_of(session, placed)
        touched.add(placed.parent_id or placed.id)
        placed.is_placed = False
        there = "" if steps_aside(placed.folder or "") else folder_of(placed.folder or "")
        placed.parent_id = ensure_album(session, album.gallery_id, there).id
        keep_closed(session, placed, closed)
        touched.add(placed.parent_id)
    return touched


def load_albums_of(session: Session, gallery_id: int, folders: list[str]) -> list[Album]:
    """Return the albums bound to these folders."""
    return [
        album
        for chunk in chunks(folders)
        for album in session.scalars(
            select(Album).where(Album.gallery_id == gallery_id, Album.folder.in_(chunk))
        )
    ]


def rebind_album(session: Session, album: Album, former: str, folder: str) -> None:
    """Bind an album to another folder, and what it holds with it."""
    if steps_aside(folder):  # Where it was in the tree.
        album.folder = folder
    else:
        bind_album(session, album, folder, former)
    session.flush()
    if folder == former:  # It came below another album.
        return
    rows = session.execute(select(Image.id, Image.path).where(Image.album_id == album.id)).all()
    paths = {
        join(folder, file_name(row.path)): row.id for row in rows if folder_of(row.path) == former
    }
    # What was picked from an earlier folder of that name is another photograph.
    step_aside(session, [row.id for row in rows if row.path in paths])
    if paths:
        session.execute(update(Image), [{"id": id_, "path": path} for path, id_ in paths.items()])


def step_aside(session: Session, image_ids: Sequence[str]) -> None:
    """Mark images as missing whose paths other files have taken, and move them aside."""
    for chunk in chunks(image_ids):
        for image in session.scalars(select(Image).where(Image.id.in_(chunk))):
            mark_missing(image)
            image.path = aside(image.id, image.path)
    session.flush()

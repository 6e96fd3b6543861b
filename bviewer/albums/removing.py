"""Taking items out of an album, and putting them back: their rows wait where nobody finds them.

They are in an album of their own meanwhile, which is deleted as soon as it is made, so that all
that holds for deleted albums holds for them as well.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.chosen_items import Chosen, choose_all, note_change
from bviewer.albums.excluding import exclude, include_items
from bviewer.albums.former_contents import keep_contents
from bviewer.albums.subtrees import ids_in, openness_of
from bviewer.albums.summaries import refresh_summaries
from bviewer.albums.trash import restore_album
from bviewer.library.paths import file_name, join
from bviewer.models import Album, Deletion, Image
from bviewer.models.image import BESIDE
from bviewer.problems import Problem


def remove_items(session: Session, album: Album, chosen: Chosen) -> Deletion:
    """Take items out of an album; a sync brings none of them back. Their files stay."""
    exclude(session, album, chosen)
    aside = Album(gallery_id=None, title=album.title, sort_key=album.sort_key, is_placed=True)
    session.add(aside)
    session.flush()
    deletion = Deletion(
        album_id=aside.id,
        gallery_id=album.gallery_id,
        parent_id=album.id,
        source_id=album.id,
        visibility=openness_of(session, album),
    )
    session.add(deletion)
    chosen.change(session, album_id=aside.id)
    note_change(session, album)
    refresh_summaries(session, {aside.id})
    return deletion


def restore_deleted(session: Session, deletion: Deletion) -> Album:
    """Put back what was deleted: an album, or items; returns the album to look at."""
    if deletion.source_id is None:
        return restore_album(session, deletion)
    return restore_items(session, deletion)


def restore_items(session: Session, deletion: Deletion) -> Album:
    """Put items back into their album, but for those that it has again by now."""
    album = session.get(Album, deletion.source_id)
    if album is None or album.gallery_id is None:
        raise Problem("parent_deleted", "album")
    aside = session.get_one(Album, deletion.album_id)
    follow_folder(session, aside, album)
    everything = choose_all(session, aside)
    rows = everything.rows(session, Image.path, Image.quick_hash)
    include_items(session, album, [(row.path, row.quick_hash) for row in rows])
    chosen = without_those_of(session, everything, album)
    chosen.change(session, album_id=album.id)
    purge_rest(session, aside)
    note_change(session, album)
    return album


def follow_folder(session: Session, aside: Album, album: Album) -> None:
    """Let what was taken out of an album be in its folder, which may have moved since."""
    if album.folder is None:
        return
    own = select(Image).where(Image.album_id == aside.id, Image.is_picked.is_(False))
    for image in session.scalars(own).all():
        image.path = join(album.folder, file_name(image.path))
    session.flush()


def without_those_of(session: Session, chosen: Chosen, album: Album) -> Chosen:
    """Return those of the items whose files an album does not have."""
    here = set(session.scalars(select(Image.path).where(Image.album_id == album.id)))
    columns = (Image.id, Image.path, Image.kind)
    rows = [row for row in chosen.rows(session, *columns) if row.path not in here]
    number = sum(row.kind not in BESIDE for row in rows)
    return Chosen(chosen.album_id, tuple(sorted(row.id for row in rows)), number)


def purge_rest(session: Session, aside: Album) -> None:
    """Delete an album of what was taken out, with what is left in it: older versions, maybe."""
    keep_contents(session, session.get_one(Deletion, aside.id), ids_in(aside.id))
    for image in session.scalars(select(Image).where(Image.album_id == aside.id)):
        session.delete(image)
    session.flush()
    session.delete(aside)
    session.flush()

"""Files that come from elsewhere in the library to the folder of an album that leaves them out.

There they are copies like any other: what they were elsewhere does not go along.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.summaries import chunks
from bviewer.library.paths import folder_of
from bviewer.models import Album, Image, ItemKind
from bviewer.sync.known import KnownImage
from bviewer.sync.late_beside import Moving, left_out_still
from bviewer.sync.left_out import has_content, leaving_out, left_out


def staying_out(
    session: Session,
    gallery_id: int,
    rows: Collection[KnownImage],
    moves: Mapping[str, str],
    albums: Mapping[str, str],
) -> set[str]:
    """Return the ids of images whose files went to another album that leaves out such content, or
    the photograph that they belong to.

    `moves` has the new paths by id, `albums` the ids of the albums of folders as they are now.
    """
    coming = {
        row: album_id
        for row in rows
        if row.id in moves and (album_id := albums.get(folder_of(moves[row.id]), row.album_id))
        if album_id != row.album_id
    }
    leaving = leaving_out(session, set(coming.values()))
    coming = {row: album_id for row, album_id in coming.items() if album_id in leaving}
    outs = left_out(session, gallery_id, {row.quick_hash for row in coming})
    copies = {
        row.id: has_content(session, album_id, row.quick_hash)
        for row, album_id in coming.items()
        if (album_id, row.quick_hash) in outs
    }
    others = {row.id: album_id for row, album_id in coming.items() if row.id not in copies}
    staying = {id_ for id_, is_there_already in copies.items() if not is_there_already}
    return staying | belonging(session, moves, others)


def belonging(session: Session, moves: Mapping[str, str], coming: Mapping[str, str]) -> set[str]:
    """Return the ids of films and RAW files that come to albums which leave out their photographs;
    `coming` has the ids of the albums."""
    query = select(Image)
    albums = {id_: session.get_one(Album, id_) for id_ in set(coming.values())}
    return {
        image.id
        for chunk in chunks(sorted(coming))
        for image in session.scalars(query.where(Image.id.in_(chunk)))
        if left_out_still(session, albums[coming[image.id]], moves[image.id], moving(image))
    }


def moving(image: Image) -> Moving:
    """Return what tells whether an image is the film of a photograph."""
    is_clip = image.kind in {ItemKind.CLIP, ItemKind.MOTION}
    return Moving(is_clip, image.content_identifier, image.duration_ms)

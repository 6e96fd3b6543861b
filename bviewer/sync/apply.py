"""The writing of what has moved, and of what is lost."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.originals import aside, mark_missing, move_to
from bviewer.albums.summaries import chunks
from bviewer.library.paths import folder_of
from bviewer.models import Album, Image, ImageState
from bviewer.sync.albums import ensure_album
from bviewer.sync.arrivals import strictest
from bviewer.sync.closing import close_like, note_sharing, openness
from bviewer.sync.report import Report


def move_images(
    session: Session,
    gallery_id: int,
    moves: Mapping[str, str],
    report: Report,
    missing: Iterable[str] = (),
) -> set[str]:
    """Let rows follow their files; returns the albums whose content changed.

    `missing` are the ids of images that will be marked as such: no album holds them any more.
    """
    images = [image for image in load_images_of(session, moves) if image.path != moves[image.id]]
    touched = {image.album_id for image in images}
    leaving = {*missing, *(image.id for image in images)}
    arrivals = defaultdict(list)
    # Two files may have changed places: nobody's new path may be somebody's old one meanwhile.
    for image in images:
        arrivals[folder_of(moves[image.id])].append(image)
        image.path = f"\0moving/{image.id}"
    session.flush()
    for folder, arriving in arrivals.items():
        album = ensure_album(session, gallery_id, folder)
        is_new = is_left_empty(session, album, leaving)
        settle_openness(session, report, album, arriving, is_new=is_new)
        make_room(session, album.id, {moves[image.id] for image in arriving})
        for image in arriving:
            move_to(image, album.id, moves[image.id])
        touched.add(album.id)
    session.flush()
    return touched


def load_images_of(session: Session, image_ids: Collection[str]) -> list[Image]:
    """Return the images of these ids."""
    return [
        image
        for chunk in chunks(sorted(image_ids))
        for image in session.scalars(select(Image).where(Image.id.in_(chunk)))
    ]


def is_left_empty(session: Session, album: Album, leaving: set[str]) -> bool:
    """Tell whether an album holds no image but such as leave it."""
    return leaving.issuperset(
        session.scalars(
            select(Image.id).where(Image.album_id == album.id, Image.state != ImageState.MISSING)
        )
    )


def settle_openness(
    session: Session, report: Report, album: Album, arriving: Sequence[Image], *, is_new: bool
) -> None:
    """Let an album that held nothing be no more open than those that its images come from.

    One that holds images is as open as it was: then it is said what it shows.
    """
    origin = strictest(session, {image.album_id for image in arriving})
    if is_new and origin is not None:
        close_like(session, report, album, origin, openness(session, origin))
        return
    for image in arriving:
        note_sharing(session, report, album, session.get_one(Album, image.album_id))


def make_room(session: Session, album_id: str, paths: Collection[str]) -> None:
    """Mark whoever still holds a path that another file has taken as missing, and move it aside."""
    rows = session.execute(select(Image.id, Image.path).where(Image.album_id == album_id))
    displaced = [row.id for row in rows if row.path in paths]
    for image in load_images_of(session, displaced):
        mark_missing(image)
        image.path = aside(image.id, image.path)
    session.flush()


def mark_lost(
    session: Session, image_ids: Collection[str], album_ids: Collection[str], report: Report
) -> set[str]:
    """Mark what is nowhere any more; returns the albums whose content changed."""
    touched = set()
    for image in load_images_of(session, image_ids):
        mark_missing(image)
        report.gone[image.album_id] += 1
        touched.add(image.album_id)
    for chunk in chunks(sorted(album_ids)):
        for album in session.scalars(select(Album).where(Album.id.in_(chunk))):
            album.missing = True
            report.lost.append(album.id)
            touched.add(album.parent_id or album.id)
    return touched

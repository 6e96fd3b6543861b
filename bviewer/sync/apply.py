"""The writing of what has moved, and of what is lost."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.former_contents import keep_content
from bviewer.albums.originals import mark_missing, move_to
from bviewer.albums.summaries import chunks
from bviewer.library.paths import folder_of
from bviewer.models import Album, Image, Visibility, now
from bviewer.sync.albums import ensure_album, step_aside
from bviewer.sync.arrivals import Arrivals
from bviewer.sync.closing import EVER, closed_since, openness
from bviewer.sync.report import Report


def move_images(session: Session, moves: Mapping[str, str], arrivals: Arrivals) -> set[str]:
    """Let rows follow their files; returns the albums whose content changed."""
    images = [image for image in load_images_of(session, moves) if image.path != moves[image.id]]
    touched = {image.album_id for image in images}
    arriving = defaultdict(list)
    # Two files may have changed places: nobody's new path may be somebody's old one meanwhile.
    for image in images:
        arriving[folder_of(moves[image.id])].append(image)
        image.path = f"\0moving/{image.id}"
    session.flush()
    for folder, arrived in arriving.items():
        album = ensure_album(session, arrivals.gallery_id, folder)
        settle_openness(session, arrivals, album, arrived)
        make_room(session, album.id, {moves[image.id] for image in arrived})
        for image in arrived:
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


def settle_openness(
    session: Session, arrivals: Arrivals, album: Album, arrived: Sequence[Image]
) -> None:
    """Let an album that appears be no more open than those that its images come from.

    One that was there before is as open as it was: then it is said what it shows.
    """
    if album.folder in arrivals.appearing.folders:
        arrivals.note(album)
    for origin, number in Counter(image.album_id for image in arrived).items():
        arrivals.receive(session, album, [origin], is_moved=True, number=number)
    since = closed_since(session, album)
    if since > EVER:
        keep_longer_closed(session, arrived, since)


def keep_longer_closed(session: Session, arrived: Sequence[Image], since: datetime) -> None:
    """Keep in mind which images are from albums that were closed before another one was, to which
    they go: a copy that began between is as closed as it would be without that."""
    origins = [session.get_one(Album, album_id) for album_id in {each.album_id for each in arrived}]
    longer = {
        origin.id
        for origin in origins
        if openness(session, origin) != Visibility.VISIBLE and closed_since(session, origin) < since
    }
    for image in arrived:
        if image.album_id in longer:
            keep_content(image)


def make_room(session: Session, album_id: str, paths: Collection[str]) -> None:
    """Mark whoever still holds a path that another file has taken as missing, and move it aside."""
    rows = session.execute(select(Image.id, Image.path).where(Image.album_id == album_id))
    step_aside(session, [row.id for row in rows if row.path in paths])


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
            album.missing, album.gone_at = True, now()
            report.lost.append(album.id)
            touched.add(album.parent_id or album.id)
    return touched

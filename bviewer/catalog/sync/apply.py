"""The writing of what has moved, and of what is lost."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.catalog.originals import aside, folder_of, mark_missing, place
from bviewer.catalog.summaries import chunks
from bviewer.catalog.sync.albums import ensure_album, keep_closed, openness
from bviewer.models import Album, Image, ImageState


def move_images(session: Session, gallery_id: int, moves: Mapping[str, str]) -> set[str]:
    """Let rows follow their files; returns the albums whose content changed."""
    images = [image for image in load_images_of(session, moves) if image.path != moves[image.id]]
    touched = {image.album_id for image in images}
    arrivals = defaultdict(list)
    # Two files may have changed places: nobody's new path may be somebody's old one meanwhile.
    for image in images:
        arrivals[folder_of(moves[image.id])].append(image)
        image.path = f"\0moving/{image.id}"
    session.flush()
    moving = {image.id for image in images}
    for folder, arriving in arrivals.items():
        album = receive(session, gallery_id, folder, arriving, moving)
        touched.add(album.id)
        make_room(session, album.id, {moves[image.id] for image in arriving})
        for image in arriving:
            place(image, album.id, moves[image.id])
    session.flush()
    return touched


def load_images_of(session: Session, image_ids: Collection[str]) -> list[Image]:
    """The images of these ids."""
    return [
        image
        for chunk in chunks(sorted(image_ids))
        for image in session.scalars(select(Image).where(Image.id.in_(chunk)))
    ]


def receive(
    session: Session,
    gallery_id: int,
    folder: str,
    arriving: Iterable[Image],
    moving: set[str],
) -> Album:
    """The album where images arrive; without others in it, no more open than where they were.

    `moving` are the ids of all images on the move: they are in no album.
    """
    album = ensure_album(session, gallery_id, folder)
    others = session.scalars(
        select(Image.id).where(Image.album_id == album.id, Image.state != ImageState.MISSING)
    )
    if moving.issuperset(others):
        for origin_id in {image.album_id for image in arriving}:
            keep_closed(session, album, openness(session, session.get_one(Album, origin_id)))
    return album


def make_room(session: Session, album_id: str, paths: Collection[str]) -> None:
    """Whoever still holds a path that another file has taken is missing, and steps aside."""
    rows = session.execute(select(Image.id, Image.path).where(Image.album_id == album_id))
    displaced = [row.id for row in rows if row.path in paths]
    for image in load_images_of(session, displaced):
        mark_missing(image)
        image.path = aside(image.id, image.path)
    session.flush()


def mark_lost(session: Session, image_ids: Collection[str], album_ids: Collection[str]) -> set[str]:
    """Mark what is nowhere any more; returns the albums whose content changed."""
    touched = set()
    for image in load_images_of(session, image_ids):
        mark_missing(image)
        touched.add(image.album_id)
    for chunk in chunks(sorted(album_ids)):
        for album in session.scalars(select(Album).where(Album.id.in_(chunk))):
            album.missing = True
            touched.add(album.parent_id or album.id)
    return touched

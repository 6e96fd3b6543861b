"""Whether files with the names of an album's pictures are these, edited, or others in their place.

Whatever edits a picture leaves the moment at which it was taken, or sets those of all right by as
much; what is written over in place keeps its inode. One of many may coincide, so most must.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bviewer.albums.lately import is_recent
from bviewer.albums.originals import is_edit, may_be_edit, say_moments, time_of
from bviewer.albums.versions import versions_of
from bviewer.library.paths import file_name, folder_of
from bviewer.library.reading import Reader, Reading
from bviewer.library.tree import UnsafePath
from bviewer.models import Album, Gallery, Image, ImageState
from bviewer.sync.following import has_stayed
from bviewer.sync.known import KnownAlbum, KnownImage, is_shown, load_images
from bviewer.sync.left_out import leaving_out
from bviewer.sync.left_out_matches import COMPARED, QUARTER, has_moment, says_moment, shift
from bviewer.sync.origins import is_same_file, known_images
from bviewer.sync.scan import Scan
from bviewer.sync.very_folders import is_closed

AT_ONCE = 8  # Pictures of one album: they are enough, unless something is wrong.
DAY = timedelta(days=1)

Pairs = Sequence[tuple[Image, Reading | None]]
"""What was read at the places of images; None if nothing can be."""


def replaced(session: Session, reader: Reader, found: Scan) -> Iterator[KnownAlbum]:
    """Return the albums none of whose files is what it was, if they are closed, or left something
    out: what shows none of their pictures is not them, whatever its names are."""
    changed: dict[str, list[KnownImage]] = defaultdict(list)
    for image in found.changed.values():
        changed[folder_of(image.path)].append(image)
    leaving = {folder_of(image.path) for image in found.vanished.values()}
    folders = changed.keys() - found.anchored
    for album in guarded(session, found, [found.albums[folder] for folder in folders]):
        some_left = album.folder in leaving
        if are_others(session, reader, changed[album.folder], some_left=some_left):
            yield album


def find_taken(
    session: Session, reader: Reader, found: Scan, moves: Container[str], stays: Container[str]
) -> Iterator[KnownImage]:
    """Return the images at whose places other files are, and which did not move: their own may be
    anywhere. Their albums are closed, or left something out. What `stays` is what it was."""
    changed: dict[str, list[KnownImage]] = defaultdict(list)
    for image in found.changed.values():
        if image.id not in moves and image.path not in stays and is_shown(image):
            changed[folder_of(image.path)].append(image)
    for album in guarded(session, found, [found.albums[folder] for folder in changed]):
        images = sorted(changed[album.folder], key=lambda image: image.path)
        some = spread(images, COMPARED)
        pairs = read_pairs(session, reader, some)
        usual = clock_shift(session, [pair for pair in pairs if says_moment(pair[0])])
        taken = {image.id for image, reading in pairs if is_another(session, image, reading, usual)}
        yield from (image for image in some if image.id in taken)


def not_back(session: Session, reader: Reader, found: Scan) -> Iterator[KnownAlbum]:
    """Return the albums that went lately, and where only a folder of that name is again: an empty
    mount point, for example. They are looked at as `replaced` ones are."""
    here = [found.albums[folder] for folder in found.folders if folder in found.albums]
    missing = [album for album in here if album.missing and is_recent(album.gone_at)]
    for album in guarded(session, found, missing):
        known = load_images(session, album.id)
        names: set[str] = set()
        with suppress(OSError, UnsafePath):  # It may be gone by now.
            names = reader.library.present(album.folder, map(file_name, known))
        images = [image for path, image in known.items() if file_name(path) in names]
        if known and (not images or are_others(session, reader, images, some_left=True)):
            yield album
        if not known and not found.is_same_folder(album.folder):
            yield album


def guarded(session: Session, found: Scan, albums: Sequence[KnownAlbum]) -> Iterator[KnownAlbum]:
    """Return those of the albums that are closed, or left something out."""
    owners = leaving_out(session, [album.id for album in albums])
    return (
        album for album in albums if album.id in owners or is_closed(found.albums, album.folder)
    )


def are_others(
    session: Session, reader: Reader, known: Sequence[KnownImage], *, some_left: bool
) -> bool:
    """Tell whether most of the files at the places of images show other ones.

    Where no camera says when a picture was taken, each may be an edit, unless `some_left` at the
    same time, or most say other moments, show nothing, or are known from elsewhere.
    """
    images = spread(sorted(known, key=lambda image: image.path), COMPARED)
    few = read_pairs(session, reader, spread(images, AT_ONCE))
    if is_most([pair for pair in few if has_stayed(*pair)], few):
        return False
    pairs = read_pairs(session, reader, images)
    timed = [pair for pair in pairs if says_moment(pair[0])]
    if timed:
        stayed = [pair for pair in timed if has_stayed(*pair)]
        return not is_most(stayed, timed) and clock_shift(session, timed) is None
    others = [pair for pair in pairs if says_other(*pair) or is_no_edit(session, *pair)]
    if is_most(others, pairs):
        return True
    return some_left and not is_most([pair for pair in pairs if has_stayed(*pair)], pairs)


def says_other(image: Image, reading: Reading | None) -> bool:
    """Tell whether a file says another moment than an image, whoever wrote that down. What says
    one beside its file may say another one in it."""
    if reading is None or image.sidecars is not None:
        return False
    return say_moments(image, reading) and not may_be_edit(image, reading)


def is_another(
    session: Session, image: Image, reading: Reading | None, usual: timedelta | None
) -> bool:
    """Tell whether a file is another one than an image shows, although the clock of its album may
    have been set right by what is `usual`; where no camera says when that was taken, it may be an
    edit."""
    if not says_moment(image):
        return is_no_edit(session, image, reading)
    if reading and has_moment(image, reading) and shift(image, reading) == usual:
        return False
    # Programs drop fractions of a second.
    return not (has_stayed(image, reading) or (reading and is_edit(image, reading)))


def is_no_edit(session: Session, image: Image, reading: Reading | None) -> bool:
    """Tell whether a file shows nothing, or what its owner has, or had, as another picture."""
    if reading is None or reading.facts.problem is not None:
        return True
    gallery = gallery_of(session, image)
    if gallery is None:
        return False
    own = {image.quick_hash, *versions_of(session, gallery.owner_id, image.quick_hash)}
    if reading.quick_hash in own:
        return False
    known = known_images(session, gallery.owner_id, [reading.quick_hash])
    return not all(is_same_file(each, gallery, [image.path]) for each in known)


def gallery_of(session: Session, image: Image) -> Gallery | None:
    """Return the gallery whose folder an image is in; None if somebody deletes its album."""
    gallery_id = session.get_one(Album, image.album_id).gallery_id
    return None if gallery_id is None else session.get_one(Gallery, gallery_id)


def spread(images: Sequence[KnownImage], number: int) -> Sequence[KnownImage]:
    """Return so many of the images at the most, from all parts."""
    return images[:: -(-len(images) // number)]


def is_most(some: Sequence[object], of: Sequence[object]) -> bool:
    """Tell whether some are more than half."""
    return 2 * len(some) > len(of)


def read_pairs(session: Session, reader: Reader, known: Sequence[KnownImage]) -> Pairs:
    """Return what is at the places of images, without what is as broken as it was: that proves
    nothing."""
    query = select(Image).where(Image.id.in_([each.id for each in known])).order_by(Image.path)
    images = session.scalars(query).all()
    readings = reader.read_all([each.path for each in images])
    return [
        (image, None if isinstance(reading, OSError) else reading)
        for image, reading in zip(images, readings, strict=True)
        if not is_still_broken(image, reading)
    ]


def is_still_broken(image: Image, reading: Reading | OSError) -> bool:
    """Tell whether a file shows nothing and did not before. While a row is missing, that is not
    known of it."""
    if isinstance(reading, OSError) or reading.quick_hash != image.quick_hash:
        return False
    return image.state == ImageState.BROKEN or reading.facts.problem is not None


def clock_shift(session: Session, pairs: Pairs) -> timedelta | None:
    """Return by how much a camera's clock was set right: the moments of most differ by as much;
    None if it was not.

    Those of series that were taken in one rhythm, or by one timetable, differ so as well, and those
    of pictures that another album has.
    """
    timed = [(image, each) for image, each in pairs if each and has_moment(image, each)]
    number = Counter(shift(image, reading) for image, reading in timed)
    usual = max(number, key=lambda each: number[each], default=None)
    alike = [image for image, reading in timed if shift(image, reading) == usual]
    times = {time_of(image) for image in alike}
    if usual is None or is_by_timetable(usual) or is_rhythm(times) or not is_most(alike, pairs):
        return None
    now = {time + usual for time in times}
    return None if is_most(known_elsewhere(session, alike[0], now), [*now]) else usual


def is_by_timetable(later: timedelta) -> bool:
    """Tell whether pictures that so much lies between may be of two days of one timetable, which
    has whole quarters of an hour."""
    return abs(later) >= DAY and not later % timedelta(seconds=QUARTER)


def is_rhythm(times: set[datetime]) -> bool:
    """Tell whether the gaps between moments are too few to tell anything, or repeat themselves."""
    gaps = [after - before for before, after in pairwise(sorted(times))]
    steps = range(1, (len(gaps) + 1) // 2 + 1)
    return len(gaps) < 2 or any(gaps[step:] == gaps[:-step] for step in steps)


def known_elsewhere(session: Session, image: Image, times: set[datetime]) -> Sequence[datetime]:
    """Return those of the times at which other albums of its gallery have pictures."""
    taken = func.coalesce(Image.file_time, Image.time)
    gallery_id = session.get_one(Album, image.album_id).gallery_id
    query = select(taken).distinct().join(Album, Album.id == Image.album_id)
    here = Album.gallery_id == gallery_id, Image.album_id != image.album_id
    return session.scalars(query.where(*here, taken.in_(times))).all()

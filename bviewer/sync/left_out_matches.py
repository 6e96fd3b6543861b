"""Which files of a folder are those that its album leaves out, whatever was done to them.

Content tells, as long as it is the same. What was edited is known by its name; if it was renamed as
well, by its inode, which is given to others later, and by the moment at which it was taken, which
others of a series have as well. Where that was set right, it was for others of the folder, too.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice

from bviewer.albums.originals import BY_CAMERA, is_edit, may_be_edit, time_of
from bviewer.library.paths import spelling
from bviewer.library.reading import Reading
from bviewer.models import ExcludedFile, Image, ItemKind

Readings = Mapping[str, Reading]
"""What was read from files of one folder, by name."""

Pictures = Mapping[int, Image]
"""Images of files that are left out, by the ids of these."""

QUARTER = 15 * 60  # Seconds: all zones are whole ones of these from UTC.
SLACK = 15  # Seconds.
COMPARED = 100  # Images of one album: as many tell what was done to all.
ENOUGH = 3  # Images: of a few, among many new files, some are apart alike by chance.

Way = Callable[[ExcludedFile, Readings, Image | None], list[str]]
"""What returns names of a file that was edited, out of some."""


Found = dict[ExcludedFile, list[str]]
"""Names of files that are left out, as they are now: first of the one itself, then of what may be
it as well, if it was edited, and of its copies. Nobody is to see any of these."""


def match_content(
    rows: Sequence[ExcludedFile], readings: Readings
) -> Iterator[tuple[ExcludedFile, str]]:
    """Pair files that are left out with names in their folder, by content.

    Of files with one content it is the one that kept its name, or else its inode.
    """
    places: dict[bytes, dict[str, Reading]] = defaultdict(dict)
    for name, reading in readings.items():
        places[reading.quick_hash][name] = reading
    waiting = list(rows)
    for keeps in (keeps_name, keeps_inode, keeps_content):
        for row in list(waiting):
            same = places.get(row.quick_hash, {})
            for name in [name for name in same if keeps(row, name, same[name])][:1]:
                del same[name]
                waiting.remove(row)
                yield row, name


def match_edited(
    rows: Sequence[ExcludedFile],
    free: dict[str, Reading],
    pictures: Pictures,
    ways: Sequence[Way],
) -> Found:
    """Return the names of what was edited, out of those that are free."""
    found: Found = {}
    for names_of in ways:
        for row in rows:
            names = [] if row in found else names_of(row, free, pictures.get(row.id))
            for name in names:
                del free[name]
            if names:
                found[row] = names
    return found


def very_file(row: ExcludedFile, free: Readings, picture: Image | None) -> list[str]:
    """Return the name of what was written over in place, and not renamed: it is no other one, as
    long as it says when it was taken, if that did."""
    return [
        name
        for name, reading in free.items()
        if keeps_name(row, name, reading) and keeps_inode(row, name, reading)
        if not (is_other(picture, reading) or says_less(picture, reading))
    ][:1]


def names_by_moment(_row: ExcludedFile, free: Readings, picture: Image | None) -> list[str]:
    """Return the names of all that was taken at the same moment."""
    return [name for name, reading in free.items() if picture and is_edit(picture, reading)]


def names_of_own_moment(row: ExcludedFile, free: Readings, picture: Image | None) -> list[str]:
    """Return the names of all that was taken at the same moment, if one of them has the name that
    the file had: whatever was done to others, its time was not."""
    names = names_by_moment(row, free, picture)
    return names if any(keeps_name(row, name, free[name]) for name in names) else []


def names_shifted_by(shifts: Collection[timedelta]) -> Way:
    """Return the way to find what was taken at a moment that somebody set right, as for others."""

    def names_by_shift(_row: ExcludedFile, free: Readings, picture: Image | None) -> list[str]:
        return [
            name
            for name, reading in free.items()
            if picture and has_moment(picture, reading) and shift(picture, reading) in shifts
        ]

    return names_by_shift


def common_shifts(
    gone: Sequence[Image], left_out: Collection[Image], readings: Readings
) -> set[timedelta]:
    """Return by how much somebody set the times of most images of a folder right.

    Those that are `gone` from their places tell, or else what is left out. A few may be apart like
    new files by chance, if there are many. What is taken in one rhythm is apart alike in any case:
    if as many say the moments that they said, nobody set them.
    """
    images = list(islice(gone or left_out, COMPARED))
    number = Counter(each for image in images for each in shifts_to(image, readings))
    is_few = len(readings) <= len(gone) + len(left_out)
    least = (1 if gone else 2) if is_few else ENOUGH
    most = max(number.values(), default=0)
    if most < least or 2 * most <= len(images) or number[timedelta(0)] == most:
        return set()
    return {each for each, images_so in number.items() if images_so == most}


def shifts_to(image: Image, readings: Readings) -> set[timedelta]:
    """Return how much later than an image files say that they were taken."""
    return {shift(image, each) for each in readings.values() if has_moment(image, each)}


def likely_names(row: ExcludedFile, free: Readings, picture: Image | None) -> list[str]:
    """Return the name that a file had, and that of what has its inode, unless what is there was
    taken at another moment; before them what says the same one.

    What is written anew gets the inode of what was written anew before it, and then the two differ.
    A moment that no camera wrote down may be set anew, and be that of others.
    """
    said = [name for name, reading in free.items() if picture and may_be_edit(picture, reading)]
    by_inode = [
        name
        for name, reading in free.items()
        if picture and keeps_inode(row, name, reading) and may_show(picture, reading)
    ]
    names = own_name_at_last(row, free, picture)
    own = [name for name in names if not is_other(picture, free[name])]
    return [*said, *sorted({*by_inode, *own} - {*said})]


def names_by_clock(_row: ExcludedFile, free: Readings, picture: Image | None) -> list[str]:
    """Return the names of all clips that may have been taken at the same moment, by a clock of
    another zone: which one it was, the name of a clip tells as well, and who wrote it."""
    if picture is None or picture.kind not in {ItemKind.CLIP, ItemKind.MOTION}:
        return []
    return [name for name, reading in free.items() if is_of_another_zone(picture, reading)]


def own_name_at_last(row: ExcludedFile, free: Readings, _picture: Image | None) -> list[str]:
    """Return the name that a file had: the clock may have been set right."""
    if row.name in free:
        return [row.name]
    return [name for name, reading in free.items() if keeps_name(row, name, reading)]


def names_beside(row: ExcludedFile, free: Readings, picture: Image | None) -> list[str]:
    """Return the names of what may be a file, edited, although its former content has another name
    in the folder: a program may have kept that."""
    return [name for name, reading in free.items() if is_in_place(row, name, reading, picture)]


def names_of_copies(row: ExcludedFile, free: Readings, _picture: Image | None) -> list[str]:
    """Return the names of what has the content of a file."""
    return [name for name, reading in free.items() if reading.quick_hash == row.quick_hash]


WAYS: Sequence[Way] = (
    very_file,
    names_by_moment,
    likely_names,
    names_by_clock,
    own_name_at_last,
)
"""In their order."""

SURE: Sequence[Way] = (very_file,)
"""What tells a file whatever the others are."""


def says_moment(image: Image) -> bool:
    """Tell whether the file of an image says when it was taken."""
    return image.time_source in BY_CAMERA


def has_moment(picture: Image, reading: Reading) -> bool:
    """Tell whether it is known of both when they were taken."""
    return BY_CAMERA.issuperset({picture.time_source, reading.facts.time_source})


def shift(picture: Image, reading: Reading) -> timedelta:
    """Return how much later something was taken than a picture, as both say."""
    return reading.facts.time - time_of(picture)


def is_other(picture: Image | None, reading: Reading) -> bool:
    """Tell whether what was read was taken at another moment than a picture."""
    return bool(picture and has_moment(picture, reading) and not is_edit(picture, reading))


def says_less(picture: Image | None, reading: Reading) -> bool:
    """Tell whether a picture says when it was taken, and what was read does not any more."""
    return bool(picture and says_moment(picture) and not has_moment(picture, reading))


def may_show(picture: Image, reading: Reading) -> bool:
    """Tell whether a file with the inode of a picture may show that: not if it was taken at another
    moment, or has another size in pixels. Inodes are given anew."""
    size = reading.facts.width, reading.facts.height
    is_as_large = None not in size and size == (picture.width, picture.height)
    return is_as_large and not is_other(picture, reading)


def is_in_place(row: ExcludedFile, name: str, reading: Reading, picture: Image | None) -> bool:
    """Tell whether a file has the name and the inode of one that is left out, or one of these and
    may show that. With both it may say another moment: those are set right."""
    has_name, has_inode = keeps_name(row, name, reading), keeps_inode(row, name, reading)
    if has_name and (has_inode or not is_other(picture, reading)):
        return True
    is_version = picture is not None and (
        may_be_edit(picture, reading)
        or is_of_another_zone(picture, reading)
        or may_show(picture, reading)
    )
    return (has_name or has_inode) and is_version


def is_renamed(row: ExcludedFile, former: Reading, own: Reading, picture: Image | None) -> bool:
    """Tell whether a file was renamed to where its `former` content is, and what has its `own` name
    by now only may be its edit."""
    is_version = picture is not None and is_edit(picture, own)
    return row.inode is not None and row.inode == former.inode and not is_version


def is_of_another_zone(picture: Image, reading: Reading) -> bool:
    """Tell whether two clips differ by whole quarters of an hour, or by these and the time that one
    plays: a container says when it was begun or when it was done."""
    facts = reading.facts
    if not (has_moment(picture, reading) and facts.is_clip):
        return False
    apart = shift(picture, reading).total_seconds()
    seconds = (picture.duration_ms or 0) / 1000
    return any(
        abs((each + QUARTER / 2) % QUARTER - QUARTER / 2) <= SLACK
        for each in (apart, apart - seconds, apart + seconds)
    )


def keeps_name(row: ExcludedFile, name: str, _reading: Reading) -> bool:
    """Tell whether a file has the name that it had, by any spelling."""
    return spelling(row.name) == spelling(name)


def keeps_inode(row: ExcludedFile, _name: str, reading: Reading) -> bool:
    """Tell whether a file has the inode that it had."""
    return row.inode is not None and row.inode == reading.inode


def keeps_content(_row: ExcludedFile, _name: str, _reading: Reading) -> bool:
    """Tell nothing but that the content is the same."""
    return True


def find(
    rows: Sequence[ExcludedFile],
    readings: Readings,
    others: Collection[bytes],
    pictures: Pictures,
    ways: Sequence[Way] = WAYS,
) -> Found:
    """Return where files are that are left out. What the album shows are the `others`.

    What was edited is found in some `ways`; all of them need all files to be read.
    """
    same = dict(match_content(rows, readings))
    free = {
        name: reading
        for name, reading in readings.items()
        if name not in same.values() and reading.quick_hash not in others
    }
    found = match_edited([row for row in rows if row not in same], free, pictures, ways)
    beside = match_edited(list(same), free, pictures, [names_beside])
    copies = match_edited(list(same), free, pictures, [names_of_copies])
    for row, name in same.items():
        names = [name, *beside.get(row, []), *copies.get(row, [])]
        own = readings.get(row.name) if row.name in names else None
        if own and not is_renamed(row, readings[name], own, pictures.get(row.id)):
            names.sort(key=lambda each: each != row.name)
        found[row] = names
    return found

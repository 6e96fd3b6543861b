"""Which files of a folder are those that its album leaves out, whatever was done to them.

Content tells, as long as it is the same. What was edited is known by its name; if it was renamed as
well, by its inode, which is given to others later, and by the moment at which it was taken, which
others of a series have as well.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from bviewer.albums.originals import is_edit
from bviewer.library.facts import TimeSource
from bviewer.library.reading import Reading
from bviewer.models import ExcludedFile, Image

Readings = Mapping[str, Reading]
"""What was read from files of one folder, by name."""

Pictures = Mapping[int, Image]
"""Images of files that are left out, by the ids of these."""

Way = Callable[[ExcludedFile, Readings, Image | None], list[str]]
"""What returns names of a file that was edited, out of some."""


class Found(NamedTuple):
    """Names of files that are left out, as they are now: of the `same`, and of `edited` ones.

    Several may be one that was edited: then nobody is to see any of them.
    """

    same: dict[ExcludedFile, str]
    edited: dict[ExcludedFile, list[str]]

    @property
    def names(self) -> dict[ExcludedFile, str]:
        """Return one name of each."""
        return {**self.same, **{row: names[0] for row, names in self.edited.items()}}


def find(
    rows: Sequence[ExcludedFile],
    readings: Readings,
    others: Collection[bytes],
    pictures: Pictures,
    ways: Sequence[Way] | None = None,
) -> Found:
    """Return where files are that are left out. What the album shows are the `others`.

    What was edited is found in some `ways`, or in all of them if all files were read.
    """
    same = dict(match_content(rows, readings))
    free = {
        name: reading
        for name, reading in readings.items()
        if name not in same.values() and reading.quick_hash not in others
    }
    rest = [row for row in rows if row not in same]
    return Found(same, match_edited(rest, free, pictures, ways or (*WAYS, own_name_at_last)))


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
) -> dict[ExcludedFile, list[str]]:
    """Return the names of what was edited, out of those that are free."""
    found: dict[ExcludedFile, list[str]] = {}
    for names_of in ways:
        for row in rows:
            names = [] if row in found else names_of(row, free, pictures.get(row.id))
            for name in names:
                del free[name]
            if names:
                found[row] = names
    return found


def names_by_inode(row: ExcludedFile, free: Readings, picture: Image | None) -> list[str]:
    """Return the name of the very file, if it shows what it showed."""
    return [
        name
        for name, reading in free.items()
        if picture and keeps_inode(row, name, reading) and may_show(picture, reading)
    ][:1]


def own_name(row: ExcludedFile, free: Readings, picture: Image | None) -> list[str]:
    """Return the name that a file had, unless what has it was taken at another moment."""
    reading = free.get(row.name)
    is_other = (
        reading and picture and has_moment(picture, reading) and not is_edit(picture, reading)
    )
    return [row.name] if reading and not is_other else []


def names_by_moment(_row: ExcludedFile, free: Readings, picture: Image | None) -> list[str]:
    """Return the names of all that was taken at the same moment."""
    return [name for name, reading in free.items() if picture and is_edit(picture, reading)]


def own_name_at_last(row: ExcludedFile, free: Readings, _picture: Image | None) -> list[str]:
    """Return the name that a file had: the clock may have been set right."""
    return [row.name] if row.name in free else []


WAYS: Sequence[Way] = (names_by_inode, own_name, names_by_moment)
"""In their order. If none of them tells, the name alone does."""


def has_moment(picture: Image, reading: Reading) -> bool:
    """Tell whether it is known of both when they were taken."""
    return picture.time_source == reading.facts.time_source == TimeSource.EXIF


def may_show(picture: Image, reading: Reading) -> bool:
    """Tell whether a file with the inode of a picture may show that: taken at the same moment, or
    as large, if neither tells the moment. Inodes are given anew."""
    if TimeSource.EXIF in {picture.time_source, reading.facts.time_source}:
        return is_edit(picture, reading)
    size = reading.facts.width, reading.facts.height
    return None not in size and size == (picture.width, picture.height)


def keeps_name(row: ExcludedFile, name: str, _reading: Reading) -> bool:
    """Tell whether a file has the name that it had."""
    return row.name == name


def keeps_inode(row: ExcludedFile, _name: str, reading: Reading) -> bool:
    """Tell whether a file has the inode that it had."""
    return row.inode is not None and row.inode == reading.inode


def keeps_content(_row: ExcludedFile, _name: str, _reading: Reading) -> bool:
    """Tell nothing but that the content is the same."""
    return True

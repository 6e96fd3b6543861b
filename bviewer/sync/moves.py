"""Recognising files and folders that went elsewhere, by what is in them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Hashable, Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from bviewer.library.paths import file_name, folder_of, followed
from bviewer.models import ImageState
from bviewer.sync.known import KnownImage, was_seen
from bviewer.sync.unmatched import FoundFile

Content = tuple[int, bytes]
Rows = Mapping[Content, dict[str, KnownImage]]  # By id.
Locations = Mapping[Content, dict[str, None]]  # A set of paths that keeps its order.
RowKey = Callable[[KnownImage], Hashable]
PlaceKey = Callable[[str], Hashable]


class Standing(NamedTuple):
    """How open albums are, by which guesses are judged: a number that is higher for more open ones.

    `albums` have it by id and `folders` by folder; what has none is as closed as can be. `kept` are
    the folders that show what they showed: what is put into them is as visible as that.
    """

    albums: Mapping[str, int] = {}
    folders: Mapping[str, int] = {}
    kept: Container[str] = ()

    def of_row(self, row: KnownImage) -> int:
        """Return how open a row is."""
        return self.albums.get(row.album_id, 0)

    def of_place(self, path: str) -> int:
        """Return how open a place is."""
        return self.folders.get(folder_of(path), 0)

    def kept_folder(self, path: str) -> str | None:
        """Return the folder of a path, if it is kept."""
        folder = folder_of(path)
        return folder if folder in self.kept else None


ALIKE = Standing()


class Matches(NamedTuple):
    """New path by image id, and paths of files that are where they belong.

    `anchors` are those of them that are the very files, and not others with the same content, if
    they were shown.
    """

    moves: dict[str, str]
    stays: set[str]
    anchors: set[str]


def match_moves(
    known: Collection[KnownImage],
    found: Collection[FoundFile],
    standing: Standing = ALIKE,
    held: Container[Content] = (),
) -> Matches:
    """Return which row each file belongs to; each file and each row is used once.

    Content is size and quick hash. Of files with one content the inode tells which is which, where
    it was kept; then the folders that the others went to; then its place, and its name. Rows that
    were missing before come after those whose file has gone just now, and among equals the first
    of `known` is the first to be found. What is but a guess, as for all that was missing before, is
    one of several hard links, or is `held` by files that are where they were, shows nobody the
    title and caption of a row that is more closed than the place: there the file is a new one. So
    is all that is known of a row of whose content there is a more open one: it may be a copy of
    that, which may have been given the inode, unless it came along with a folder.
    """
    places: Locations = defaultdict(dict)
    recent: Rows = defaultdict(dict)
    missing: Rows = defaultdict(dict)
    inodes: dict[str, int | None] = {}
    for file in found:
        places[file.size, file.quick_hash][file.path] = None
        inodes[file.path] = file.inode
    for row in known:
        rows = missing if row.state == ImageState.MISSING else recent
        rows[row.size, row.quick_hash][row.id] = row

    def very_file(path: str) -> Hashable:
        return path, inodes[path]

    def sole_inode(row: KnownImage) -> Hashable:
        is_held = (row.size, row.quick_hash) in held
        return None if is_held or row.inode in linked or row.id in doubtful else row.inode

    files = {(file.inode, file.ctime_ns) for file in found}
    doubtful = more_closed(known, standing, files)
    both, linked = (recent, missing), hard_links(known, found)
    very = [pair for rows in both for pair in pair_up(rows, places, row_and_inode, very_file)]
    alone = match_certain(
        recent,
        {
            content: paths
            for content, paths in places.items()
            if content not in held and doubtful.isdisjoint(recent.get(content, ()))
        },
    )
    same = list(pair_up(recent, places, sole_inode, inodes.get))
    for rows in both:
        same += guess(rows, places, standing, row_inode, inodes.get)
    certain = [*alone, *same, *match_certain(recent, places, standing)]
    certain += match_followers(recent, places, certain)
    own = [pair for rows in both for pair in pair_up(rows, places, row_path, own_path)]
    matched = [*certain, *own, *match_rest(recent, places, standing)]
    again = list(match_certain(missing, places, standing))
    matched += [*again, *match_followers(missing, places, again, standing)]
    matched += match_rest(missing, places, standing)
    return Matches(
        {row.id: path for row, path in matched if path != row.path},
        {path for row, path in [*very, *matched] if path == row.path},
        {path for row, path in very if was_seen(row) and inodes[path] not in linked},
    )


def hard_links(known: Iterable[KnownImage], found: Iterable[FoundFile]) -> set[int | None]:
    """Return the inodes of files that have, or had, several names: one may be there for another."""
    known_as = Counter(row.inode for row in known)
    return {inode for inode, number in known_as.items() if number > 1} | {
        file.inode for file in found if file.links > 1
    }


def more_closed(
    known: Iterable[KnownImage], standing: Standing, files: Container[tuple[int | None, int]]
) -> set[str]:
    """Return the ids of rows that are more closed than another one of the same content, but for
    those of whose `files` neither inode nor ctime is another one: moving these alone changes it.
    """
    rows = list(known)
    openness: dict[Content, int] = defaultdict(int)
    for row in rows:
        content = row.size, row.quick_hash
        openness[content] = max(openness[content], standing.of_row(row))
    return {
        row.id
        for row in rows
        if standing.of_row(row) < openness[row.size, row.quick_hash]
        if (row.inode, row.ctime_ns) not in files
    }


def match_certain(
    rows: Rows, places: Locations, standing: Standing = ALIKE
) -> list[tuple[KnownImage, str]]:
    """Pair what no other row and no other file has the content of."""
    single = {
        content: rows[content]
        for content, paths in places.items()
        if len(paths) == len(rows.get(content, ())) == 1
    }
    return list(guess(single, places, standing, anywhere, anywhere))


def match_followers(
    rows: Rows,
    places: Locations,
    matched: Iterable[tuple[KnownImage, str]],
    standing: Standing = ALIKE,
) -> list[tuple[KnownImage, str]]:
    """Pair copies of one content with the folders that others of theirs went to."""
    folders = renamed_folders((row.path, path) for row, path in matched)
    return list(guess(rows, places, standing, lambda row: followed(folders, row.path), own_path))


def match_rest(
    rows: Rows, places: Locations, standing: Standing
) -> Iterator[tuple[KnownImage, str]]:
    """Pair copies of one content within folders that are kept, by their name, and as they come."""
    yield from pair_up(
        rows, places, lambda row: standing.kept_folder(row.path), standing.kept_folder
    )
    yield from guess(rows, places, standing, lambda row: file_name(row.path), file_name)
    yield from guess(rows, places, standing, anywhere, anywhere)


def guess(
    rows: Rows, places: Locations, standing: Standing, row_key: RowKey, place_key: PlaceKey
) -> Iterator[tuple[KnownImage, str]]:
    """Pair what has equal keys, but no row with a place that is more open; open places come first.

    Closed rows are left for the places that nobody knows.
    """
    for level in sorted({standing.of_place(path) for path in chain(*places.values())})[::-1]:

        def row_of_level(row: KnownImage, level: int = level) -> Hashable:
            return row_key(row) if standing.of_row(row) >= level else None

        def place_of_level(path: str, level: int = level) -> Hashable:
            return place_key(path) if standing.of_place(path) == level else None

        yield from pair_up(rows, places, row_of_level, place_of_level)


def pair_up(
    rows: Rows, places: Locations, row_key: RowKey, place_key: PlaceKey
) -> Iterator[tuple[KnownImage, str]]:
    """Take out of `rows` and `places` what has equal content and equal keys, in pairs.

    A key of None is equal to no other.
    """
    for content, paths in places.items():
        waiting = defaultdict(list)
        for path in reversed(paths):
            waiting[place_key(path)].append(path)
        waiting.pop(None, None)
        for row in list(rows.get(content, {}).values()):
            if same := waiting.get(row_key(row)):
                del rows[content][row.id], paths[same[-1]]
                yield row, same.pop()


def row_and_inode(row: KnownImage) -> Hashable:
    """Return the key of a row whose file nothing happened to but to its times."""
    return None if row.inode is None else (row.path, row.inode)


def row_inode(row: KnownImage) -> Hashable:
    """Return the key of a row by the inode of its file."""
    return row.inode


def row_path(row: KnownImage) -> str:
    """Return the key of a row that did not move."""
    return row.path


def own_path(path: str) -> str:
    """Return the key of a file that did not move."""
    return path


def anywhere(_either: object) -> str:
    """Return the key of files that may have gone anywhere."""
    return ""


def renamed_folders(
    pairs: Iterable[tuple[str, str]], is_likely: Callable[[str, str, int], bool] | None = None
) -> dict[str, str]:
    """Return the new folder by old folder, from (old path, new path) of files that moved.

    Files that kept their place inside a folder vote that the folder itself went: `a/x/1.jpg` found
    at `b/x/1.jpg` speaks for a→b and a/x→b/x. The most votes win. Where all names on the way have
    changed, as from `a/x/1.jpg` to `b/y/1.jpg`, a→b is only a guess, heard after the others.
    `is_likely` may refuse an old and a new folder, given the number of their votes.
    """
    votes: Counter[tuple[str, str]] = Counter()
    guesses: Counter[tuple[str, str]] = Counter()
    for old_path, new_path in pairs:
        ballot = votes
        old, new = old_path.split("/")[:-1], new_path.split("/")[:-1]
        while old and new and old != new:
            ballot["/".join(old), "/".join(new)] += 1
            if old.pop() != new.pop():
                ballot = guesses
    renamed: dict[str, str] = {}
    taken: set[str] = set()
    for (old_folder, new_folder), count in [*votes.most_common(), *guesses.most_common()]:
        if old_folder in renamed or new_folder in taken:
            continue
        if is_likely is None or is_likely(old_folder, new_folder, count):
            renamed[old_folder] = new_folder
            taken.add(new_folder)
    return renamed


def settle(
    renamed: Mapping[str, str], gone: Collection[str], free: Collection[str]
) -> dict[str, str]:
    """Return those renamed folders whose albums can follow them.

    The old folder must be gone, or taken over by another album that follows; the new one must be
    free, or left by an album that follows. So chains (a→b→c) and exchanges (a→b→a) go through as a
    whole, while files that were merely put into another folder take no album with them.
    """
    settled = dict(renamed)
    while True:
        arrivals = set(settled.values())
        kept = {
            old: new
            for old, new in settled.items()
            if (old in gone or old in arrivals) and (new in free or new in settled)
        }
        if len(kept) == len(settled):
            return kept
        settled = kept

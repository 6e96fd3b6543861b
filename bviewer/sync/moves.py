"""Recognising files and folders that went elsewhere, by what is in them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from bviewer.library.paths import ancestors, file_name
from bviewer.models import ImageState
from bviewer.sync.scan import KnownImage
from bviewer.sync.unmatched import FoundFile

Content = tuple[int, bytes]
Rows = Mapping[Content, dict[str, KnownImage]]  # By id.
Locations = Mapping[Content, dict[str, None]]  # A set of paths that keeps its order.
Key = Callable[[str], str | None]


class Matches(NamedTuple):
    """New path by image id, and paths of files that are where they belong."""

    moves: dict[str, str]
    stays: set[str]


def match_moves(known: Iterable[KnownImage], found: Iterable[FoundFile]) -> Matches:
    """Return which row each file belongs to; each file and each row is used once.

    Identity is size and quick hash. A file at its own place stays there, whatever other copies
    there are. Rows that were missing before come after those whose file has gone just now.
    """
    places: Locations = defaultdict(dict)
    recent: Rows = defaultdict(dict)
    missing: Rows = defaultdict(dict)
    for file in found:
        places[file.size, file.quick_hash][file.path] = None
    for row in known:
        rows = missing if row.state == ImageState.MISSING else recent
        rows[row.size, row.quick_hash][row.id] = row
    stays = {
        path
        for rows in (recent, missing)
        for _row, path in pair_up(rows, places, own_path, own_path)
    }
    moves = match_round(recent, places)
    return Matches(moves | match_round(missing, places), stays)


def match_round(rows: Rows, places: Locations) -> dict[str, str]:
    """Pair first what is certain; then copies of one content, as the certain ones suggest."""
    certain = {
        content: rows[content]
        for content, paths in places.items()
        if len(paths) == len(rows.get(content, ())) == 1
    }
    matched = list(pair_up(certain, places, anywhere, anywhere))
    folders = renamed_folders((row.path, path) for row, path in matched)
    matched += pair_up(rows, places, partial(followed, folders), own_path)
    matched += pair_up(rows, places, file_name, file_name)
    matched += pair_up(rows, places, anywhere, anywhere)
    return {row.id: path for row, path in matched}


def pair_up(
    rows: Rows, places: Locations, row_key: Key, place_key: Key
) -> Iterator[tuple[KnownImage, str]]:
    """Take out of `rows` and `places` what has equal content and equal keys, in pairs."""
    for content, paths in places.items():
        waiting = defaultdict(list)
        for path in reversed(paths):
            waiting[place_key(path)].append(path)
        for row in list(rows.get(content, {}).values()):
            if same := waiting.get(row_key(row.path)):
                del rows[content][row.id], paths[same[-1]]
                yield row, same.pop()


def own_path(path: str) -> str:
    """Return the key of files that did not move."""
    return path


def anywhere(_path: str) -> str:
    """Return the key of files that may have gone anywhere."""
    return ""


def followed(folders: Mapping[str, str], path: str) -> str | None:
    """Return where a file is if it followed its folder; None if that is not known to have moved."""
    for folder in ancestors(path):
        if folder in folders:
            return folders[folder] + path[len(folder) :]
    return None


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

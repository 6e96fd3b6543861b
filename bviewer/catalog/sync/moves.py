"""Recognising files and folders that went elsewhere, by what is in them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from bviewer.catalog.sync.survey import KnownImage


class FoundFile(NamedTuple):
    """A file at a place where no row expects it (or not with this content)."""

    path: str
    size: int
    quick_hash: bytes


def match_moves(known: Iterable[KnownImage], found: Iterable[FoundFile]) -> dict[str, str]:
    """New path by image id, for rows whose file was found elsewhere.

    Identity is size and quick hash. Among equal files one of the same name is preferred; each file
    and each row is used once.
    """
    candidates: dict[tuple[int, bytes], list[KnownImage]] = defaultdict(list)
    for image in known:
        candidates[image.size, image.quick_hash].append(image)
    moves = {}
    for file in found:
        equal = candidates.get((file.size, file.quick_hash))
        if equal:
            chosen = equal.pop(likeliest(equal, file.path))
            moves[chosen.id] = file.path
    return moves


def likeliest(images: list[KnownImage], path: str) -> int:
    """The index of the image whose path ends most like the new one."""
    return max(range(len(images)), key=lambda index: common_end(images[index].path, path))


def common_end(old: str, new: str) -> int:
    """How many parts of two paths agree, counted from the end."""
    parts = zip(reversed(old.split("/")), reversed(new.split("/")), strict=False)
    count = 0
    for old_part, new_part in parts:
        if old_part != new_part:
            break
        count += 1
    return count


def renamed_folders(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """New folder by old folder, from (old path, new path) of files that moved.

    Files that kept their place inside a folder vote that the folder itself went: `a/x/1.jpg` found
    at `b/x/1.jpg` speaks for a→b and a/x→b/x. The most votes win.
    """
    votes: Counter[tuple[str, str]] = Counter()
    for old_path, new_path in pairs:
        old, new = old_path.split("/")[:-1], new_path.split("/")[:-1]
        while old and new and old != new:
            votes["/".join(old), "/".join(new)] += 1
            if old.pop() != new.pop():
                break
    renamed: dict[str, str] = {}
    taken: set[str] = set()
    for (old_folder, new_folder), _count in votes.most_common():
        if old_folder not in renamed and new_folder not in taken:
            renamed[old_folder] = new_folder
            taken.add(new_folder)
    return renamed

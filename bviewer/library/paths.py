"""Paths of the library as text: relative to a root, with '/' between names, '' for the root."""

import unicodedata
from collections.abc import Iterator, Mapping


def file_name(path: str) -> str:
    """Return the last part of a path."""
    return path.rpartition("/")[2]


def spelling(path: str) -> str:
    """Return a path as it is compared: file systems differ in case and in composed letters."""
    return unicodedata.normalize("NFC", path).casefold()


def folder_of(path: str) -> str:
    """Return the folder that holds a file or folder."""
    return path.rpartition("/")[0]


def join(folder: str, name: str) -> str:
    """Return the path of `name` in `folder`."""
    return f"{folder}/{name}" if folder else name


def ancestors(folder: str) -> Iterator[str]:
    """Return the folders above a folder, from the nearest to the top ('')."""
    while folder:
        folder = folder.rpartition("/")[0]
        yield folder


def is_below(folder: str, start: str) -> bool:
    """Return whether a folder is `start` or lies in it."""
    return not start or folder == start or folder.startswith(f"{start}/")


def way_to(folder: str) -> Iterator[str]:
    """Return the folders from the top down to this one, without the top itself."""
    for position, character in enumerate(folder):
        if character == "/":
            yield folder[:position]
    if folder:
        yield folder


def is_within(inner: str, outer: str) -> bool:
    """Return whether a folder is another one or lies below it; '' is the whole library."""
    return outer == "" or f"{inner}/".startswith(f"{outer}/")


def followed(folders: Mapping[str, str], path: str) -> str | None:
    """Return where a file is if it followed its folder; None if that is not known to have moved."""
    for folder in ancestors(path):
        if folder in folders:
            return folders[folder] + path[len(folder) :]
    return None


def place_now(folders: Mapping[str, str], folder: str) -> str:
    """Return where a folder is now, or would be if it had gone along with those around it."""
    return folders.get(folder) or followed(folders, folder) or folder

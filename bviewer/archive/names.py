"""Names in archives: as people know them, and safe on any disk that they are unpacked to."""

import re
import unicodedata
from collections import Counter

from bviewer.library.names import plain_text

LONGEST = 240  # Bytes of a name: file systems take 255, and some programs add something.
LONGEST_EXTENSION = 20

# What Windows takes for something else in a name, the separators of all systems among them: a
# backslash is one for libarchive as well (https://learn.microsoft.com/windows/win32/fileio/
# naming-a-file). And what turns the text around it, and so hides what a name is.
UNSAFE = re.compile(r'[<>:"/\\|?*]')
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
DEVICE = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?=\s*(?:\.|$))")


def safe_name(text: str) -> str:
    """Return a name for a file or a folder that every system takes as one name; never empty.

    Bytes that are not UTF-8 become U+FFFD; dots and spaces at the end, which Windows drops, go.
    """
    name = UNSAFE.sub("_", plain_text(TURNING.sub("", text))).rstrip(". ")
    device = DEVICE.match(name)
    return f"{device[0]}_{name[device.end() :]}" if device else name or "_"


class Names:
    """Hands out paths, each only once, however a disk compares them."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    def take(self, folder: str, text: str) -> str:
        """Return a path in a folder (a path that was taken, or empty), which nothing else has."""
        stem, extension = parted(safe_name(text))
        ending = extension
        while True:
            path = f"{folder}/{shortened(stem, ending)}" if folder else shortened(stem, ending)
            key = unicodedata.normalize("NFC", path.casefold())
            self._taken[key] += 1
            if self._taken[key] == 1:
                return path
            ending = f" ({self._taken[key]}){extension}"


def parted(name: str) -> tuple[str, str]:
    """Return a name without its extension, and that with its dot; a long one is none."""
    stem, dot, extension = name.rpartition(".")
    is_extension = stem and len(extension.encode()) <= LONGEST_EXTENSION
    return (stem, dot + extension) if is_extension else (name, "")


def shortened(stem: str, ending: str) -> str:
    """Return a name that is short enough, with all of its ending."""
    room = LONGEST - len(ending.encode())
    return (stem.encode()[:room].decode("utf-8", "ignore") + ending).rstrip(" .")

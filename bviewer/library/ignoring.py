"""Which names are passed over: what systems leave behind, and what owners say.

Owners say it line by line, for a whole gallery or in a file `.bviewerignore` for a folder and all
below it: a name or a pattern (`*`, `?`, `[abc]`), for folders alone with a slash behind it, for one
place with a slash inside. Case does not matter, and lines that begin with `#` say nothing.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import translate
from typing import NamedTuple, Self

from bviewer.library.leftovers import LEFTOVERS
from bviewer.library.names import printable
from bviewer.library.paths import join
from bviewer.library.raw_beside import names_of_photograph

IGNORE_FILE = ".bviewerignore"
LONGEST_FILE = 64 * 1024
LONGEST_PATTERN = 255
EXCLUDED = "it was taken out of its album"
DOTTED = "a name that begins with a dot"


class BrokenPattern(ValueError):  # noqa: N818 - it names what is wrong.
    """A line that says nothing; the message says why."""


class Pattern(NamedTuple):
    """A line of an owner: the parts of a path below `base`, or a single name at any depth."""

    reason: str
    parts: tuple[re.Pattern[str], ...]
    base: str
    is_anchored: bool
    is_for_folders: bool

    def matches(self, folder: str, name: str, *, is_folder: bool) -> bool:
        """Return whether the pattern means what is called `name` in a folder."""
        if self.is_for_folders and not is_folder:
            return False
        if not self.is_anchored:
            return self.parts[0].fullmatch(comparable(name)) is not None
        below = folder[len(self.base) :].strip("/")
        names = [*below.split("/"), name] if below else [name]
        return len(names) == len(self.parts) and all(
            part.fullmatch(comparable(each)) for part, each in zip(self.parts, names, strict=True)
        )


def comparable(name: str) -> str:
    """Return a name as it is compared: without regard to case and to how accents are written."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


NAMES = {comparable(name): each.what for each in LEFTOVERS for name in each.names}
PATTERNS = [
    (re.compile(translate(name)), what) for name, what in NAMES.items() if set(name) & set("*[")
]


@dataclass(frozen=True, slots=True)
class Rules:
    """What owners say, on the way to a folder. `excluded` are paths of single files."""

    patterns: tuple[Pattern, ...] = ()
    excluded: frozenset[str] = frozenset()

    def reason(self, folder: str, name: str, *, is_folder: bool) -> str | None:
        """Return why something in a folder is passed over; None if it is not.

        What passes over a photograph does so with its RAW file, also after that photograph is gone.
        """
        if is_folder and (what := left_behind(name)):
            return what
        if name.startswith("."):
            return DOTTED
        if not is_folder and self.excluded and join(folder, name) in self.excluded:
            return EXCLUDED
        if not self.patterns:
            return None
        names = [name] if is_folder else list(names_of_photograph(name))
        for pattern in self.patterns:
            if any(pattern.matches(folder, each, is_folder=is_folder) for each in names):
                return pattern.reason
        return None

    def kept(self, folder: str, names: list[str]) -> list[str]:
        """Return those names of files in a folder that are not passed over."""
        names = [name for name in names if name[0] != "."]
        if not self.patterns and not self.excluded:
            return names
        return [name for name in names if self.reason(folder, name, is_folder=False) is None]

    def excluding(self, paths: frozenset[str]) -> Self:
        """Return the same rules, where just these files are passed over as well."""
        return replace(self, excluded=paths)

    def adding(self, text: str, source: str, base: str = "") -> tuple[Self, list[str]]:
        """Return rules with more lines, and what is wrong with those that are left out."""
        patterns, problems = list(self.patterns), []
        for number, line in lines_of(text):
            try:
                patterns.append(parse_pattern(line, source, base))
            except BrokenPattern as error:
                problems.append(f"line {number}: {printable(line)}: {error}")
        return replace(self, patterns=tuple(patterns)), problems


NO_RULES = Rules()


def left_behind(name: str) -> str | None:
    """Return what a folder is that a system or a program left."""
    key = comparable(name)
    found = NAMES.get(key)
    return found or next((what for pattern, what in PATTERNS if pattern.fullmatch(key)), None)


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Return the lines that say something, with their numbers."""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            yield number, stripped


def parse_pattern(line: str, source: str, base: str = "") -> Pattern:
    r"""Return what a line means, in which `\#` is a hash and `\!` an exclamation mark at its
    beginning; raises BrokenPattern.
    """
    if line.startswith("!"):
        raise BrokenPattern("exceptions are not understood")
    text = line[1:] if line.startswith(("\\#", "\\!")) else line
    parts = text.removeprefix("/").removesuffix("/").split("/")
    if len(text) > LONGEST_PATTERN:
        raise BrokenPattern(f"longer than {LONGEST_PATTERN} characters")
    if any(part in {"", ".", ".."} for part in parts):
        raise BrokenPattern("not a plain name or path")
    return Pattern(
        reason=f"{printable(line)} of {source}",
        parts=tuple(compiled(part) for part in parts),
        base=base,
        is_anchored="/" in text.removesuffix("/"),
        is_for_folders=text.endswith("/"),
    )


def compiled(part: str) -> re.Pattern[str]:
    """Return the pattern of one name."""
    if "**" in part:
        raise BrokenPattern("** is not understood; a name without a slash counts at any depth")
    # A bracket that is closed holds at least one character, which may be the closing one itself.
    if "[" in re.sub(r"\[!?[^/][^\]]*\]", "", part):
        raise BrokenPattern("a bracket is not closed")
    try:
        return re.compile(translate(comparable(part)))
    except re.error as error:
        raise BrokenPattern("not understood") from error

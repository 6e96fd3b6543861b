"""What a gallery passes over, besides what systems leave behind."""

from collections.abc import Iterable

from bviewer.library.ignoring import BrokenPattern, lines_of, parse_pattern
from bviewer.models import Gallery
from bviewer.problems import Problem


def ignored_patterns(gallery: Gallery) -> list[str]:
    """Return the names and patterns that a gallery passes over."""
    return [line for _number, line in lines_of(gallery.ignored)]


def ignore(gallery: Gallery, patterns: Iterable[str]) -> None:
    """Pass over more, with effect on the next sync; refuse a pattern that says nothing."""
    lines = ignored_patterns(gallery)
    for pattern in patterns:
        lines += [checked(pattern)] if pattern not in lines else []
    gallery.ignored = "\n".join(lines)


def ignore_only(gallery: Gallery, text: str) -> None:
    """Pass over what the lines of a text say and nothing else, with effect on the next sync."""
    patterns = [line for _number, line in lines_of(text)]
    gallery.ignored = ""
    ignore(gallery, patterns)


def stop_ignoring(gallery: Gallery, patterns: Iterable[str]) -> None:
    """Pass over less, with effect on the next sync; refuse a pattern that is not there."""
    lines = ignored_patterns(gallery)
    for pattern in patterns:
        if pattern not in lines:
            raise Problem("pattern_unknown", "ignored", pattern=pattern, gallery=gallery.host)
        lines.remove(pattern)
    gallery.ignored = "\n".join(lines)


def checked(pattern: str) -> str:
    """Return a pattern that is one line and means something; refuse any other."""
    lines = [line for _number, line in lines_of(pattern)]
    if lines != [pattern.strip()]:
        reason = "not one name or pattern"
        raise Problem("pattern_invalid", "ignored", pattern=pattern, reason=reason)
    try:
        parse_pattern(lines[0], "")
    except BrokenPattern as error:
        raise Problem("pattern_invalid", "ignored", pattern=pattern, reason=str(error)) from error
    return lines[0]

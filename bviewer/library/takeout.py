"""What Google Takeout puts beside a photograph: a JSON with its time, its caption and its place."""

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple

_SUFFIX = "supplemental-metadata"
_NUMBERED = re.compile(r"(?s)(.+)(\(\d{1,5}\))")
_LONGEST_STEM = 46  # Letters: Takeout cuts what is longer, before its own extension.
_EDITED = "-edited"


class Takeout(NamedTuple):
    """The moment, in UTC, the caption, and where it was, as far as they are told."""

    time: datetime | None = None
    caption: str = ""
    position: tuple[float, float] | None = None


def photographs_of(name: str, names: Iterable[str]) -> list[str]:
    """Return which of the names of pictures in a folder a JSON belongs to, by its own name."""
    stem = name[: -len(".json")]
    match = _NUMBERED.fullmatch(stem)
    base, number = (match[1], match[2]) if match else (stem, "")
    targets = {stem, with_number(base, number), with_number(without_suffix(base), number)}
    found = [each for each in names if each in targets or unedited(each) in targets]
    if not found and len(stem) == _LONGEST_STEM:
        found = [each for each in names if each.startswith(stem)]
    return found


def without_suffix(base: str) -> str:
    """Return the name of a picture without what newer exports add, or the beginning of that."""
    name, dot, end = base.rpartition(".")
    return name if dot and "." in name and _SUFFIX.startswith(end) else base


def with_number(base: str, number: str) -> str:
    """Return the name of the picture that the number behind that of the JSON stands for."""
    stem, dot, extension = base.rpartition(".")
    return f"{stem}{number}{dot}{extension}" if stem else base


def unedited(name: str) -> str:
    """Return the name of the picture that an edited one was made from."""
    stem, dot, extension = name.rpartition(".")
    return f"{stem.removesuffix(_EDITED)}{dot}{extension}"


def read_takeout(block: bytes) -> tuple[Takeout, str]:
    """Return what a JSON says, and why nothing could be read; that is empty if it could."""
    try:
        told = json.loads(block)
    except (ValueError, RecursionError) as error:
        return Takeout(), f"is no JSON: {error}"
    if not isinstance(told, dict) or "photoTakenTime" not in told:
        return Takeout(), "is none of Google Takeout"
    caption = told.get("description")
    return Takeout(_time(told), caption if isinstance(caption, str) else "", _position(told)), ""


def _time(told: dict[str, Any]) -> datetime | None:
    with suppress(KeyError, TypeError, ValueError, OverflowError, OSError):
        seconds = int(str(told["photoTakenTime"]["timestamp"])[:20])
        return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    return None


def _position(told: dict[str, Any]) -> tuple[float, float] | None:
    for name in ("geoData", "geoDataExif"):
        with suppress(KeyError, TypeError, ValueError):
            latitude, longitude = (float(told[name][each]) for each in ("latitude", "longitude"))
            is_place = abs(latitude) <= 90 and abs(longitude) <= 180
            if is_place and (latitude, longitude) != (0, 0):
                return round(latitude, 7), round(longitude, 7)
    return None

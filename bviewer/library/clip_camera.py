"""What took a clip, and where, as far as its container says so believably."""

import re
from collections.abc import Mapping
from contextlib import suppress

from bviewer.library.camera import CameraFacts
from bviewer.library.exif import TEXT_LENGTH, within
from bviewer.library.names import plain_text

_MAKE = ("com.apple.quicktime.make", "com.android.manufacturer", "make")
_MODEL = ("com.apple.quicktime.model", "com.android.model", "model")
_PLACE = ("com.apple.quicktime.location.ISO6709", "location", "location-eng")

# ISO 6709: degrees, perhaps with minutes and seconds in the same number.
_POSITION = re.compile(
    r"([-+])(\d{2}(?:\d{2}){0,2})(\.\d+)?([-+])(\d{3}(?:\d{2}){0,2})(\.\d+)?", re.ASCII
)


def clip_camera(tags: Mapping[str, str]) -> CameraFacts:
    """Return what `camera.camera_facts` does of it: `make`, `model`, `latitude`, `longitude`."""
    facts: CameraFacts = {}
    for name, keys in (("make", _MAKE), ("model", _MODEL)):
        text = plain_text(next(filter(None, map(tags.get, keys)), "")[:TEXT_LENGTH])
        if text:
            facts[name] = text
    for key in _PLACE:
        with suppress(KeyError, ValueError):
            facts |= _position(tags[key])
            break
    return facts


def _position(text: str) -> CameraFacts:
    match = _POSITION.match(text)
    if match is None:
        raise ValueError("not a position")
    latitude = _degrees(match[1], match[2], match[3] or "", 2, 90)
    longitude = _degrees(match[4], match[5], match[6] or "", 3, 180)
    if latitude == longitude == 0:
        raise ValueError("zero and zero is what a receiver writes that has found no satellite")
    return {"latitude": latitude, "longitude": longitude}


def _degrees(sign: str, digits: str, fraction: str, width: int, limit: float) -> float:
    """Return degrees; the fraction belongs to the last number there is."""
    parts = [digits[:width], *(digits[at : at + 2] for at in range(width, len(digits), 2))]
    parts[-1] += fraction
    value = sum(float(part) / 60**power for power, part in enumerate(parts))
    return round(float(f"{sign}1") * within(value, 0, limit), 7)

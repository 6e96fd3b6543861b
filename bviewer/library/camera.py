"""How a photograph was taken, as far as its EXIF says so believably."""

from contextlib import suppress

from bviewer.library.exif import Tags, within

CameraFacts = dict[str, str | float | int]


def camera_facts(tags: Tags) -> CameraFacts:
    """Return the facts that are there and make sense, under these keys:

    `make`, `model`, `lens`: text of at most 200 characters; `focal_length`: millimetres;
    `aperture`: the f-number; `exposure`: seconds, and `exposure_text`: the same as photographers
    write it ("1/250 s"); `iso`; `latitude`, `longitude`: degrees, north and east positive, always
    both.
    """
    facts: CameraFacts = {}
    for read in (_make, _model, _lens, _focal_length, _aperture, _exposure, _iso, _position):
        with suppress(Exception):  # Any damage costs the one fact it is in.
            facts.update(read(tags))
    return facts


def _make(tags: Tags) -> CameraFacts:
    return {"make": _named(tags, "Image Make")}


def _model(tags: Tags) -> CameraFacts:
    return {"model": _named(tags, "Image Model")}


def _lens(tags: Tags) -> CameraFacts:
    return {"lens": _named(tags, "EXIF LensModel")}


def _named(tags: Tags, name: str) -> str:
    """Return a name; dashes are none, as some cameras write for a lens that they do not know."""
    text = tags.text(name)
    if not any(letter.isalnum() for letter in text):
        raise ValueError(f"{name} has no letter")
    return text


def _focal_length(tags: Tags) -> CameraFacts:
    return {"focal_length": round(tags.number("EXIF FocalLength", 0.1, 10_000), 2)}


def _aperture(tags: Tags) -> CameraFacts:
    return {"aperture": round(tags.number("EXIF FNumber", 0.1, 1000), 2)}


def _exposure(tags: Tags) -> CameraFacts:
    seconds = tags.number("EXIF ExposureTime", 1e-7, 86_400)
    return {"exposure": seconds, "exposure_text": exposure_text(seconds)}


def _iso(tags: Tags) -> CameraFacts:
    return {"iso": int(tags.number("EXIF ISOSpeedRatings", 1, 10_000_000))}


def _position(tags: Tags) -> CameraFacts:
    latitude = _degrees(tags, "GPS GPSLatitude", {"N": 1, "S": -1}, 90)
    longitude = _degrees(tags, "GPS GPSLongitude", {"E": 1, "W": -1}, 180)
    if latitude == longitude == 0:
        raise ValueError("zero and zero is what a receiver writes that has found no satellite")
    return {"latitude": latitude, "longitude": longitude}


def _degrees(tags: Tags, name: str, signs: dict[str, int], limit: float) -> float:
    degrees, minutes, seconds = tags.numbers(name, 3)
    size = within(degrees, 0, limit) + within(minutes, 0, 60) / 60 + within(seconds, 0, 60) / 3600
    return round(signs[tags.text(f"{name}Ref").upper()] * within(size, 0, limit), 7)


def exposure_text(seconds: float) -> str:
    """Return an exposure time as cameras show it: fractions up to a quarter of a second, then
    tenths."""
    if seconds <= 0.25:
        return f"1/{round(1 / seconds)} s"
    return f"{seconds:.1f}".removesuffix(".0") + " s"

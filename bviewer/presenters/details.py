"""What is shown of one photograph or clip: with what it was taken, how, how large it is, how long,
and where."""

from typing import Any, NamedTuple

from bviewer.albums.items import Details, Item
from bviewer.albums.originals import stem_of
from bviewer.library.formats import RAW, is_raw_name
from bviewer.library.names import display_name
from bviewer.library.paths import file_name
from bviewer.library.times import TimeSource
from bviewer.models import ItemKind
from bviewer.presenters.languages import Language
from bviewer.presenters.texts import length

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
MOST_STARS = 5


class Detail(NamedTuple):
    """A line: its name, its text, and an address if it leads somewhere."""

    name: str
    text: str
    url: str = ""


def details(
    language: Language, image: Item, known: Details, title: str, *, with_position: bool
) -> list[Detail]:
    """Return all lines that there is something to say in, below a title."""
    _, camera = language.gettext, known.camera
    found = [
        Detail(_("Title"), "" if image.file_title == title else image.file_title),
        Detail(_("Keywords"), ", ".join(known.keywords)),
        Detail(_("Rating"), stars(known.rating)),
        Detail(_("File"), "" if stem_of(image.path) == title else file_of(image)),
        Detail(_("Camera"), camera_name(camera)),
        Detail(_("Lens"), camera.get("lens", "")),
        Detail(_("Exposure"), exposure(language, camera)),
        Detail(_("Size"), size_of(language, image)),
        Detail(_("Length"), length(image.duration_ms)),
        Detail(_("Time"), time_remark(language, image, known)),
        Detail(_("Time zone"), zone(known)),
    ]
    if with_position and "latitude" in camera:
        latitude, longitude = camera["latitude"], camera["longitude"]
        found.append(
            Detail(_("Place"), f"{latitude:.5f}, {longitude:.5f}", f"geo:{latitude},{longitude}")
        )
    return [detail for detail in found if detail.text]


def camera_name(camera: dict[str, Any]) -> str:
    """Return maker and model; many models begin with their maker's name."""
    make, model = camera.get("make", ""), camera.get("model", "")
    maker = make.split(" ")[0]
    if maker and model.lower().startswith(maker.lower()):
        return str(model)
    return f"{make} {model}".strip()


def exposure(language: Language, camera: dict[str, Any]) -> str:
    """Return `35 mm · f/8 · 1/60 s · ISO 200`: lines break between its parts, never within one."""
    _, parts = language.gettext, []
    if "focal_length" in camera:
        parts.append(_("%(number)s mm") % {"number": language.number(camera["focal_length"])})
    if "aperture" in camera:
        parts.append(f"f/{language.number(camera['aperture'])}")
    if "exposure_text" in camera:
        number = local_exposure(language, camera["exposure_text"].removesuffix(" s"))
        parts.append(_("%(number)s s") % {"number": number})
    if "iso" in camera:
        parts.append(f"ISO {camera['iso']}")
    return " · ".join(part.replace(" ", NO_BREAK_SPACE) for part in parts)


def local_exposure(language: Language, seconds: str) -> str:
    """Return a time in seconds: fractions are written alike everywhere, tenths are not."""
    return seconds if "/" in seconds else language.number(float(seconds))


def size_of(language: Language, image: Item) -> str:
    """Return how large a picture or a film is; nobody counts the megapixels of a film. Of a RAW
    file it is the picture that the camera made."""
    if image.kind == ItemKind.IMAGE:
        of_picture = size(language, image.width, image.height)
        return " · ".join(filter(None, [of_picture, RAW if is_raw_name(image.path) else ""]))
    return f"{image.width} \u00d7 {image.height}" if image.width and image.height else ""


def size(language: Language, width: int | None, height: int | None) -> str:
    """Return width, height and megapixels, if there is a tenth of one."""
    if not width or not height:
        return ""
    megapixels = width * height / 1e6
    rounded = round(megapixels) if megapixels >= 10 else round(megapixels, 1)
    pixels = f"{width} \u00d7 {height}"
    if not rounded:
        return pixels
    resolution = language.gettext("%(number)s MP") % {"number": language.number(rounded)}
    return f"{pixels} · {resolution}"


def file_of(image: Item) -> str:
    """Return the name of the file; a film of a provider has none."""
    return "" if image.kind == ItemKind.VIDEO else display_name(file_name(image.path))


def stars(rating: int | None) -> str:
    """Return a rating as people give it."""
    if rating is None or rating < 1:
        return ""
    return "\N{BLACK STAR}" * rating + "\N{WHITE STAR}" * (MOST_STARS - rating)


def time_remark(language: Language, image: Item, known: Details) -> str:
    """Return where a time comes from that no camera has written down; the time of a file only
    tells when that was written."""
    _ = language.gettext
    if image.file_time is not None:
        return ""
    if known.time_source == TimeSource.MTIME:
        return _("unknown; the file is of %(day)s") % {"day": language.day(image.time)}
    return _("from the name of the file") if known.time_source == TimeSource.NAME else ""


def zone(known: Details) -> str:
    """Return the distance from UTC of the clock on the wall, where the file tells it."""
    if known.offset_minutes is None:
        return ""
    sign = "+" if known.offset_minutes >= 0 else "\u2212"
    hours, minutes = divmod(abs(known.offset_minutes), 60)
    return f"UTC{sign}{hours}:{minutes:02d}"

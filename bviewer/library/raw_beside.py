"""RAW files beside what the camera or its owner made of them: those are one photograph."""

from collections.abc import Iterator

from bviewer.library.formats import PICTURES, is_listed, is_raw_name

_DEVELOPED = frozenset(
    extension
    for form in PICTURES
    if form.decoder in {"JPEG", "HEIF"}
    for extension in form.extensions
)


def is_developed(path: str) -> bool:
    """Tell whether a file may be what was made of a RAW file, by its name."""
    return is_listed(path, _DEVELOPED)


def names_of_photograph(name: str) -> Iterator[str]:
    """Yield what a file may be called that is one photograph with this one: itself, and with a RAW
    file a JPEG or HEIF."""
    yield name
    if is_raw_name(name):
        stem = name.rpartition(".")[0]
        yield from (f"{stem}.{extension}" for extension in sorted(_DEVELOPED))

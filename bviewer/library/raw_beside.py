"""RAW files beside what the camera or its owner made of them: those are one photograph."""

import unicodedata
from collections.abc import Iterable

from bviewer.library.formats import PICTURES, is_listed, is_raw_name

_DEVELOPED = frozenset(
    extension
    for form in PICTURES
    if form.decoder in {"JPEG", "HEIF"}
    for extension in form.extensions
)


def raw_beside(names: Iterable[str]) -> set[str]:
    """Return which of the names in a folder are RAW files of a JPEG or HEIF among them: called like
    it but for the extension, in any case."""
    known = list(names)
    found = [name for name in known if is_raw_name(name)]
    if not found:
        return set()
    developed = {_stem(name) for name in known if is_listed(name, _DEVELOPED)}
    return {name for name in found if _stem(name) in developed}


def _stem(name: str) -> str:
    return unicodedata.normalize("NFC", name.rpartition(".")[0]).casefold()

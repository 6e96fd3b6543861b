"""The natural order of thousands of names at once: a folder is read while somebody waits."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from unicodedata import normalize

from bviewer.library.names import sort_key

_DIGITS = b"0123456789"
_ZEROS = bytes.maketrans(_DIGITS, b"0" * len(_DIGITS))
_BLANKS = bytes(byte if byte in _DIGITS else ord(" ") for byte in range(256))


def in_order(names: Iterable[str]) -> list[str]:
    """Return names of files in the order of their `sort_key`, then of their letters.

    Names in a folder are mostly alike but for their digits: what is alike is looked at once.
    """
    ordered = sorted(names)
    raw = "/".join(ordered).encode("utf-8", "surrogatepass")
    shapes = raw.translate(_ZEROS).split(b"/")
    distinct = list(set(shapes))
    if len(distinct) == 1:  # As a camera counts them.
        return ordered
    numbers = raw.translate(_BLANKS).decode("ascii").split()
    if len(distinct) > len(shapes) // 2:
        forms = forms_of(shapes)
    else:
        form_of = dict(zip(distinct, forms_of(distinct), strict=True))
        forms = [form_of[shape] for shape in shapes]
    keys = keys_of(forms, numbers)
    key_of = dict(zip(ordered, keys, strict=True))
    if len(set(keys)) < len(keys):
        apart = exact_keys(ordered, keys)
        ordered.sort(key=lambda name: apart.get(name, b""))
    return sorted(ordered, key=key_of.__getitem__)


def forms_of(shapes: Sequence[bytes]) -> list[str]:
    """Return what counts of names first: letters, accents apart and without case, and one zero for
    each number."""
    text = normalize("NFD", b"/".join(shapes).decode("utf-8", "surrogatepass").casefold())
    while "00" in text:
        text = text.replace("00", "0")
    return text.split("/")


def keys_of(forms: Sequence[str], numbers: Sequence[str]) -> Sequence[Any]:
    """Return for each name what it is sorted by: its numbers alone where all else is alike."""
    count = forms[0].count("0")
    if count and len(set(forms)) == 1:
        values = list(map(int, numbers))
        return values if count == 1 else list(zip(*[iter(values)] * count, strict=True))
    # A longer number is a larger one.
    bare = [digits.lstrip("0") or "0" for digits in numbers]
    lengths = {length: f"{length:03d}" for length in set(map(len, bare))}
    frame = "/".join(forms).replace("%", "%%").replace("0", "%s")
    return (frame % tuple([lengths[len(each)] + each for each in bare])).split("/")


def exact_keys(names: Sequence[str], keys: Sequence[Any]) -> dict[str, bytes]:
    """Return the whole key of names whose accents count, as all else is the same."""
    times, pairs = Counter(keys), list(zip(names, keys, strict=True))
    accented = {key for name, key in pairs if times[key] > 1 and not name.isascii()}
    return {name: sort_key(name) for name, key in pairs if key in accented}

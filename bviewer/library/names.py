"""Names of files as text: to show, to sort, to put in a URL, to print on a terminal."""

import os
import re
import unicodedata
from functools import cache, lru_cache
from urllib.parse import quote, unquote_to_bytes

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_DIGITS = re.compile("([0-9]+)")
_SLUG_LENGTH = 60


def plain_text(text: str) -> str:
    """Return text that any database stores and any page shows: NFC, on one line, without control
    characters or surrogates.

    The result may be empty. Space around it is trimmed.
    """
    if text.isascii() and text.isprintable():  # Nearly all are.
        return text.strip()
    text = _CONTROL.sub(" ", _SURROGATE.sub("\ufffd", text))
    return unicodedata.normalize("NFC", text).strip()


def plain_lines(text: str) -> str:
    """Return text whose line breaks are all of one kind, without other control characters."""
    return "\n".join(plain_text(line) for line in text.splitlines()).strip("\n")


def display_name(name: str) -> str:
    """Return the name of a file or folder as people read it, never empty.

    Bytes that are not UTF-8 (surrogates, after `os.fsdecode`) become U+FFFD, control characters a
    space. Different names may look the same; open files by their own name only.
    """
    return plain_text(name) or "?"


def printable(text: str) -> str:
    r"""Return text for a log line or a terminal: one line, nothing that moves the cursor or turns
    the direction of writing.

    Such characters are written as escapes (`\n`, `\x1b`, `\u202e`), and a byte that is not UTF-8 as
    that byte (`\xff`).
    """
    if text.isascii() and text.isprintable():  # Nearly all are.
        return text
    return _UNPRINTABLE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return repr(match[0])[1:-1]


@lru_cache(8_192)  # A sync asks for it twice: to list a folder, and for what is new in it.
def sort_key(name: str) -> bytes:
    """Return bytes that put names in the order people expect: IMG_2 before IMG_10, é right behind
    e.

    A run of digits is written without leading zeros behind its length, which makes longer numbers
    larger however long they are. Only names that differ in case or in leading zeros have equal
    keys; break the tie by the name itself.
    """
    folded = name.casefold()
    decomposed = unicodedata.normalize("NFD", folded)
    key = _numbered(decomposed)
    if decomposed != folded:
        key += "\0" + _numbered(folded)
    return key.encode("utf-8", "surrogatepass")


def _numbered(text: str) -> str:
    parts = _DIGITS.split(text)
    runs = [digits.lstrip("0") or "0" for digits in parts[1::2]]
    parts[1::2] = [_length(len(digits)) + digits for digits in runs]
    return "".join(parts)


@cache
def _length(number: int) -> str:
    return f"{number:03d}"


@lru_cache(maxsize=1024)
def slug(title: str) -> str:
    """Return a title as a part of a URL: letters and digits of any script in lower case, all else
    as single hyphens.

    At most 60 characters; empty when the title holds no letter and no digit. Combining marks stay
    with their letter: without them words of many scripts fall apart. Remembered, because each
    address below an album has it again.
    """
    text = unicodedata.normalize("NFC", title.lower())
    kept = "".join(letter if _is_word(letter) else " " for letter in text)
    return "-".join(kept.split())[:_SLUG_LENGTH].strip("-")


def _is_word(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter).startswith("M")


def encoded(path: str) -> str:
    """Return a path or a name in letters that any form, address or document takes."""
    return quote(os.fsencode(path), safe="/")


def decoded(text: str) -> str:
    """Return the path that was encoded; of any other text, something like a path."""
    return os.fsdecode(unquote_to_bytes(text))

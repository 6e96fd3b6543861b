"""Addresses in what an owner wrote, as links: those of pages and mail, and no other markup."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# Up to a space, what quotes or brackets an address, or what would change the direction of text.
ADDRESS = re.compile(
    r"\b(?:https?://|mailto:)[^\s<>\"\u200e\u200f\u202a-\u202e\u2066-\u2069]+", re.IGNORECASE
)
# What follows an address in a sentence is none of it.
ENDS = ".,:;!?'*_"
PAIRS = {")": "(", "]": "["}
LEAST = re.compile(r"https?://\w|mailto:[^@]+@\w", re.IGNORECASE)


class Piece(NamedTuple):
    """Some text, and where it leads to, if it does."""

    text: str
    url: str | None = None


def linked(text: str) -> Iterator[Piece]:
    """Return a text in pieces, of which those that are addresses lead there."""
    start = 0
    for match in ADDRESS.finditer(text):
        url = without_end(match.group())
        if not LEAST.match(url):
            continue
        yield Piece(text[start : match.start()])
        yield Piece(url, url)
        start = match.start() + len(url)
    yield Piece(text[start:])


def without_end(url: str) -> str:
    """Return an address without what belongs to the sentence around it."""
    while url[-1] in ENDS or (url[-1] in PAIRS and url.count(url[-1]) > url.count(PAIRS[url[-1]])):
        url = url[:-1]
    return url

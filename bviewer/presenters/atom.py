"""Atom, the format of feeds: RFC 4287. Thumbnails as Media RSS 1.5.1 has them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from bviewer.presenters.pictures import Picture

ATOM = "http://www.w3.org/2005/Atom"
MEDIA = "http://search.yahoo.com/mrss/"
XHTML = "http://www.w3.org/1999/xhtml"

# What no XML document may hold, however it is written (XML 1.0, production 2).
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that belongs to an entry: where it is, its media type and its bytes."""

    url: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An item in a feed. Times have an offset from UTC."""

    id: str
    url: str
    title: str
    published: datetime | None
    updated: datetime
    thumbnail: Picture | None
    picture: Picture | None
    enclosure: Enclosure | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """An album as a feed."""

    id: str
    url: str
    own_url: str
    title: str
    subtitle: str
    author: str
    updated: datetime
    entries: Sequence[Entry]


def write_feed(feed: Feed) -> bytes:
    """Return a feed as an XML document in UTF-8."""
    root = Element("feed", {"xmlns": ATOM, "xmlns:media": MEDIA})
    add_text(root, "id", feed.id)
    add_text(root, "title", feed.title)
    if feed.subtitle:
        add_text(root, "subtitle", feed.subtitle)
    add_text(root, "updated", feed.updated.isoformat())
    add_text(SubElement(root, "author"), "name", feed.author)
    SubElement(root, "link", rel="alternate", type="text/html", href=feed.url)
    SubElement(root, "link", rel="self", type="application/atom+xml", href=feed.own_url)
    for entry in feed.entries:
        add_entry(root, entry)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def add_entry(root: Element, entry: Entry) -> None:
    """Add one item: where its page is, what it looks like if there is a picture of it, and the
    file of one that plays."""
    element = SubElement(root, "entry")
    add_text(element, "id", entry.id)
    add_text(element, "title", entry.title)
    if entry.published is not None:
        add_text(element, "published", entry.published.isoformat())
    add_text(element, "updated", entry.updated.isoformat())
    SubElement(element, "link", rel="alternate", type="text/html", href=entry.url)
    if entry.enclosure is not None:
        href, size = entry.enclosure.url, str(entry.enclosure.size)
        kind = {"rel": "enclosure", "type": entry.enclosure.media_type}
        SubElement(element, "link", {**kind, "href": href, "length": size})
    thumbnail, picture, title = entry.thumbnail, entry.picture, clean(entry.title)
    if thumbnail is not None:
        SubElement(element, "media:thumbnail", {"url": thumbnail.url, **thumbnail.measures})
    content = SubElement(element, "content", type="xhtml")
    link = SubElement(SubElement(content, "div", xmlns=XHTML), "a", href=entry.url)
    if picture is None:
        link.text = title
    else:
        SubElement(link, "img", {"src": picture.url, "alt": title, **picture.measures})


def add_text(parent: Element, name: str, text: str) -> None:
    """Add an element that holds text."""
    SubElement(parent, name).text = clean(text)


def clean(text: str) -> str:
    """Return text without the characters that XML cannot write."""
    return UNWRITABLE.sub("", text)

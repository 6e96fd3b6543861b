from dataclasses import replace
from datetime import UTC, datetime
from xml.etree.ElementTree import fromstring

import pytest

from bviewer.presenters.atom import ATOM, MEDIA, XHTML, Enclosure, Entry, Feed, clean, write_feed
from bviewer.presenters.pictures import Picture

NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)
HOSTILE = "\"><img src=x>&amp;</title>]]><![CDATA[\x00\x01\x0b\x1b\x1f\ud800\ufffe\uffff'🏔"
AS_READ = "\"><img src=x>&amp;</title>]]><![CDATA['🏔"


def entry(text: str) -> Entry:
    return Entry(
        id="tag:x", url="http://pub.test/a/?b&c", title=text, published=NOON, updated=NOON,
        thumbnail=Picture("http://pub.test/s", {"width": "3", "height": "2"}),
        picture=Picture("http://pub.test/b", {}),
    )  # fmt: skip


def written(text: str, entries: int = 1):
    document = write_feed(
        Feed(
            id="tag:y", url="http://pub.test/", own_url="http://pub.test/feed", title=text,
            subtitle=text, author=text, updated=NOON, entries=[entry(text)] * entries,
        )
    )  # fmt: skip
    return fromstring(document)


def test_hostile_text_stays_text():
    feed = written(HOSTILE)
    for path in ("title", "subtitle", "author/name", "entry/title"):
        name = "/".join(f"{{{ATOM}}}{part}" for part in path.split("/"))
        assert feed.findtext(name) == AS_READ
    assert feed.find(f".//{{{XHTML}}}img").get("alt") == AS_READ


def test_a_file_is_enclosed_with_its_type_and_size():
    film = Enclosure("http://pub.test/a/?b&c/play", "video/mp4", 1234)
    feed = write_feed(
        Feed(
            id="tag:y", url="http://pub.test/", own_url="http://pub.test/feed", title="y",
            subtitle="", author="y", updated=NOON,
            entries=[entry("photograph"), replace(entry("film"), enclosure=film)],
        )
    )  # fmt: skip
    links = fromstring(feed).findall(f".//{{{ATOM}}}link[@rel='enclosure']")
    assert [link.attrib for link in links] == [
        {"rel": "enclosure", "href": film.url, "type": "video/mp4", "length": "1234"}
    ]


def test_a_feed_without_entries_is_one():
    feed = written("", entries=0)
    assert feed.find(f"{{{ATOM}}}entry") is None
    assert feed.find(f"{{{ATOM}}}subtitle") is None
    assert feed.findtext(f"{{{ATOM}}}updated") == "2024-06-01T12:00:00+00:00"


def test_an_entry_links_to_its_page_and_shows_its_picture():
    found = written("a").find(f"{{{ATOM}}}entry")
    assert found.find(f"{{{ATOM}}}link").get("href") == "http://pub.test/a/?b&c"
    thumbnail = found.find(f"{{{MEDIA}}}thumbnail")
    assert thumbnail.attrib == {"url": "http://pub.test/s", "width": "3", "height": "2"}
    assert found.find(f".//{{{XHTML}}}img").get("src") == "http://pub.test/b"


@pytest.mark.parametrize("character", ["\t", "\n", "\r", " ", "\ud7ff", "\ue000", "\ufffd", "🏔"])
def test_what_can_be_written_is_kept(character):
    assert clean(f"a{character}b") == f"a{character}b"


@pytest.mark.parametrize("number", [*range(9), 11, 12, *range(14, 32), 0xD800, 0xDFFF, 0xFFFE])
def test_what_cannot_be_written_is_left_out(number):
    assert clean(f"a{chr(number)}b") == "ab"

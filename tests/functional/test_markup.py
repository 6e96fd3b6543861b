"""Pages whatever people write: nothing inline, no markup of theirs, texts that scripts read."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from webtest import TestResponse

import bviewer
from bviewer.albums.editing import set_title
from bviewer.models import Album
from tests.mirrored import mirror
from tests.site import Site

STATIC = Path(bviewer.__file__).parent / "static"
MARKUP = "</script><img src=x onerror=alert(1)> & \"quoted\" 'too'"


def every_page(site: Site) -> Iterator[TestResponse]:
    """A page of each kind, for strangers and for people."""
    folder = "open"
    for name in (None, "owner"):
        browser = site.browser(name)
        album, image = site.album_url(folder), site.image_url(f"{folder}/a.jpg")
        for url in ("/", "/?year=2024", album, f"{album}?year=2024", image, "/login"):
            yield browser.get(url)
        yield browser.get("/nothing", status=404)


def described(site: Site) -> Site:
    """The site with markup in all that people write."""
    with site.session() as session:
        for album in session.scalars(select(Album)):
            set_title(album, MARKUP)
            album.description = f"One line\nanother <b>line</b> & {MARKUP}\n\nthe end"
    site.write(f"open/{MARKUP.replace('/', '')}.jpg")
    mirror(site)
    return site


def test_pages_have_nothing_inline(gallery: Site) -> None:
    for page in every_page(described(gallery)):
        assert "unsafe" not in page.headers["Content-Security-Policy"]
        assert page.html.find_all("style") == []
        for tag in page.html.find_all(True):
            assert "style" not in tag.attrs, tag
            assert not any(name.startswith("on") for name in tag.attrs), tag
            assert not str(tag.get("href", "")).startswith(("javascript:", "data:")), tag
        for script in page.html.find_all("script"):
            is_data = script.get("type") == "application/json"
            assert is_data or (script["src"].startswith("/static/") and not script.text), script


def test_descriptions_are_plain_text_with_line_breaks(gallery: Site) -> None:
    page = described(gallery).browser().get(gallery.album_url("open"))
    description = page.html.select_one(".description")
    assert description.text == f"One line\nanother <b>line</b> & {MARKUP}\n\nthe end"
    assert description.find_all(True) == []
    rules = (STATIC / "css" / "page.css").read_text(encoding="utf-8")
    assert re.search(r"\.description \{[^}]*white-space: pre-line", rules)


def test_pages_have_no_blank_lines(gallery: Site) -> None:
    for page in every_page(described(gallery)):
        lines = re.sub(r'class="description">.*?</p>', "", page.text, flags=re.DOTALL).splitlines()
        assert [number for number, line in enumerate(lines) if not line.strip()] == []


def test_titles_with_markup_are_text(gallery: Site) -> None:
    page = described(gallery).browser().get(gallery.album_url("open"))
    assert page.html.h1.text == MARKUP
    assert page.html.title.text == f"{MARKUP} · {MARKUP}"
    assert page.html.select_one(".breadcrumbs a").text == MARKUP
    assert MARKUP.replace("/", "") in [image["alt"] for image in page.html.select("#images img")]
    assert page.html.select("[onerror]") == []
    assert "<img src=x" not in page


def test_texts_for_scripts_cannot_end_their_element(gallery: Site) -> None:
    album = described(gallery).album_url("open")
    for language in ("en", "de", "es", "fr", "ru"):
        page = gallery.browser().get(album, headers={"Accept-Language": language})
        (script,) = re.findall(
            r'<script type="application/json" id="texts">(.*?)</script>', page.text
        )
        assert not set("<>&'") & set(script), language
        texts = json.loads(script)
        assert texts.keys() >= {"close", "previous", "next", "details", "download", "error"}
        assert all(texts.values()), language
        assert MARKUP not in texts.values()


def test_placeholders_come_with_the_first_rendition(gallery: Site) -> None:
    browser, album = gallery.browser(), gallery.album_url("open")
    image = gallery.image_url("open/a.jpg")
    assert browser.get(album).html.select("[data-colours]") == []
    assert browser.get(image).html.select("[data-colours]") == []
    browser.get(f"{image}small.jpg", status="*")
    browser.get(f"{image}small.jpg", status=200)
    for url, selector in (
        ("/", ".albums .cover"), (album, "#images > li > a"), (image, ".photograph .stage"),
    ):  # fmt: skip
        places = browser.get(url).html.select(f"{selector}[data-colours]")
        assert [len(b64decode(place["data-colours"])) for place in places] == [6 * 6 * 3]

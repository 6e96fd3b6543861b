"""Origins of other sites whose pages may use the API."""

import pytest

from bviewer.albums import api_origins
from bviewer.albums.api_origins import set_api_origins
from bviewer.models import Gallery
from tests.problems import refused


def stored(text: str) -> str:
    """What is kept of a text."""
    gallery = Gallery(api_origins="https://before.example")
    set_api_origins(gallery, text)
    return gallery.api_origins


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("", ""),
        (" \r\n ", ""),
        ("https://site.example", "https://site.example"),
        ("HTTPS://Site.Example./", "https://site.example"),
        (
            "https://site.example:443 http://site.example:80",
            "https://site.example\nhttp://site.example",
        ),
        (
            "http://localhost:5173\r\nhttps://a.example:8443",
            "http://localhost:5173\nhttps://a.example:8443",
        ),
        ("https://a.example https://A.example/", "https://a.example"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_origins_are_kept_as_browsers_send_them(text: str, origins: str) -> None:
    assert stored(text) == origins


@pytest.mark.parametrize(
    "origin",
    [
        *("*", "null", "site.example", "//site.example", "ftp://site.example", "https://"),
        *("https://*.site.example", "https://me@site.example", "https://site.example/page"),
        *("https://site.example?a=b", "https://site.example#top", "https://site.example:99999"),
        *("https://site.example:x", "https://[::1", "https://a%2eb.example", "javascript:alert(1)"),
    ],
)
def test_what_is_no_origin_is_refused(origin: str) -> None:
    with refused("origin_invalid", "api_origins", origin=origin):
        stored(f"https://good.example {origin}")


def test_there_are_not_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_origins, "MOST_ORIGINS", 2)
    assert stored("https://a.example https://b.example").count("\n") == 1
    with refused("origins_many", "api_origins", maximum=2):
        stored("https://a.example https://b.example https://c.example")

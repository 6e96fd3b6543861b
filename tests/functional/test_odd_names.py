"""Every name that a file system allows: shown, opened and downloaded, with the right bytes."""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from urllib.parse import unquote

import pytest
from webtest import TestApp, TestResponse

from bviewer.library.names import display_name
from tests.crawl import crawl
from tests.functional.stacks import everywhere, in_a_soak
from tests.site import Site
from tests.unit.sync.fixtures import picture

pytestmark = [everywhere, in_a_soak]

NAMES = [
    "plain", "sp ace", "   ", "'single'", '"double"', "h#sh", "100%", "%41", "A", "%2e%2e", "%00",
    "q?uery", "a?b&c=d", "new\nline", "\r\n", "tab\t", "\x1b[31m", "\x7f", "emoji👩‍🚀",
    "nfc-\u00e9", "nfd-e\u0301", "Case", "case", "\u00df", "ss", "\u0130", "\u2028", "фото", "写真",
    "bad\udcff\udcfe", "\udc80", "\u202egpj.exe", "\u2066isolate", "-rf", "--", "~", "$(id)",
    "`id`", "a;b", "a|b", "a\\b", "C:\\x", "a:b", "<script>alert(1)", "\" onclick=x", "&amp;",
    "{{7*7}}",
    "edit", "login", "logout", "static", "api", "admin", "full", "download", "@@edit", "tiny.jpg",
    "index.html", "nul", "a=b+c,d", "é" * 125, "x" * 251,
]  # fmt: skip

LONGEST = 255 - len(".jpg")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A library with each name as a folder and as a file; SHA-256 by path. Its root is at ''."""
    root = tmp_path_factory.mktemp("odd")
    digests = {"": str(root)}
    for number, name in enumerate(NAMES):
        for path, content in (
            (f"{name}/inside.jpg", picture(2 * number)),
            (f"files/{os.fsdecode(os.fsencode(name)[:LONGEST])}.jpg", picture(2 * number + 1)),
        ):
            (root / path).parent.mkdir(exist_ok=True)
            assert not (root / path).exists()
            (root / path).write_bytes(content)
            digests[path] = hashlib.sha256(content).hexdigest()
    return digests


PATHS = [
    path
    for name in NAMES
    for path in (f"{name}/inside.jpg", f"files/{os.fsdecode(os.fsencode(name)[:LONGEST])}.jpg")
]


@contextmanager
def synced(folder: Path, database: Path, library: dict[str, str], **changes: str) -> Iterator[Site]:
    """A site over the library."""
    site = Site(folder, database, **{"bviewer.library": library[""], **changes})
    site.add_gallery()
    report = site.sync()
    assert (report.added, report.skipped) == (len(PATHS), [])
    yield site
    site.close()


@pytest.fixture(scope="module")
def direct(
    tmp_path_factory: pytest.TempPathFactory, database: Path, library: dict[str, str]
) -> Iterator[Site]:
    with synced(tmp_path_factory.mktemp("direct"), database, library) as site:
        yield site


@pytest.fixture(scope="module")
def browser(direct: Site) -> TestApp:
    return direct.browser()


@pytest.fixture(scope="module")
def answers(browser: TestApp) -> dict[str, TestResponse]:
    """All that is reached by following links, but for pictures that are made."""
    return crawl(browser, ["/"], is_wanted)


def is_wanted(url: str) -> bool:
    """Whether a link is followed. The page around a photograph is the same for all of one album."""
    is_around_one_of_many = url.startswith("/files-") and "?at=" in url
    return ".jpg" not in url and "/login?" not in url and not is_around_one_of_many


def saved_name(disposition: str) -> str:
    """The name under which a browser saves a download (RFC 6266), checked on the way."""
    assert disposition.isascii()
    assert disposition.isprintable()
    message = Message()
    message["Content-Disposition"] = disposition
    assert message.get_content_disposition() == "attachment"
    plain = message.get_filename()
    assert plain is not None
    extended = re.search(r"filename\*=UTF-8''(\S+)$", disposition)
    assert extended is not None
    name = unquote(extended[1], errors="strict")
    assert len(name.encode()) <= 255
    assert not set(name) & set("/\\\r\n\0\u202e\u2066")
    return name


def test_every_page_and_every_byte_of_it_is_reached_by_following_links(
    direct: Site,
    answers: dict[str, TestResponse],
    library: dict[str, str],
    subtests: pytest.Subtests,
):
    assert {answer.status_int for answer in answers.values()} == {200}
    assert sum(url.endswith("/full") for url in answers) == len(PATHS)
    albums: dict[str, str] = {}
    for path in PATHS:
        with subtests.test(path=ascii(path)):
            folder, _, name = path.partition("/")
            if folder not in albums:
                albums[folder] = direct.album_url(folder)
                check_page(answers[albums[folder]], folder)
            image = f"{albums[folder]}{direct.image(path).id}/"
            check_page(answers[image], name.removesuffix(".jpg"))
            original = answers[f"{image}full"]
            assert hashlib.sha256(original.body).hexdigest() == library[path]
            check_headers(original)


def check_page(page: TestResponse, name: str) -> None:
    """Of an album or an image: what it is called is its heading."""
    page.body.decode("utf-8", "strict")
    assert page.headers["Content-Type"] == "text/html; charset=UTF-8"
    assert page.html.h1.get_text() == display_name(name)


def check_headers(original: TestResponse) -> None:
    """What is said about an original, by whoever sends it."""
    assert saved_name(original.headers["Content-Disposition"]).endswith(".jpg")
    assert original.headers["Content-Type"] == "image/jpeg"
    assert original.headers.getall("X-Content-Type-Options") == ["nosniff"]
    assert original.headers.getall("Cache-Control") == ["private, no-cache"]
    assert "X-Accel-Redirect" not in original.headers


@pytest.mark.stacks("embedded")  # The bytes of originals prove that each file is found by its row.
def test_thumbnails_are_made(direct: Site, browser: TestApp, subtests: pytest.Subtests):
    for path in PATHS[::7]:
        with subtests.test(path=ascii(path)):
            url = f"{direct.image_url(path)}small.jpg"
            assert browser.get(url).status_int in {200, 202}
            thumbnail = browser.get(url)
            assert (thumbnail.status_int, thumbnail.body[:2]) == (200, b"\xff\xd8")
            policy = thumbnail.headers.getall("Content-Security-Policy")
            assert policy == ["default-src 'none'; sandbox"]


def test_twins_and_words_of_ours_have_pages_of_their_own(direct: Site, browser: TestApp):
    names = ["nfc-\u00e9", "nfd-e\u0301", "Case", "case", "edit", "login", "static", "api"]
    urls = {direct.album_url(name) for name in names}
    assert len(urls) == len(names)
    assert browser.get("/login").html.form is not None
    assert browser.get("/edit", status=404)


def test_no_name_becomes_markup(direct: Site, browser: TestApp):
    for url in ("/", direct.album_url("files"), direct.album_url("<script>alert(1)")):
        page = browser.get(url)
        assert b"<script>alert" not in page.body
        assert b"&amp;amp;" in page.body or "files" not in url
        assert "49" not in page.html.main.get_text().split()

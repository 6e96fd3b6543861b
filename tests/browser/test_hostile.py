"""Names, titles, descriptions and facts of cameras that were written by somebody hostile.

A browser that looks at all of it sees texts: nothing runs, nothing is even tried that the content
security policy would have to stop.
"""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import BrowserContext, Dialog, Page
from sqlalchemy import select

from bviewer.accounts.sessions import open_session
from bviewer.db.sessions import work_session
from bviewer.models import Album, Gallery, User
from bviewer.process.project import open_project
from tests.browser.conftest import Gallery as Served
from tests.browser.conftest import serving
from tests.browser.viewing import wait_until_open

MARKUP = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>"
TEXTS = [
    MARKUP,
    "</title></textarea></script><svg onload=alert(3)>",
    "'-alert(4)-'",
    "javascript:alert(5)",
    "{{7*7}}${7*7}{% raise %}",
    "\u2028\u2029\u202e<!--]]>",
    "&lt;img src=x onerror=alert(6)&gt;",
    "%22%3E%3Cimg src=x onerror=alert(7)%3E",
]
# Of each page of an owner, three are as good as all: each has all texts, and other ones as titles.
ENOUGH = 3
# Of files: the same without slashes.
NAMES = [text.replace("/", "\u2215") for text in TEXTS]

NOTE = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) =>
    window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
INTRUDERS = """[
    ...document.querySelectorAll("[onerror], [onload], iframe, object"),
    ...document.querySelectorAll("svg:not(.shape, .swagger-ui *)"),
    ...document.querySelectorAll("a[href^=javascript], img[src=x], [srcdoc], style"),
    ...document.querySelectorAll("[style]:not(.stage)"),
    ...document.querySelectorAll("script:not([src]):not([type='application/json'])"),
].map((element) => element.outerHTML)"""


def hostile_photograph(number: int) -> bytes:
    """A photograph all of whose texts are hostile."""
    text = TEXTS[number % len(TEXTS)]
    exif = Image.Exif()
    base = ExifTags.Base
    for tag in (base.Make, base.Model, base.ImageDescription, base.Artist, base.Copyright):
        exif[tag] = text.encode("utf-8").decode("latin-1")
    exif[base.XPTitle] = text.encode("utf-16-le")
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[base.LensModel] = text.encode("utf-8").decode("latin-1")
    details[base.UserComment] = b"ASCII\0\0\0" + text.encode()
    details[base.DateTimeOriginal] = f"2024:05:0{number + 1} 10:00:00"
    position = exif.get_ifd(ExifTags.IFD.GPSInfo)
    position[ExifTags.GPS.GPSLatitudeRef] = "<img src=x onerror=alert(8)>"
    position[ExifTags.GPS.GPSLatitude] = (41.0, 53.0, 0.0)
    file = BytesIO()
    Image.new("RGB", (900, 600), (90, 60, 20 * number)).save(
        file, "JPEG", exif=exif, comment=text.encode()
    )
    return file.getvalue()


def make_library(root: Path) -> Path:
    """An album of each name, and one in the first of them."""
    for number, folder in enumerate([*NAMES, f"{NAMES[0]}/{NAMES[-1]}"]):
        (root / folder).mkdir(parents=True)
        photograph = root / folder / f"{NAMES[number % len(NAMES)]}.jpg"
        photograph.write_bytes(hostile_photograph(number % len(NAMES)))
    return root


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The gallery of that library, whose owner has a hostile name and writes hostile texts."""
    folder = tmp_path_factory.mktemp("hostile")
    with serving(folder, make_library(folder / "library")) as gallery:
        with open_project(gallery.ini) as runtime, work_session(runtime.engine) as session:
            for number, album in enumerate(session.scalars(select(Album).order_by(Album.folder))):
                album.title = TEXTS[number % len(TEXTS)]
                album.description = "\n".join(TEXTS)
            row = session.scalars(select(Gallery)).one()
            row.about_title, row.about_text = MARKUP, "\n".join(TEXTS)
            session.get_one(User, row.owner_id).name = MARKUP
        yield gallery


def note_dialogs(page: Page) -> list[str]:
    """What the page says in dialogs from now on."""
    said: list[str] = []

    def note(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    return said


def look_around(gallery: Served, page: Page) -> tuple[set[str], list[str]]:
    """Open pages that links lead to, every one that has no name; returns them, and what was
    wrong."""
    found = note_dialogs(page)
    page.add_init_script(NOTE)
    host, seen = urlsplit(gallery.address).netloc, set[str]()
    opened = Counter[str]()
    first = [gallery.address, f"{gallery.address}login?next={MARKUP}", f"{gallery.address}?at=x"]
    waiting = {essence(url): url for url in first}
    while waiting:
        key, address = waiting.popitem()
        view = urlsplit(address).path.rpartition("/")[2]
        opened[view] += 1
        if view and opened[view] > ENOUGH:
            continue
        page.goto(address)
        found += page.evaluate(f"[...window.violations, ...{INTRUDERS}]")
        seen.add(key)
        links = page.evaluate("[...document.querySelectorAll('main a, nav a')].map((a) => a.href)")
        pages = {url.partition("#")[0] for url in links if urlsplit(url).netloc == host}
        new = {essence(url): url for url in pages if not is_file(url) and essence(url) not in seen}
        waiting = new | waiting
    return seen, found


def essence(url: str) -> str:
    """What tells a page from others: whence one signs in or looks into a folder does not."""
    path, query = urlsplit(url)[2:4]
    page = path.rpartition("/")[2]
    if page == "login":
        return page
    return f"{page}?{query}" if page == "folders" and query else url


def is_file(url: str) -> bool:
    """Whether an address is that of something to be kept, not looked at."""
    return urlsplit(url).path.rpartition("/")[2] in {"full", "feed"}


@pytest.mark.parametrize("name", [None, "owner"])
def test_hostile_texts_are_texts(
    gallery: Served, context: BrowserContext, name: str | None
) -> None:
    if name:
        with open_project(gallery.ini) as runtime, work_session(runtime.engine) as session:
            only = session.scalars(select(Gallery)).one()
            token = open_session(session, only.owner_id, only.id)
        context.add_cookies([{"name": "bv", "value": token, "url": gallery.address}])
    page = context.new_page()
    seen, found = look_around(gallery, page)
    assert found == []
    assert len(seen) > 2 * 2 * len(NAMES)


def test_the_viewer_shows_them_as_texts_too(gallery: Served, page: Page) -> None:
    page.add_init_script(NOTE)
    dialogs = note_dialogs(page)
    page.goto(gallery.address)
    for album in page.locator(".albums a").evaluate_all("all => all.map((link) => link.href)"):
        page.goto(album)
        title = page.locator("#images img").first.get_attribute("alt")
        page.locator("#images a").first.click()
        wait_until_open(page)
        page.keyboard.press("i")
        page.wait_for_function("() => document.querySelector('.viewer-panel')?.textContent")
        assert page.locator(".viewer-caption strong").text_content() == title
        assert page.evaluate("window.violations") == []
        assert page.locator(".viewer img[src=x], .viewer script, .viewer [onerror]").count() == 0
    assert dialogs == []

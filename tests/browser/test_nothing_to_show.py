"""Pages with nothing to show: of a gallery that is empty, or being read; of what went wrong."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy.exc import OperationalError

from bviewer.process.project import open_project
from bviewer.sync.service import lock_file, run_sync
from bviewer.tree import root
from tests.browser.conftest import Gallery, serving
from tests.browser.library import SHAPES, write
from tests.browser.test_accessibility import violations
from tests.browser.waiting import Traffic
from tests.site import Site

FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder without photographs."""
    folder = tmp_path_factory.mktemp("nothing") / "library"
    folder.mkdir()
    (folder / "notes.txt").write_text("no photograph")
    return folder


@pytest.fixture(scope="module")
def gallery(library: Path) -> Iterator[Gallery]:
    """The gallery of that folder."""
    with serving(library.parent, library) as gallery:
        yield gallery


@pytest.mark.parametrize("window", ["phone", "laptop"])
def test_an_empty_gallery_says_so_and_does_nothing_more(gallery: Gallery, page: Page) -> None:
    page.clock.install()
    page.goto(gallery.address)
    expect(page.locator(".empty")).to_have_text("No photographs here.")
    assert violations(page) == []
    assert page.evaluate(FITS)
    assert count_requests(page, seconds=60) == 0


@pytest.mark.parametrize("window", ["phone", pytest.param("laptop", marks=pytest.mark.soak)])
def test_a_gallery_that_is_being_read_is_looked_at_less_and_less_often(
    gallery: Gallery, page: Page
) -> None:
    forget_syncs(gallery)
    page.clock.install()
    page.goto(gallery.address)
    expect(page.locator("#reading")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate(FITS)
    first, second = count_requests(page, seconds=60), count_requests(page, seconds=60)
    assert 14 >= first > second >= 1


@pytest.mark.parametrize("options", [{"java_script_enabled": False}])
def test_without_script_a_sentence_says_what_happens(gallery: Gallery, page: Page) -> None:
    forget_syncs(gallery)
    page.goto(gallery.address)
    expect(page.locator("#reading")).to_contain_text("are being read")


def test_the_first_photographs_come_by_themselves(
    gallery: Gallery, page: Page, library: Path
) -> None:
    forget_syncs(gallery)
    page.goto(gallery.address)
    expect(page.locator("#reading")).to_be_visible()
    write(library / "First 2024", "one.jpg", 1, SHAPES[0], 2024)
    with open_project(gallery.ini) as runtime:
        run_sync(runtime, 1)
    expect(page.get_by_role("link", name="First 2024")).to_be_visible()


def forget_syncs(gallery: Gallery) -> None:
    """As if the gallery had just been made."""
    with open_project(gallery.ini) as runtime:
        lock_file(runtime, 1).unlink(missing_ok=True)


def count_requests(page: Page, seconds: int) -> int:
    """How often the page asks for something in so many seconds, which pass quickly."""
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    with Traffic(page) as traffic:
        for _second in range(seconds):
            page.clock.run_for(1000)
            traffic.wait(20)  # The clock of the answer is another.
    return len(requests)


@pytest.fixture
def faults(site: Site, monkeypatch: pytest.MonkeyPatch) -> dict[int, str]:
    """The pages that say what went wrong, by their status."""
    browser = site.browser()
    pages = {400: browser.post("/login", status=400).text}
    for status, error in (
        (503, OperationalError("SELECT 1", {}, Exception("locked"))),
        (500, RuntimeError("a fault of ours")),
    ):
        monkeypatch.setattr(
            root, "load_ancestry", lambda *_rest, error=error, **_options: fail(error)
        )
        pages[status] = browser.get("/", status=status).text
    return pages


def fail(error: Exception) -> None:
    """Go wrong."""
    raise error


def answer_with(status: int, text: str) -> Callable[[Route], None]:
    """Have a browser believe that it was sent this page."""
    content_type = "text/html; charset=UTF-8"
    return lambda route: route.fulfill(status=status, body=text, content_type=content_type)


@pytest.mark.parametrize("window", ["phone", "laptop"])
def test_pages_of_what_went_wrong_are_without_fault(
    gallery: Gallery, context: BrowserContext, faults: dict[int, str]
) -> None:
    for status, text in faults.items():
        page = context.new_page()
        page.route(gallery.address, answer_with(status, text))
        page.goto(gallery.address)
        assert page.locator("h1").evaluate("h1 => getComputedStyle(h1).textAlign") == "center"
        assert violations(page) == [], status
        assert page.evaluate(FITS)

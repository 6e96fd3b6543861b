"""A real server over a generated library, and Chromium with the windows that people have."""

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)
from sqlalchemy import select

from bviewer.accounts.sessions import open_session
from bviewer.db.sessions import work_session
from bviewer.models import Gallery as GalleryRow
from bviewer.process.installation import Installation
from bviewer.process.project import open_project
from bviewer.queue.storage import make_huey
from tests.browser.library import make_library
from tests.ports import free_port
from tests.processes import LONG, Program, bviewer, running

PATIENCE = 60_000  # Milliseconds.
expect.set_options(timeout=PATIENCE)

# Without a graphics card, drawing a viewer that opens in a large window takes as long as all else:
# people with such windows want nothing to move, but in tests of what moves (`viewing.moving`).
STILL = {"reduced_motion": "reduce"}
WINDOWS: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "device_scale_factor": 2,
    },
    "laptop": {"viewport": {"width": 1280, "height": 800}, **STILL},
    "wall": {"viewport": {"width": 3840, "height": 2160}, **STILL},
}

# Chromium fetches lazy images that are up to 3,000 pixels away, which workers would have to make:
# nearly all of an album. These few pixels are enough to see the difference.
NEAR = ",".join(
    f"lazyLoadingImageMarginPx{network}=300"
    for network in ("Unknown", "Offline", "Slow2G", "2G", "3G", "4G")
)

# Counts what the page does to its visitor, from its first moment.
OBSERVE = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass
class Gallery:
    """A running gallery."""

    address: str
    server: Program
    ini: Path
    link: str = ""
    _albums: dict[str, str] = field(default_factory=dict)

    def album(self, page: Page, title: str) -> str:
        """The address of an album on the home page, which is opened for it once."""
        if title not in self._albums:
            page.goto(self.address)
            link = page.get_by_role("link", name=title).first
            self._albums[title] = str(link.evaluate("link => link.href"))
        return self._albums[title]

    def forget_work(self) -> None:
        """Let nobody wait behind hundreds of pictures that a test asked for and is gone."""
        make_huey(f"sqlite:///{self.ini.parent}/queue.sqlite", "any", PATIENCE / 1000).flush()

    def is_being_written(self) -> bool:
        """Tell whether a process writes into one of the databases."""
        return any(map(is_locked, self.ini.parent.glob("*.sqlite")))


def is_locked(database: Path) -> bool:
    """Tell whether nobody else can write into a database now."""
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
    return False


@dataclass
class Witness:
    """What went wrong in a page."""

    faults: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Note errors of scripts and of the console, violations of the CSP, failed requests."""
        page.on("console", lambda message: self.note(message.type == "error", message.text))
        page.on("pageerror", lambda error: self.note(True, str(error)))
        page.on("response", lambda answer: self.note(answer.status >= 400, answer.url))
        page.on("requestfailed", lambda request: self.note(is_fault(request), request.url))

    def note(self, is_fault: bool, text: str) -> None:
        """Note a fault, if it is one."""
        if is_fault:
            self.faults.append(text)


def is_fault(request: Any) -> bool:
    """A page that is left takes its unfinished requests with it. Without scripts Chromium tells
    that it did not ask for those that a page says it will need."""
    return not any(reason in (request.failure or "") for reason in ("ERR_ABORTED", "csp"))


@pytest.fixture(scope="session")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated library."""
    return make_library(tmp_path_factory.mktemp("browser") / "Anna's photographs")


def prepare(folder: Path, library: Path, settings: dict[str, str]) -> Installation:
    """An installation whose workers do only what is asked for, by whoever tests ask it of."""
    place = Installation(folder)
    place.create(library.resolve())
    quiet = {
        "bviewer.precache": "false",
        "bviewer.video_pictures": "false",
        "bviewer.watch": "false",
    }
    settings = {**quiet, "bviewer.work_per_address": "100000", **settings}
    lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
    place.ini.write_text(place.ini.read_text().replace("[server:main]", f"{lines}\n[server:main]"))
    return place


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory, photographs: Path) -> Iterator[Gallery]:
    """The gallery of the generated library."""
    with serving(tmp_path_factory.mktemp("served"), photographs) as gallery:
        yield gallery


def be_owner(gallery: Gallery, page: Page) -> None:
    """Be signed in as the owner, who is shown also what is gone or empty."""
    with open_project(gallery.ini) as runtime, work_session(runtime.engine) as session:
        owner_id = session.scalars(select(GalleryRow.owner_id)).one()
        token = open_session(session, owner_id, 1)
    page.context.add_cookies([{"name": "bv", "value": token, "url": gallery.address}])


@contextmanager
def serving(
    folder: Path, library: Path, patience: float = LONG, **settings: str
) -> Iterator[Gallery]:
    """`bviewer serve` over a library, with all that it writes in a folder, once all is read."""
    place, port = prepare(folder / "data", library, settings), free_port()
    command = bviewer("serve", "--data", place.folder, "--port", port)
    with running(command, folder / "serve", port) as server:
        server.wait_for_log("Owner, once")
        server.wait_for_log("files: ", patience)
        link = server.log.split("Owner, once")[1].split()[0]
        yield Gallery(f"http://localhost:{port}/", server, place.ini, link)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives browsers; there can be one in a process."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, without what is around a page: that takes a third of the time."""
    browser = launch(playwright)
    yield browser
    browser.close()


def launch(
    playwright: Playwright, program: str = "chromium-headless-shell", **options: Any
) -> Browser:
    """Start it."""
    arguments = ["--no-sandbox", "--disable-gpu", f"--blink-settings={NEAR}"]
    return playwright.chromium.launch(
        executable_path=f"/usr/bin/{program}", args=arguments, **options
    )


@pytest.fixture
def sleeping(gallery: Gallery) -> Iterator[list[int]]:
    """The worker processes, which do nothing until they are told to go on.

    Nobody else could write while one that is writing sleeps.
    """
    processes = gallery.server.workers
    stop(processes)
    while gallery.is_being_written():
        go_on(processes)
        time.sleep(0.01)
        stop(processes)
    yield processes
    go_on(processes)


def stop(awake: list[int]) -> None:
    """Put the workers to sleep."""
    for process in awake:
        os.kill(process, signal.SIGSTOP)


def go_on(sleeping: list[int]) -> None:
    """Wake the workers."""
    for process in sleeping:
        os.kill(process, signal.SIGCONT)


@pytest.fixture
def window() -> str:
    """The window of a test; a parameter changes it."""
    return "laptop"


@pytest.fixture
def options() -> dict[str, Any]:
    """More options of a browser context; a parameter changes them."""
    return {}


@pytest.fixture
def witness() -> Witness:
    """Who notes what goes wrong in the page of a test."""
    return Witness()


@pytest.fixture
def context(chromium: Browser, window: str, options: dict[str, Any]) -> Iterator[BrowserContext]:
    """A browser of its own."""
    context = chromium.new_context(**{**WINDOWS[window], "locale": "en-GB", **options})
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, witness: Witness, gallery: Gallery) -> Iterator[Page]:
    """A page in which nothing may go wrong."""
    page = context.new_page()
    page.add_init_script(OBSERVE)
    witness.watch(page)
    yield page
    gallery.forget_work()
    assert witness.faults == []


@pytest.fixture
def album(gallery: Gallery, page: Page) -> str:
    """The address of an album, which is open."""
    address = gallery.album(page, "Iceland 2024")
    page.goto(address)
    return address

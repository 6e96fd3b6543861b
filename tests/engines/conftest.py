"""Debian's Chromium, Firefox and WebKitGTK over a real server with a generated library."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from tests.browser.conftest import Gallery, serving
from tests.browser.library import SHAPES, write
from tests.engines.protocols import BiDi, Driver, WebDriver
from tests.engines.window import Window
from tests.ports import free_port
from tests.processes import ROOT, Program, bviewer, running, wait_until

ENGINES = ["chromium", "firefox", "webkit"]
LARGE = 2000
AGES = 600  # Seconds to read all of it on a machine that does much else.
NAME, PASSWORD = "berta", "a bicycle in the rain"
NAMES = {"chromium": "chromedriver", "firefox": "firefox-esr", "webkit": "WebKitWebDriver"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Three engines take long by nature."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.soak)


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    """A gallery of two small albums and a large one."""
    root = tmp_path_factory.mktemp("engines") / "Photographs"
    for year, place in ((2022, "Rome"), (2024, "Iceland")):
        for number in range(14):
            shape = SHAPES[number % len(SHAPES)]
            write(root / f"{place} {year}", f"View {number:02}.jpg", number, shape, year)
    for number in range(LARGE):
        write(root / "Many 2021", f"Picture {number:04}.jpg", number, (60, 40), 2021)
    with serving(tmp_path_factory.mktemp("served"), root, AGES) as gallery:
        make_pictures(gallery.server, "rome")
        add = bviewer("user", gallery.ini, "add", NAME, "--password", PASSWORD)
        subprocess.run(add, check=True, cwd=ROOT)
        yield gallery


def make_pictures(server: Program, name: str) -> None:
    """Have all pictures of an album made: journeys wait for none, however busy a machine is."""
    [album] = set(re.findall(rf'href="[^"]*?(/{name}[^"]*/)"', server.get("/").body.decode()))
    for page in set(re.findall(rf'href="[^"]*?({album}[^"/]+/)"', server.get(album).body.decode())):
        server.wait_for(f"{page}big.jpg")


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The name of an engine."""
    name: str = request.param
    if shutil.which(NAMES[name]) is None:
        pytest.fail(f"{name} is not installed: make engines installs it", pytrace=False)
    return name


@pytest.fixture
def scripted() -> bool:
    """Whether pages may run scripts; a parameter changes it."""
    return True


@pytest.fixture
def window(engine: str, scripted: bool, gallery: Gallery, tmp_path: Path) -> Iterator[Window]:
    """A window of an engine that has never been here, at no page yet."""
    start = {"chromium": chromium, "firefox": firefox, "webkit": webkit}[engine]
    with start(tmp_path, scripted=scripted) as driver:
        # WebKitGTK draws few frames without a screen: a quick drag would be one move.
        yield Window(driver, 80) if engine == "webkit" else Window(driver)
    gallery.forget_work()


@contextmanager
def chromium(folder: Path, *, scripted: bool) -> Iterator[Driver]:
    """Chromium by its own driver."""
    options = {
        "binary": "/usr/bin/chromium-headless-shell",
        "args": ["--no-sandbox", "--disable-gpu", "--headless"],
    }
    with driving(["chromedriver"], folder, {"goog:chromeOptions": options}) as driver:
        if not scripted:
            driver.forbid_scripts()
        yield driver


@contextmanager
def webkit(folder: Path, *, scripted: bool) -> Iterator[Driver]:
    """WebKitGTK's small browser, on a screen that nobody sees."""
    [binary] = Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser")
    javascript = f"--enable-javascript={json.dumps(scripted)}"
    options = {"binary": str(binary), "args": ["--automation", javascript]}
    screen = ["Xvfb", "-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
    with running(screen, folder) as xvfb:
        wait_until(lambda: xvfb.log.endswith("\n"), "a screen")
        display = f"DISPLAY=:{xvfb.log.split()[-1]}"
        command = ["env", display, "NO_AT_BRIDGE=1", "WebKitWebDriver"]
        with driving(command, folder, {"webkitgtk:browserOptions": options}) as driver:
            yield driver


@contextmanager
def driving(command: list[str], folder: Path, capabilities: dict[str, Any]) -> Iterator[WebDriver]:
    """A page that is driven by a program beside its engine."""
    port = free_port()
    with running([*command, f"--port={port}"], folder, port) as program:
        wait_until(lambda: is_ready(program), "the driver")
        driver = WebDriver(port, capabilities)
        yield driver
        driver.close()


def is_ready(program: Program) -> bool:
    """Tell whether a driver answers."""
    try:
        return program.get("/status").status == HTTPStatus.OK
    except OSError:
        return False


@contextmanager
def firefox(folder: Path, *, scripted: bool) -> Iterator[Driver]:
    """Firefox, which needs no driver."""
    profile = folder / "profile"
    profile.mkdir()
    preferences = {"javascript.enabled": scripted, "app.normandy.enabled": False}
    lines = [
        f"user_pref({json.dumps(each)}, {json.dumps(value)});"
        for each, value in preferences.items()
    ]
    (profile / "user.js").write_text("\n".join(lines))
    command = ["firefox-esr", "--headless", "--profile", str(profile), "--remote-debugging-port=0"]
    said = "WebDriver BiDi listening on "
    with running(command, folder) as program:
        program.wait_for_log(said)
        address = program.log.split(said)[1].split()[0]
        with connect(f"{address}/session", max_size=None) as connection:
            yield BiDi(connection)

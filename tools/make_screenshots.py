"""Take pictures of the demo library as visitors see it, for README.md.

Usage: python tools/make_screenshots.py [FOLDER]. Starts `bviewer serve` on a temporary folder and
looks at it with Debian's Chromium.
"""

import socket
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
WINDOWS = {
    "laptop": {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
}
ALBUM = "Iceland, ring road"
# Pictures of the page are there when no tile shows a placeholder any more.
SETTLED = """() => [...document.images].every(
    (image) => image.getBoundingClientRect().top > innerHeight
        || (image.complete && image.naturalWidth > 6))"""


def main(folder: Path) -> None:
    """Paint the demo library, show it, and take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
        probe.close()
        command = [sys.executable, "-m", "bviewer", "serve", "--data", data, "--port", str(port)]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own.
        try:
            address = f"http://localhost:{port}/"
            wait_for(address)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
                )
                for name in WINDOWS:
                    take(browser, name, address, folder)
                browser.close()
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    """Wait until the albums are there."""
    for _ in range(600):
        try:
            if b'class="albums"' in urlopen(address).read():  # noqa: S310 - our own.
                return
        except URLError:
            pass
        time.sleep(0.5)
    raise TimeoutError(address)


def take(browser: Browser, name: str, address: str, folder: Path) -> None:
    """The pictures of one window."""
    context = browser.new_context(**WINDOWS[name], locale="en-GB")  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(address)
    save(page, folder / f"home-{name}.jpg")
    page.get_by_role("link", name="2024").last.click()
    page.get_by_role("link", name=ALBUM).first.click()
    save(page, folder / f"album-{name}.jpg")
    page.locator("#images a").nth(1).click()
    page.wait_for_function(
        "() => [...document.querySelectorAll('.pswp__img')].some((i) => i.naturalWidth > 600)"
    )
    page.wait_for_timeout(1000)
    save(page, folder / f"viewer-{name}.jpg")
    page.keyboard.press("i")
    page.wait_for_timeout(1000)
    save(page, folder / f"details-{name}.jpg")
    page.goto(f"{address}?year=1900")
    save(page, folder / f"empty-{name}.jpg")
    context.close()


def save(page: Page, file: Path) -> None:
    """One picture, when everything in it is there."""
    page.wait_for_function(SETTLED)
    page.wait_for_timeout(400)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.save(file, quality=82, optimize=True, progressive=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "docs" / "screenshots")

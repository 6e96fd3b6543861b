"""Pictures that are not made yet, and time that passes as fast as a test can look."""

import time
from io import BytesIO
from typing import Self

from PIL import Image
from playwright.sync_api import Page, Request, Route

from tests.browser.conftest import PATIENCE


def placeholder() -> bytes:
    """What the server sends for a picture that is still being made."""
    file = BytesIO()
    Image.new("RGB", (6, 6), "grey").save(file, "JPEG")
    return file.getvalue()


def delay_pictures(page: Page, names: str, status: int = 202) -> list[str]:
    """From now on, pictures of these names are still being made, or (429) are too many; returns
    what is asked for."""
    asked: list[str] = []
    headers = {"Content-Type": "image/jpeg", "Cache-Control": "no-store"}

    def reply(route: Route, request: Request) -> None:
        asked.append(request.url)
        route.fulfill(status=status, headers=headers, body=placeholder())

    page.route(names, reply)
    return asked


class Traffic:
    """What a page asks for and has no answer to yet."""

    def __init__(self, page: Page) -> None:
        """`page`: whose traffic it is."""
        self.page = page
        self.waiting: set[Request] = set()

    def __enter__(self) -> Self:
        """Begin to look."""
        self.page.on("request", self.begin)
        self.page.on("requestfinished", self.end)
        self.page.on("requestfailed", self.end)
        return self

    def __exit__(self, *_error: object) -> None:
        """Look away."""
        self.page.remove_listener("request", self.begin)
        self.page.remove_listener("requestfinished", self.end)
        self.page.remove_listener("requestfailed", self.end)

    def begin(self, request: Request) -> None:
        """Note what is asked for."""
        self.waiting.add(request)

    def end(self, request: Request) -> None:
        """Note that it is answered."""
        self.waiting.discard(request)

    def wait(self, least: float = 40) -> None:
        """Wait, some milliseconds at least, until all answers are there."""
        end = time.monotonic() + PATIENCE / 1000
        self.page.wait_for_timeout(least)
        while self.waiting:
            assert time.monotonic() < end, [request.url for request in self.waiting]
            self.page.wait_for_timeout(least)

    def settle(self, least: float = 100) -> None:
        """Wait until all that is on screen is there, drawn, and asks for nothing more."""
        wait_for_a_frame(self.page)
        self.wait(least)
        wait_for_a_frame(self.page)


def forget(page: Page, asked: list[str]) -> None:
    """Forget what was asked for, once nothing more of it arrives."""
    with Traffic(page) as traffic:
        while asked:
            asked.clear()
            traffic.wait(300)


def stop_the_clock(page: Page) -> None:
    """From now on the time that a test takes is none. Some seconds pass at once."""
    page.clock.pause_at(page.evaluate("Date.now() / 1000") + 10)


def pass_time(page: Page, seconds: float) -> None:
    """Let seconds of the installed clock pass, with time for answers in every half of one."""
    with Traffic(page) as traffic:
        for _ in range(int(2 * seconds)):
            page.clock.run_for(500)
            traffic.wait()


def pass_quiet_time(page: Page, seconds: float) -> None:
    """Let seconds of the installed clock pass at once, in which a page is to do nothing."""
    with Traffic(page) as traffic:
        page.clock.run_for(int(1000 * seconds))
        traffic.wait(200)


def follow(page: Page, seconds: float, address: str) -> None:
    """Let time pass, and see that one is at an address then."""
    pass_time(page, seconds)
    page.wait_for_url(address)


def wait_for_a_frame(page: Page) -> None:
    """Wait until the page knows what is on screen now."""
    page.evaluate(
        "() => new Promise((tell) => new IntersectionObserver(tell).observe(document.body))"
    )


def be_hidden(page: Page, *, hidden: bool) -> None:
    """Look at another tab, or come back."""
    page.evaluate(
        """(hidden) => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )

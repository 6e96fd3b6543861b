"""Pictures that are not made yet, and time that passes as fast as a test can look."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, Request, Route


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


def forget(page: Page, asked: list[str]) -> None:
    """Forget what was asked for, once nothing more of it arrives."""
    while asked:
        asked.clear()
        page.wait_for_timeout(300)


def stop_the_clock(page: Page) -> None:
    """From now on the time that a test takes is none. Some seconds pass at once."""
    page.clock.pause_at(page.evaluate("Date.now() / 1000") + 10)


def pass_time(page: Page, seconds: float) -> None:
    """Let seconds of the installed clock pass, with time for answers in every half of one."""
    for _ in range(int(2 * seconds)):
        page.clock.run_for(500)
        page.wait_for_timeout(40)


def follow(page: Page, seconds: float, address: str) -> None:
    """Let time pass, and see that one is at an address then."""
    pass_time(page, seconds)
    page.wait_for_url(address)


def be_hidden(page: Page, *, hidden: bool) -> None:
    """Look at another tab, or come back."""
    page.evaluate(
        """(hidden) => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )

"""What somebody does with a page, in any engine."""

import json
from typing import Any

from tests.engines.protocols import Driver, RefusedError
from tests.processes import wait_until

KEYS = {"Escape": "\ue00c", "ArrowLeft": "\ue012", "ArrowRight": "\ue014", "Enter": "\ue007"}
SLIDE = ".pswp__item[aria-hidden=false]"
SHOWN = f"{SLIDE} .pswp__img:not(.pswp__img--placeholder)"
STEPS = 6
MIDDLE = """(() => {
    const element = document.querySelector(SELECTOR);
    element.scrollIntoView({ block: "nearest", behavior: "instant" });
    const { x, y, width, height } = element.getBoundingClientRect();
    return [Math.round(x + width / 2), Math.round(y + height / 2)];
})()"""


class Window:
    """A window of an engine, and the hands in front of it."""

    def __init__(self, driver: Driver, pace: int = 20) -> None:
        """`pace` is how many milliseconds a pointer takes from one point to the next."""
        self.driver, self.pace = driver, pace

    def open(self, address: str) -> None:
        """Go to an address."""
        self.driver.open(address)

    def see(self, expression: str) -> Any:
        """Return the value of a JavaScript expression; none while the page is left."""
        try:
            return self.driver.evaluate(expression)
        except RefusedError:
            return None

    def wait_for(self, expression: str) -> None:
        """Wait until something is so in the page."""
        wait_until(lambda: self.see(f"Boolean({expression})"), expression)

    def click(self, selector: str) -> None:
        """Press what a selector finds first, once it is there."""
        self.wait_for(f"document.querySelector({json.dumps(selector)}) !== null")
        x, y = self.driver.evaluate(MIDDLE.replace("SELECTOR", json.dumps(selector)))
        self._point("mouse", ["pointerDown", "pointerUp"], [(x, y)])

    def swipe(self, start: int, end: int, y: int = 400) -> None:
        """Draw a finger from one side to the other."""
        points = [(start + (end - start) * step // STEPS, y) for step in range(STEPS + 1)]
        self._point("touch", ["pointerDown", "pointerUp"], points)

    def press(self, key: str) -> None:
        """Press a key and let it go."""
        value = KEYS.get(key, key)
        self.driver.perform(
            {
                "type": "key",
                "id": "keyboard",
                "actions": [
                    {"type": "keyDown", "value": value},
                    {"type": "keyUp", "value": value},
                ],
            }
        )

    def write(self, selector: str, text: str) -> None:
        """Type into a field."""
        self.click(selector)
        for character in text:
            self.press(character)

    def back(self) -> None:
        """Go back."""
        self.driver.go(-1)

    def forward(self) -> None:
        """Go forward."""
        self.driver.go(1)

    def reload(self) -> None:
        """Load the page again."""
        self.driver.reload()

    def wait_for_photograph(self, title: str) -> None:
        """Wait until the viewer shows a photograph, its title and address, and nothing moves."""
        self.wait_for(
            f"""[...document.querySelectorAll("{SHOWN}")]
                .some(({{ complete, naturalWidth, alt }}) => complete && naturalWidth > 6)
            && document.querySelector(".viewer-caption strong").textContent === {json.dumps(title)}
            && history.state?.viewer && location.pathname.includes(history.state.viewer)
            && document.getAnimations().every(({{ playState }}) => playState !== "running")
            && Math.abs(document.querySelector("{SLIDE}").getBoundingClientRect().x) < 1"""
        )

    def wait_for_page(self, title: str) -> None:
        """Wait until a page has this heading, and no viewer above it."""
        self.wait_for(
            f"""document.querySelector("h1")?.textContent === {json.dumps(title)}
            && document.readyState === "complete" && !document.querySelector(".pswp")"""
        )

    def _point(self, kind: str, ends: list[str], points: list[tuple[int, int]]) -> None:
        moves = [
            {"type": "pointerMove", "x": x, "y": y, "duration": self.pace, "origin": "viewport"}
            for x, y in points
        ]
        down, up = ({"type": end, "button": 0} for end in ends)
        self.driver.perform(
            {
                "type": "pointer",
                "id": kind,
                "parameters": {"pointerType": kind},
                "actions": [moves[0], down, *moves[1:], up],
            }
        )

"""How engines are driven: WebDriver over HTTP, and WebDriver BiDi over a WebSocket."""

import itertools
import json
from contextlib import suppress
from http.client import HTTPConnection
from typing import Any, Protocol

from websockets.sync.connection import Connection

PATIENCE = 60  # Seconds.

Action = dict[str, Any]


class RefusedError(Exception):
    """What an engine did not do; a page that is left takes its scripts with it."""


class Driver(Protocol):
    """A page in an engine. Expressions are JavaScript, and their values JSON."""

    def open(self, address: str) -> None:
        """Go to an address, and wait until it is loaded."""

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression."""

    def perform(self, *inputs: Action) -> None:
        """Move pointers and press keys, as WebDriver describes that."""

    def go(self, way: int) -> None:
        """Go back (-1) or forward (1)."""

    def reload(self) -> None:
        """Load the page again."""


class WebDriver:
    """WebDriver over HTTP."""

    def __init__(self, port: int, capabilities: dict[str, Any]) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        wanted = {"capabilities": {"alwaysMatch": capabilities}}
        self._session = ""
        self._session = f"/{self._send('', wanted)['sessionId']}"
        self._send("/window/rect", {"width": 1100, "height": 900})

    def open(self, address: str) -> None:
        self._send("/url", {"url": address})

    def evaluate(self, expression: str) -> Any:
        script = {"script": f"return JSON.stringify({expression})", "args": []}
        return json.loads(self._send("/execute/sync", script) or "null")

    def perform(self, *inputs: Action) -> None:
        self._send("/actions", {"actions": inputs})

    def go(self, way: int) -> None:
        self._send("/back" if way < 0 else "/forward", {})

    def reload(self) -> None:
        self._send("/refresh", {})

    def forbid_scripts(self) -> None:
        """Run none of a page; Chromium alone knows this."""
        command = {"cmd": "Emulation.setScriptExecutionDisabled", "params": {"value": True}}
        self._send("/goog/cdp/execute", command)

    def close(self) -> None:
        """End the engine."""
        self._send("", None, "DELETE")
        self._connection.close()

    def _send(self, path: str, body: object, method: str = "POST") -> Any:
        text = None if body is None else json.dumps(body)
        self._connection.request(method, f"/session{self._session}{path}", text)
        response = self._connection.getresponse()
        value = json.loads(response.read())["value"]
        if response.status >= 400:
            raise RefusedError(value["message"])
        return value


class BiDi:
    """WebDriver BiDi over a WebSocket."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers = itertools.count(1)
        self._send("session.new", capabilities={})
        self._page = {"context": self._send("browsingContext.getTree")["contexts"][0]["context"]}
        window = {"width": 1100, "height": 800}
        self._send("browsingContext.setViewport", **self._page, viewport=window)

    def open(self, address: str) -> None:
        self._send("browsingContext.navigate", **self._page, url=address, wait="complete")

    def evaluate(self, expression: str) -> Any:
        answer = self._send(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target=self._page,
            awaitPromise=False,
        )
        if answer["type"] == "exception":
            raise RefusedError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"].get("value", "null"))

    def perform(self, *inputs: Action) -> None:
        self._send("input.performActions", **self._page, actions=inputs)

    def go(self, way: int) -> None:
        self._send("browsingContext.traverseHistory", **self._page, delta=way)

    def reload(self) -> None:
        with suppress(
            RefusedError
        ):  # A page that asks for another one at once is left before its end.
            self._send("browsingContext.reload", **self._page, wait="complete")

    def _send(self, method: str, **parameters: object) -> Any:
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (answer := json.loads(self._connection.recv(PATIENCE))).get("id") != number:
            pass
        if answer["type"] == "error":
            raise RefusedError(answer["message"])
        return answer["result"]

"""Strangers who mean harm, as a program of their own: `python -m tests.hostile` takes an `Aim` as
JSON and says how it was answered.

They do what has been tried on the gallery, as far as it stays within what every part of the stack
refuses or bears: nothing here makes a library loop, crash or let something through.
"""

import json
import os
import random
import re
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
FORM = "application/x-www-form-urlencoded"
SIZES = ("tiny", "small", "small2x", "big")
PATIENCE = 30  # Seconds.
BETWEEN_WAVES = 0.5  # Seconds.
DRIPPING, READING = 12, 4  # Slow connections that each of them holds.


@dataclass(frozen=True)
class Aim:
    """Whom they address, paths of pages of images, and for how long."""

    host: str
    port: int
    images: list[str]
    closed: list[str]
    original: str
    seconds: float
    clients: int

    def to_json(self) -> str:
        """Say it on a command line."""
        return json.dumps(asdict(self))


class Stranger:
    """One of them, with an address of their own."""

    def __init__(self, aim: Aim, number: int) -> None:
        self._aim, self._chance = aim, random.Random(number)
        self.address = f"127.0.{number + 1}.1"
        self._dripping: list[socket.socket] = []
        self._reading: list[socket.socket] = []
        self.sign_in = ("", "")
        self.answers: Counter[str] = Counter()

    def run(self, end: float) -> None:
        """Do all of that, at random, until then."""
        while time.monotonic() < end:
            self.answers[self.outcome(self._chance.choice(ACTIONS))] += 1
        for connection in (*self._dripping, *self._reading):
            connection.close()

    def outcome(self, action: Callable[["Stranger"], Any]) -> str:
        """What is done, and how it was answered."""
        try:
            answer = action(self)
        except (OSError, HTTPException) as error:
            answer = type(error).__name__
        return f"{action.__name__} {answer}"

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, bytes, str]:
        """Send a request; returns the status, the body and the cookie."""
        with closing(self._connect()) as connection:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body or None, {"Host": self._aim.host, **names})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers.get("Set-Cookie", "")

    def _connect(self) -> HTTPConnection:
        source = (self.address, 0)
        return HTTPConnection("127.0.0.1", self._aim.port, PATIENCE, source_address=source)

    # What they do.

    def many_cookies(self) -> int:
        """As many as fit."""
        cookies = "; ".join(f"c{number}={'x' * 60}" for number in range(100))
        return self.ask("GET", "/", Cookie=cookies)[0]

    def long_header(self) -> int:
        """More than fits."""
        return self.ask("GET", "/", Cookie="x" * 9000)[0]

    def long_body(self) -> int:
        """A form as no browser sends it."""
        return self.ask("POST", "/login", "name=" + "x" * 100_000, Content_Type=FORM)[0]

    def multipart(self) -> int:
        """A body of a type that nobody expects."""
        kind = "multipart/form-data; boundary=B"
        return self.ask("POST", "/login", "--B\r\n\r\nx\r\n--B--", Content_Type=kind)[0]

    def any_size(self) -> int:
        """Each size of each image, ready or not."""
        path, size = self._chance.choice(self._aim.images), self._chance.choice(SIZES)
        return self.ask("GET", f"{path}{size}.jpg")[0]

    def closed_image(self) -> int:
        """What is not theirs to see."""
        path = self._chance.choice(self._aim.closed)
        return self.ask("GET", path + self._chance.choice(["", "small.jpg", "full"]))[0]

    def foreign_id(self) -> int:
        """A place in a listing that is in another album."""
        album = self._chance.choice(self._aim.images).rstrip("/").rpartition("/")[0]
        after = self._chance.choice(self._aim.closed).rstrip("/").rpartition("/")[2]
        return self.ask("GET", f"{album}/?after={after}")[0]

    def unknown_path(self) -> int:
        """What there is not."""
        return self.ask("GET", f"/{self._chance.randrange(10**9)}/{'x/' * 20}")[0]

    def wrong_password(self) -> int:
        """The owner's, or that of somebody."""
        if not self.sign_in[0]:
            _status, page, cookie = self.ask("GET", "/login")
            token = re.search(rb'name="csrf_token" value="([^"]+)"', page)
            if token is None:
                return 0
            self.sign_in = token[1].decode(), cookie.partition(";")[0]
        token, cookie = self.sign_in
        form = self._guess(token)
        return self.ask("POST", "/login", form, Content_Type=FORM, Cookie=cookie)[0]

    def password_request(self, sign_in: tuple[str, str]) -> bytes:
        """The same, as it is sent."""
        token, cookie = sign_in
        body = self._guess(token)
        return (
            f"POST /login HTTP/1.1\r\nHost: {self._aim.host}\r\nContent-Type: {FORM}\r\n"
            f"Content-Length: {len(body)}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n{body}"
        ).encode()

    def _guess(self, token: str) -> str:
        name = self._chance.choice(["owner", f"somebody{self._chance.randrange(1000)}"])
        return urlencode({"csrf_token": token, "name": name, "password": "wrong horse"})

    def drip(self) -> str:
        """Requests that never end, a byte at a time."""
        if len(self._dripping) < DRIPPING:
            self._dripping.append(self._open("GET / HTTP/1.1\r\nX-Long: "))
        return self._go_on(self._dripping, lambda each: each.send(b"x"))

    def read_slowly(self) -> str:
        """Originals that nobody takes."""
        if len(self._reading) < READING:
            path = f"{self._aim.original}full"
            head = f"GET {path} HTTP/1.1\r\nHost: {self._aim.host}\r\n\r\n"
            self._reading.append(self._open(head))
        return self._go_on(self._reading, lambda each: each.recv(64))

    def _open(self, head: str) -> socket.socket:
        address = ("127.0.0.1", self._aim.port)
        connection = socket.create_connection(address, PATIENCE, (self.address, 0))
        connection.sendall(head.encode())
        connection.setblocking(False)
        return connection

    def _go_on(self, connections: list[socket.socket], act: Callable[[socket.socket], Any]) -> str:
        """Keep those that are still open."""
        for each in list(connections):
            try:
                is_open = bool(act(each))
            except BlockingIOError:
                continue
            except OSError:
                is_open = False
            if not is_open:
                each.close()
                connections.remove(each)
        return "held"


ACTIONS = (
    Stranger.many_cookies,
    Stranger.long_header,
    Stranger.long_body,
    Stranger.multipart,
    Stranger.any_size,
    Stranger.closed_image,
    Stranger.foreign_id,
    Stranger.unknown_path,
    Stranger.wrong_password,
    Stranger.drip,
    Stranger.read_slowly,
)


def mixture(aim: Aim) -> Counter[str]:
    """Let all of them loose; returns what they got, by what they did."""
    strangers, end = [Stranger(aim, number) for number in range(aim.clients)], ending(aim)
    with ThreadPoolExecutor(aim.clients) as threads:
        list(threads.map(lambda each: each.run(end), strangers))
    return sum((each.answers for each in strangers), Counter())


def tries(aim: Aim) -> Counter[str]:
    """Have all of them try a password at once, and again a moment after all are answered.

    Each has an address, and a name each time, so that no limit of tries is reached. When they did
    is noted as well, by the clock of the machine, so that others know what was meanwhile.
    """
    strangers, end = [Stranger(aim, number) for number in range(aim.clients)], ending(aim)
    strangers[0].wrong_password()
    answers: Counter[str] = Counter()
    while time.monotonic() < end:
        requests = [
            (each.address, each.password_request(strangers[0].sign_in)) for each in strangers
        ]
        begun = time.monotonic()
        answers.update(f"wrong_password {status}" for status in at_once(aim.port, requests))
        answers[f"wave {begun} {time.monotonic()}"] = 1
        time.sleep(BETWEEN_WAVES)
    return answers


def at_once(port: int, requests: list[tuple[str, bytes]]) -> Iterator[str]:
    """Send requests from their addresses at the same time, by one thread: a hundred threads would
    take as much of the processors as what they ask. Yield the statuses of the answers."""
    with selectors.DefaultSelector() as ready:
        for address, request in requests:
            connection = socket.socket()
            connection.bind((address, 0))
            connection.setblocking(False)
            connection.connect_ex(("127.0.0.1", port))
            ready.register(connection, selectors.EVENT_WRITE, [request, b""])
        while ready.get_map():
            events = ready.select(PATIENCE)
            if not events:
                raise TimeoutError("nobody is answered any more")
            for key, event in events:
                connection = key.fileobj
                if event == selectors.EVENT_WRITE:
                    connection.send(key.data[0])
                    ready.modify(connection, selectors.EVENT_READ, key.data)
                    continue
                try:
                    piece = connection.recv(1 << 16)
                except OSError:
                    piece = b""
                key.data[1] += piece
                if not piece:
                    ready.unregister(connection)
                    connection.close()
                    yield key.data[1][9:12].decode() or "hung up"


def leave_processors_to_others() -> None:
    """Take what is left of the processors, as strangers have their own: the time that is measured
    is to be the server's, not theirs. Linux shares them among sessions first (sched(7))."""
    os.nice(10)
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text("10")


def ending(aim: Aim) -> float:
    """When it is over."""
    return time.monotonic() + aim.seconds


if __name__ == "__main__":
    leave_processors_to_others()
    kind = {"mixture": mixture, "tries": tries}[sys.argv[1]]
    print(json.dumps(kind(Aim(**json.loads(sys.argv[2])))))  # noqa: T201 - our answer.

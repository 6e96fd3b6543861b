"""What one connection, and all of one address, may take of the server of laptops.

waitress has a thread for each request under way, few in all, and one loop that has the connections.
Nobody may keep a thread, or a connection for ever, by sending or reading slowly.
"""

import time
from collections.abc import Callable, Iterable
from functools import partial
from time import sleep, thread_time
from typing import Any

from waitress import wasyncore
from waitress.buffers import ReadOnlyFileBasedBuffer
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

from bviewer.config.parsers import Networks
from bviewer.delivery.blocks import FileBlocks
from bviewer.process.proxies import is_among, visitor_address
from bviewer.security.limits import network

# A browser opens six; some people behind one router have room.
PER_ADDRESS = 50
# Seconds from the first byte of a request to its last one, its body included.
REQUEST_DEADLINE = 20
# Connections that are accepted before all others are looked at again, which takes a while when a
# hundred come at once.
AT_ONCE = 32

# Seconds of a processor. Below, a look at all connections is not worth a pause.
LONG_LOOK = 0.0003

Application = Callable[..., Iterable[bytes]]


class Connection(HTTPChannel):
    """A connection that is closed when its client drips a request, or takes nothing of an
    answer."""

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:  # noqa: A002
        super().__init__(server, sock, addr, adj, map=map)
        self._begun = self.creation_time
        self.network = self.visitor = network(addr[0])
        self._is_proxy = is_among(addr[0], server.proxies)
        connections = [each.network for each in server.active_channels.values()]
        is_one_too_many = connections.count(self.network) > PER_ADDRESS
        self.will_close = is_one_too_many and not self._is_proxy

    def received(self, data: bytes) -> bool:
        """Note when a request begins."""
        before = self.request
        is_taken: bool = super().received(data)
        if self.request is not before:
            self._begun = time.time()
        return is_taken

    # Whoever calls these has the lock of requests.

    def note_visitor(self) -> None:
        """Note whose the next request is, as one connection of a proxy has those of many."""
        if self._is_proxy:
            said = self.requests[0].headers.get("X_FORWARDED_FOR", "")
            self.visitor = network(visitor_address(self.addr[0], said, self.server.proxies))

    def forget_requests(self) -> None:
        """Answer none of those that wait."""
        for request in self.requests:
            request.close()
        self.requests.clear()

    def turn_away(self, answer: bytes) -> None:
        """Answer at once whatever was asked, and hang up."""
        self.forget_requests()
        self.close_when_flushed = True
        with self.outbuf_lock:
            self.outbufs[-1].append(answer)
            self.total_outbufs_len += len(answer)

    def readable(self) -> bool:
        """Be asked by the loop, each second at least, and close what nobody is to wait for.

        waitress itself would wait until it can write to whoever does not read.
        """
        now = time.time()
        if self._is_dripped(now) or self._is_stalled(now):
            self.handle_close()
            return False
        return bool(super().readable())

    def _is_dripped(self, now: float) -> bool:
        if self.requests:  # The next request waits for this one.
            self._begun = now
        return self.request is not None and now - self._begun > REQUEST_DEADLINE

    def _is_stalled(self, now: float) -> bool:
        return self.total_outbufs_len > 0 and now - self.last_activity > self.adj.channel_timeout


class SentByLoop(ReadOnlyFileBasedBuffer):
    """A part of a file that the loop sends, piece by piece, as the client takes it.

    So no thread waits for a slow reader, and nothing of the file is kept in memory or spooled.
    """

    def __init__(self, blocks: FileBlocks) -> None:
        self._blocks = blocks

    def prepare(self, _size: int | None = None) -> int:
        """Return how many bytes there are to send."""
        self.remain = self._blocks.remaining
        return self.remain

    def get(self, _numbytes: int = -1) -> bytes:
        """Return the next piece; where the file became shorter, have the connection closed."""
        piece = self._blocks.peek()
        if not piece:
            raise OSError("the file became shorter while it was sent")
        return piece

    def skip(self, numbytes: int, _may_prune: bool = False) -> None:
        """Go on, as so much was sent."""
        self._blocks.skip(numbytes)
        self.remain = self._blocks.remaining

    def close(self) -> None:
        """Close the file."""
        self._blocks.close()
        self.remain = 0


def leaving_files_to_the_loop(app: Application) -> Application:
    """Return an application whose files keep no thread."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = app(environ, start_response)
        return SentByLoop(body) if isinstance(body, FileBlocks) else body

    return answer


def limit_connections(sockets: dict[int, Any], proxies: Networks) -> None:
    """Have servers, among what a loop of waitress looks after, accept limited connections only.

    Proxies that the operator named may have any number: they are many visitors.
    """
    for each in sockets.values():
        if isinstance(each, BaseWSGIServer):
            each.channel_class, each.proxies = Connection, proxies
            each.handle_accept = partial(accept_some, each, each.handle_accept)


class Paced:
    """The loop of waitress, which looks at all connections whenever one of them has something.

    That takes longer than a thumbnail when strangers hold a hundred. So between two long looks it
    rests for as long as one took, and whoever computes a page goes on meanwhile.
    """

    @staticmethod
    def loop(timeout: float, map: dict[int, Any], *, use_poll: bool) -> None:  # noqa: A002
        """Look at the connections as long as there are some."""
        while map:
            before = thread_time()
            wasyncore.loop(timeout, use_poll, map, count=1)
            look = thread_time() - before
            if look > LONG_LOOK:
                sleep(look)


def accept_some(server: BaseWSGIServer, accept: Callable[[], None]) -> None:
    """Accept what waits for that, where waitress accepts one connection at a time."""
    for _ in range(AT_ONCE):
        before = len(server.active_channels)
        accept()
        if len(server.active_channels) == before:
            return

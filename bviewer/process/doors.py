"""The doors of the server of laptops, by which tries to sign in come.

They have threads of their own, as each comparison of a password takes one for a tenth of a second.
Of many at once few are let in, of each visitor, or account with known browsers, one; to all others
the loop says so by itself, as no thread is as fast.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from waitress.task import ThreadedTaskDispatcher

from bviewer.process.turns import InTurn
from bviewer.security.cookies import DEVICE, cookie_name, value_in
from bviewer.security.devices import sealed_account
from bviewer.security.places import RETRY_SECONDS, Places
from bviewer.views.crowd import BUSY, MOST_TRIES, is_try

TURNED_AWAY = (
    "HTTP/1.1 503 Service Unavailable\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Cache-Control: no-store\r\n"
    f"Retry-After: {RETRY_SECONDS}\r\n"
    f"Content-Length: {len(BUSY)}\r\n"
    "Connection: close\r\n\r\n"
    f"{BUSY}"
).encode()


@dataclass(frozen=True, slots=True)
class Try:
    """A connection with a try to sign in, as long as it is inside the door."""

    connection: Any
    leave: Callable[[], None]

    def service(self) -> None:
        """Have it answered."""
        try:
            self.connection.service()
        finally:
            self.leave()

    def cancel(self) -> None:
        """Answer nobody any more."""
        self.connection.cancel()


class Tries(ThreadedTaskDispatcher):
    """Tries to sign in by one of the doors.

    As many threads as passwords are compared: whoever waits is in line, and takes none.
    """

    def __init__(self) -> None:
        super().__init__()
        self.set_thread_count(1)
        self._door = Places(MOST_TRIES)

    def let_in(self, connection: Any, who: str) -> bool:
        """Tell whether a try is let in, which is answered then."""
        is_inside = self._door.take(who)
        if is_inside:
            self.add_task(Try(connection, lambda: self._door.leave(who)))
        return is_inside


class Doors(InTurn):
    """Gives each request to a thread: tries by the doors, all others in turn."""

    def __init__(self, threads: int, secret: str) -> None:
        super().__init__(threads)
        self._secret = secret
        self._tries = {is_known: Tries() for is_known in (False, True)}

    def add_task(self, task: Any) -> None:
        """Take the request that a connection has received."""
        if task.close_when_flushed:  # It came in one piece with one that was turned away.
            task.forget_requests()
            return
        task.note_visitor()
        if not tries_to_sign_in(task):
            super().add_task(task)
            return
        account = self._account(task.requests[0].headers.get("COOKIE", ""))
        if not self._tries[account is not None].let_in(task, account or task.visitor):
            task.turn_away(TURNED_AWAY)

    def _account(self, cookies: str) -> str | None:
        """Return whose browser it is, if it is known; http and https have each their cookie."""
        names = [cookie_name(DEVICE, secure=secure) for secure in (False, True)]
        accounts = (sealed_account(self._secret, value_in(cookies, name)) for name in names)
        return next(filter(None, accounts), None)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """End all threads."""
        for each in self._tries.values():
            each.shutdown(cancel_pending, timeout)
        return bool(super().shutdown(cancel_pending, timeout))


def tries_to_sign_in(connection: Any) -> bool:
    """Tell whether the next request of a connection is a try to sign in."""
    request = connection.requests[0]
    return not request.error and is_try(request.command, path_of(connection))


def path_of(connection: Any) -> str:
    """Return which path of the application is asked for, as waitress will say it."""
    path: str = "/" + connection.requests[0].path.lstrip("/")
    return path.removeprefix(connection.adj.url_prefix)

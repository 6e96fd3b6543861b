"""The sets of shows on Redis: imported by those alone whose queue is there."""

import secrets
import threading
from collections.abc import Iterable
from hashlib import sha1
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import NoScriptError, RedisError

from bviewer.models import Slideshow
from bviewer.queue.storage import Breaker, StorageAway
from bviewer.slideshow.sets import LIFETIME, Taken, batches

if TYPE_CHECKING:
    from redis import ConnectionPool, Redis

# One step for all who look at the same show: what is left, what was shown; after which number, and
# for how long both are kept then.
TAKE = """
local number = tonumber(ARGV[1]) + 1
local id
if number <= redis.call('LLEN', KEYS[2]) then
    id = redis.call('LINDEX', KEYS[2], number - 1)
else
    id = redis.call('SPOP', KEYS[1])
    if id then number = redis.call('RPUSH', KEYS[2], id) end
end
redis.call('EXPIRE', KEYS[1], ARGV[2])
redis.call('EXPIRE', KEYS[2], ARGV[2])
return id and {number, id}
"""
BEFORE = """
local number = math.min(tonumber(ARGV[1]) - 1, redis.call('LLEN', KEYS[2]))
redis.call('EXPIRE', KEYS[1], ARGV[2])
redis.call('EXPIRE', KEYS[2], ARGV[2])
return number > 0 and {number, redis.call('LINDEX', KEYS[2], number - 1)}
"""
DIGESTS = {script: sha1(script.encode()).hexdigest() for script in (TAKE, BEFORE)}  # noqa: S324 - Redis calls them so.
SECONDS = int(LIFETIME.total_seconds())


def names(key: str) -> list[str]:
    """Return what the set of a show is called, and the list of what was taken out of it."""
    return [f"bviewer.slideshow.{key}", f"bviewer.slideshow.{key}.shown"]


class RedisSets:
    """Sets on Redis, which forgets by itself what nobody uses.

    Requests wait no longer for it than for the queue (`breaker`), and are told by StorageAway.
    """

    def __init__(self, client: "Redis", breaker: Breaker) -> None:
        self._client, self._breaker = client, breaker

    def fill(self, show: Slideshow, image_ids: Iterable[str]) -> int:
        """Fill the set of a show beside the one that may be there, and put it in its place."""
        number, (left, shown) = 0, names(key_in(show))
        filled = f"{left}.{secrets.token_hex(8)}"
        for batch in batches(image_ids):
            number += int(self._client.sadd(filled, *batch))
            self._client.expire(filled, SECONDS)
        with self._client.pipeline() as step:
            step.delete(left, shown)
            if number:
                step.rename(filled, left)
            step.execute()
        return number

    def take(self, key: str, after: int) -> Taken | None:
        """Take a photograph."""
        return self._ask(TAKE, key, after)

    def before(self, key: str, number: int) -> Taken | None:
        """Return the photograph that was taken before a number."""
        return self._ask(BEFORE, key, number)

    def _ask(self, script: str, key: str, number: int) -> Taken | None:
        try:
            with self._breaker:
                found = run(self._client.connection_pool, script, names(key), number, SECONDS)
        except RedisError as error:
            raise StorageAway(str(error)) from error
        return Taken(int(found[0]), found[1].decode()) if found else None

    def drop(self, show: Slideshow) -> None:
        """Delete the set of a show."""
        self._client.delete(*names(key_in(show)))


def key_in(show: Slideshow) -> str:
    """Return the key of a show that is to be seen."""
    assert show.key is not None
    return show.key


# The connection of each thread, by pool: to be handed one out takes longer than to be answered.
kept: "WeakKeyDictionary[ConnectionPool, threading.local]" = WeakKeyDictionary()


def run(pool: "ConnectionPool", script: str, keys: list[str], *values: int) -> Any:
    """Return what a script does with keys and values.

    A restart of Redis ends connections and forgets scripts, so it is tried twice.
    """
    own = kept.setdefault(pool, threading.local())
    connection = getattr(own, "connection", None)
    if connection is None:
        connection = own.connection = pool.make_connection()
    rest = (len(keys), *keys, *values)
    try:
        return answer(connection, "EVALSHA", DIGESTS[script], *rest)
    except (Disconnected, NoScriptError):
        return answer(connection, "EVAL", script, *rest)


def answer(connection: Any, *command: object) -> Any:
    """Return what Redis says to a command; raises RedisError."""
    connection.send_command(*command)
    return connection.read_response()

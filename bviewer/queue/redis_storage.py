"""The queue on Redis: imported by those alone whose settings name one."""

import ssl
from socket import EAI_AGAIN, gaierror
from typing import Any

import huey.storage
from huey.storage import PriorityRedisStorage, RedisStorage
from redis import ConnectionPool, Redis
from redis.exceptions import AuthenticationError, AuthorizationError, RedisError
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import TimeoutError as NoAnswer

from bviewer.config.settings import SettingsError

# What Huey would have imported by itself, had `huey_alone` let it.
huey.storage.ConnectionPool, huey.storage.Redis = ConnectionPool, Redis
huey.storage.ConnectionError, huey.storage.TimeoutError = Disconnected, NoAnswer
RedisStorage.redis_client = Redis

LOOK_EVERY = 1  # Seconds for which a task is waited for.
SILENCE = (Disconnected, NoAnswer)
# What keeps a connection from being made for as long as the setting is what it is.
LASTING = (ssl.SSLError, PermissionError, NotADirectoryError)


def redis_options(url: str, patience: float) -> dict[str, Any]:
    """Return Huey's words for a queue on Redis; raise SettingsError for what is no URL of it."""
    return {
        "storage_class": PriorityRedisStorage,
        "connection_pool": redis_pool(url, patience),
        # Who has no time to wait for an answer has none to wait for tasks.
        "blocking": patience > LOOK_EVERY,
        "read_timeout": LOOK_EVERY,
    }


def redis_pool(url: str, patience: float) -> ConnectionPool:
    """Return connections that never wait longer than `patience` seconds; options in the URL win.

    Nothing connects yet. Raises SettingsError for what is no URL of Redis.
    """
    try:
        # The older protocol has no greetings to wait for.
        pool = ConnectionPool.from_url(
            url, protocol=2, socket_connect_timeout=patience, socket_timeout=patience
        )
        pool.make_connection()
    except (TypeError, ValueError, RedisError) as error:
        # The URL may hold a password, and so may what is said about it.
        raise SettingsError(["bviewer.queue: is not a URL that Redis understands"]) from error
    return pool


def is_passing(error: RedisError) -> bool:
    """Return whether a Redis that starts, or cannot be reached, may answer the same later.

    One that refuses a password or has no such database, or a host that is unknown, never will.
    """
    if isinstance(error, AuthenticationError | AuthorizationError):
        return False
    if isinstance(error, Disconnected):
        reason = error.__context__
        if isinstance(reason, gaierror):  # Who asks for names may have to wait for the network.
            return reason.errno == EAI_AGAIN
        return not isinstance(reason, LASTING)
    return isinstance(error, NoAnswer)

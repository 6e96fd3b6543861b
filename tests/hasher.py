"""Password hashers of tests: as cheap as Argon2id can be, and one that remembers what it was asked,
as work must not show outside."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from argon2 import PasswordHasher

from bviewer.accounts import passwords


class WatchedHasher(PasswordHasher):
    """Argon2id as configured; `verified` holds the hashes it compared, `hashed` what it hashed."""

    def __init__(self, **parameters: int) -> None:
        super().__init__(**parameters)
        self.verified: list[str] = []
        self.hashed: list[str | bytes] = []

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        """Hash, and remember it."""
        self.hashed.append(password)
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002
        """Compare, and remember with what."""
        self.verified.append(str(hash))
        return super().verify(hash, password)

    def parameters_used(self) -> set[str]:
        """The algorithms and costs of all comparisons so far, such as `$argon2id$v=19$m=…`."""
        return {stored.rsplit("$", 2)[0] for stored in self.verified}


COSTLY = passwords.HASHER
CHEAP = {"memory_cost": 8, "time_cost": 1, "parallelism": 1}


@contextmanager
def hashing_by(hasher: PasswordHasher) -> Iterator[None]:
    """Have a hasher in the place of the real one meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", hasher)
        passwords.dummy_hash.cache_clear()
        yield
    passwords.dummy_hash.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """What makes passwords costly to guess makes them costly to test with."""
    with hashing_by(PasswordHasher(**CHEAP)):
        yield


@pytest.fixture
def costly_passwords() -> Iterator[None]:
    """Passwords that cost what they cost outside of tests."""
    with hashing_by(COSTLY):
        yield


@pytest.fixture
def hasher() -> Iterator[WatchedHasher]:
    """A hasher that is watched, and cheap."""
    watched = WatchedHasher(**CHEAP)
    with hashing_by(watched):
        yield watched

"""A password hasher that remembers what it was asked: work that must not show outside."""

from collections.abc import Iterator

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


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> Iterator[WatchedHasher]:
    """A hasher in the place of the real one, as cheap as Argon2id can be."""
    watched = WatchedHasher(memory_cost=8, time_cost=1, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", watched)
    passwords.dummy_hash.cache_clear()
    passwords.dummy_hash()
    watched.hashed.clear()
    yield watched
    passwords.dummy_hash.cache_clear()

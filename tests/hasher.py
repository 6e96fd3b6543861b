"""A password hasher that remembers what it was asked: work that must not show outside."""

from argon2 import PasswordHasher


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

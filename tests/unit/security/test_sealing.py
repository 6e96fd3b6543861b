"""Notes to ourselves that others carry."""

import pytest

from bviewer.security.sealing import opened, sealed

SEAL = sealed("a secret", "page", (1, 7), b"place 123456")


def test_what_was_sealed_is_opened_for_its_owner() -> None:
    assert opened("a secret", "page", (1, 7), SEAL) == b"place 123456"
    assert sealed("a secret", "page", (1, 7), b"place 123456") == SEAL


@pytest.mark.parametrize(
    ("secret", "purpose", "owner"),
    [("another", "page", (1, 7)), ("a secret", "changes", (1, 7)), ("a secret", "page", (1, 8))],
)
def test_it_is_opened_for_nothing_else(secret: str, purpose: str, owner: tuple[int, int]) -> None:
    assert opened(secret, purpose, owner, SEAL) is None


def test_a_seal_begins_as_no_token_of_a_program_does() -> None:
    assert SEAL.startswith("s")
    assert opened("a secret", "page", (1, 7), SEAL[1:]) is None
    assert opened("a secret", "page", (1, 7), f"b{SEAL[1:]}") is None


@pytest.mark.parametrize("text", ["", "x", "A" * 80, "=", "\u00e9", "\udc80"])
def test_what_is_no_seal_opens_nothing(text: str) -> None:
    assert opened("a secret", "page", (1, 7), text) is None

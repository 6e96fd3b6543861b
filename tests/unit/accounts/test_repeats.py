"""Answers that are kept, and the keys that open them."""

import pytest
from cryptography.exceptions import InvalidTag

from bviewer.accounts.repeats import Key, key_of, opened, sealed

SECRET = "a secret of this installation"


def test_each_part_makes_another_key() -> None:
    keys = {
        key_of(SECRET, 1, 2, None, "key"),
        key_of("another secret", 1, 2, None, "key"),
        key_of(SECRET, 2, 2, None, "key"),
        key_of(SECRET, 1, 3, None, "key"),
        key_of(SECRET, 1, 2, "bv_x", "key"),
        key_of(SECRET, 1, 2, None, "key2"),
        key_of(SECRET, 12, None, "key"),
    }
    assert len({key.digest for key in keys}) == len({key.opener for key in keys}) == 7
    assert key_of(SECRET, 1, 2, None, "key") in keys


def test_what_is_sealed_is_opened_by_its_key_alone() -> None:
    key = key_of(SECRET, "key")
    seal = sealed(key, b"an answer")
    assert b"an answer" not in seal
    assert opened(key, seal) == b"an answer"
    assert sealed(key, b"an answer") != seal
    for other in (key_of(SECRET, "other"), Key(b"x" * 32, key.opener)):
        with pytest.raises(InvalidTag):
            opened(other, seal)
    with pytest.raises(InvalidTag):
        opened(key, seal[:-1] + bytes([seal[-1] ^ 1]))

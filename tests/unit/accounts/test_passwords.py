import os
import threading
import time

import pytest
from argon2 import PasswordHasher

from bviewer.accounts import passwords
from bviewer.accounts.passwords import (
    HASHER,
    MAXIMUM_BYTES,
    canonical,
    dummy_hash,
    hash_password,
    needs_rehash,
    verify_password,
)
from tests.problems import refused

PASSWORD = "correct horse battery staple"


def test_a_password_is_kept_as_argon2id_with_more_than_the_least_advised_cost(
    costly_passwords,
):
    stored = hash_password(PASSWORD)

    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert PASSWORD not in stored
    assert verify_password(stored, PASSWORD)
    assert not verify_password(stored, PASSWORD + " ")


def test_equal_passwords_have_different_hashes(hasher):
    assert hash_password(PASSWORD) != hash_password(PASSWORD)


def test_passwords_that_differ_at_character_90_are_different(hasher):
    common = (PASSWORD * 4)[:89]
    stored = hash_password(common + "a" + "y" * 10)

    assert verify_password(stored, common + "a" + "y" * 10)
    assert not verify_password(stored, common + "b" + "y" * 10)


@pytest.mark.parametrize("password", ["", "wirsingen", "e\u0301" * 9])
def test_a_short_password_is_refused(hasher, password):
    with refused("password_too_short", "password", minimum=10):
        hash_password(password)
    assert hasher.hashed == []


@pytest.mark.parametrize("password", ["x" * (MAXIMUM_BYTES + 1), "é" * (MAXIMUM_BYTES // 2 + 1)])
def test_a_long_password_is_refused_before_it_is_hashed(hasher, password):
    with refused("password_too_long", "password", maximum=MAXIMUM_BYTES):
        hash_password(password)
    with refused("password_too_long", "password", maximum=MAXIMUM_BYTES):
        verify_password(None, password)
    assert (hasher.hashed, hasher.verified) == ([], [])


@pytest.mark.parametrize(
    "password",
    [(PASSWORD * 40)[:MAXIMUM_BYTES], f"{PASSWORD:é<{MAXIMUM_BYTES - 28}}"[:526], "wirsinging"],
)
def test_a_password_at_a_limit_is_good(hasher, password):
    assert verify_password(hash_password(password), password)


@pytest.mark.parametrize(
    "password",
    [
        *(
            "password123",
            "1234567890",
            "qwertyuiop",
            "iloveyou12",
            "abcdefghijkl",
            "xxxxxxxxxxxxxx",
        ),
        *("anna-berta", "annaannaanna", "a@pub.test!", "A@Pub.Test1"),
    ],
)
def test_a_password_that_others_try_first_is_refused(hasher, password):
    with refused("password_common", "password"):
        hash_password(password, "anna-berta", None, "anna", "a@pub.test")
    assert hasher.hashed == []


@pytest.mark.parametrize("password", ["sommer am meer", "dreizehn Esel"])
def test_there_are_no_rules_of_composition(hasher, password):
    assert hash_password(password, "anna")


def test_what_is_no_text_is_refused(hasher):
    with refused("password_not_text", "password"):
        hash_password("\udc80 Zeichensalat")


def test_a_megabyte_is_refused_at_once():
    started = time.process_time()
    with refused("password_too_long", "password", maximum=MAXIMUM_BYTES):
        hash_password("x" * 1_000_000)
    assert time.process_time() - started < 0.05


def test_letters_are_the_same_however_a_keyboard_composes_them(hasher):
    assert verify_password(hash_password("long-pass-caf\u00e9"), "long-pass-cafe\u0301")
    assert canonical("cafe\u0301") == canonical("caf\u00e9")
    assert canonical("\ufb01sh") != canonical("fish")  # NFC, not NFKC: nothing is thrown away.


@pytest.mark.parametrize("stored", [None, "", "plain text", "$argon2id$v=19$m=8,t=1,p=1$bad"])
def test_nothing_fits_what_is_no_hash(hasher, stored):
    assert verify_password(stored, PASSWORD) is False


def test_who_has_no_password_costs_one_comparison_like_everybody(hasher):
    stored = hash_password(PASSWORD)
    verify_password(stored, "wrong horse")
    verify_password(None, "wrong horse")

    assert hasher.verified == [stored, dummy_hash()]
    assert len(hasher.parameters_used()) == 1


def test_the_dummy_has_the_parameters_of_the_real_ones_and_fits_nobody(
    costly_passwords,
):
    assert dummy_hash().startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert not verify_password(None, "nobody has this password")


def test_a_hash_with_other_parameters_is_to_be_renewed(
    costly_passwords,
):
    assert not needs_rehash(HASHER.hash(PASSWORD))
    assert needs_rehash(PasswordHasher(memory_cost=19456, time_cost=2, parallelism=1).hash("x"))


def test_a_password_is_compared_by_a_thread_that_leaves_the_processors_to_pages(monkeypatch):
    priorities = []

    class WatchedHasher(PasswordHasher):
        def verify(self, *_args):
            priorities.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
            return True

    monkeypatch.setattr(passwords, "HASHER", WatchedHasher())
    own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert verify_password("stored", PASSWORD)
    assert priorities == [max(own, 10)]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == own

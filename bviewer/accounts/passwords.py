"""Passwords: Argon2id, with limits that keep hashing from becoming an attack of its own."""

import functools
import os
import threading
import unicodedata
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from bviewer.problems import Problem

# NIST SP 800-63B asks for length and for no rules of composition, and refuses what others use.
MINIMUM_LENGTH = 10  # Characters.
MAXIMUM_BYTES = 1024
LEAST_SCORE = 2  # Of zxcvbn: a million guesses at least.
LOOKED_AT = 72  # Characters that zxcvbn takes at most.

# OWASP's Password Storage Cheat Sheet: m=19456 KiB, t=2, p=1 is the floor; this is above it.
HASHER = PasswordHasher(memory_cost=65536, time_cost=3, parallelism=1)

Result = TypeVar("Result")


def canonical(password: str) -> str:
    """Return one spelling for what looks the same, whatever keyboard typed it (Unicode NFC)."""
    try:
        size = len(password.encode())
    except UnicodeEncodeError as error:  # A terminal that does not write UTF-8.
        raise Problem("password_not_text", "password") from error
    if size > MAXIMUM_BYTES:
        raise Problem("password_too_long", "password", maximum=MAXIMUM_BYTES)
    return unicodedata.normalize("NFC", password)


def hash_password(password: str, *known: str | None) -> str:
    """Return the hash to store for a new password.

    Refuse one that is too short, too long, or guessed early: a common one, or one made of what is
    `known` about its user.
    """
    password = canonical(password)
    if len(password) < MINIMUM_LENGTH:
        raise Problem("password_too_short", "password", minimum=MINIMUM_LENGTH)
    if is_guessed_early(password, [text for text in known if text]):
        raise Problem("password_common", "password")
    return run_modestly(lambda: HASHER.hash(password))


def is_guessed_early(password: str, known: list[str]) -> bool:
    """Tell whether a password is among the first that somebody would try."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists are of no use to whoever signs in.

    return bool(zxcvbn(password[:LOOKED_AT], user_inputs=known)["score"] < LEAST_SCORE)


@functools.cache
def dummy_hash() -> str:
    """Return a hash that no password has, so that an unknown name costs as much as a known one.

    It is in the form of all others and takes the same work to compare with, but none to make.
    """
    costs = f"m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    lengths = (HASHER.salt_len, HASHER.hash_len)
    salt, digest = (b64encode(bytes(length)).decode().rstrip("=") for length in lengths)
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${digest}"


def run_modestly(work: Callable[[], Result]) -> Result:
    """Return what `work` returns, done by a thread that leaves the processors to whoever looks at
    pages.

    A thread of its own, as nobody may raise a priority again.
    """
    with ThreadPoolExecutor(1, initializer=lower_priority) as thread:
        return thread.submit(work).result()


def lower_priority() -> None:
    """Lower the priority of this thread, where threads have one."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


def verify_password(stored: str | None, password: str) -> bool:
    """Tell whether the password fits; always do the work of one verification."""
    expected, typed = stored or dummy_hash(), canonical(password)
    try:
        return run_modestly(lambda: HASHER.verify(expected, typed)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Tell whether a hash was made with weaker parameters than today's."""
    return HASHER.check_needs_rehash(stored)

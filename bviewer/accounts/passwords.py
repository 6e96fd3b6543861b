"""Passwords: Argon2id, with limits that keep hashing from becoming an attack of its own."""

import functools
import threading
import unicodedata
from base64 import b64encode

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

MINIMUM_LENGTH = 8  # Characters.
MAXIMUM_BYTES = 1024

# OWASP's Password Storage Cheat Sheet: m=19456 KiB, t=2, p=1 is the floor; this is above it.
HASHER = PasswordHasher(memory_cost=65536, time_cost=3, parallelism=1)


# Each comparison takes 64 MiB: no crowd at the door may take all memory.
SEMAPHORE = threading.BoundedSemaphore(2)


class PasswordError(ValueError):
    """A password that cannot be used; the message says why."""


def canonical(password: str) -> str:
    """One spelling for what looks the same, whatever keyboard typed it (Unicode NFC)."""
    if len(password.encode("utf-8", "surrogatepass")) > MAXIMUM_BYTES:
        raise PasswordError(f"a password has at most {MAXIMUM_BYTES} bytes")
    return unicodedata.normalize("NFC", password)


def hash_password(password: str) -> str:
    """The hash to store for a new password; raises PasswordError if it is too short or too long."""
    password = canonical(password)
    if len(password) < MINIMUM_LENGTH:
        raise PasswordError(f"a password needs at least {MINIMUM_LENGTH} characters")
    return HASHER.hash(password)


@functools.cache
def dummy_hash() -> str:
    """Return a hash that no password has, so that an unknown name costs as much as a known one.

    It is in the form of all others and takes the same work to compare with, but none to make.
    """
    costs = f"m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    lengths = (HASHER.salt_len, HASHER.hash_len)
    salt, digest = (b64encode(bytes(length)).decode().rstrip("=") for length in lengths)
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${digest}"


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password fits; always does the work of one verification."""
    try:
        with SEMAPHORE:
            return HASHER.verify(stored or dummy_hash(), canonical(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return HASHER.check_needs_rehash(stored)

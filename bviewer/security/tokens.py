"""Secrets that people carry: random, shown once, stored as digests."""

import hashlib
import re
import secrets
from base64 import urlsafe_b64encode

SHARE_TOKEN_BYTES = 20
SHARE_TOKEN_LENGTH = 27

# Whoever finds one, in a script or a log, sees what it is.
API_TOKEN_PREFIX = "bv_"  # noqa: S105 - it is none.
API_TOKEN = re.compile(rf"{API_TOKEN_PREFIX}[\w-]{{43}}", re.ASCII)


def new_token() -> str:
    """Return 256 random bits as URL-safe text."""
    return secrets.token_urlsafe(32)


def new_share_token() -> str:
    """Return 160 random bits as URL-safe text: the picture of a link has few squares."""
    return secrets.token_urlsafe(SHARE_TOKEN_BYTES)


def new_api_token() -> str:
    """Return 256 random bits as text that says whose it is."""
    return f"{API_TOKEN_PREFIX}{new_token()}"


def digest(token: str) -> bytes:
    """Return the part of a token that the database keeps. It is random, so a plain hash is
    enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def text_digest(token: str) -> str:
    """Return the same as 43 characters, for what is no column of bytes."""
    return urlsafe_b64encode(digest(token)).decode("ascii").rstrip("=")

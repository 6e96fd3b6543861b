"""Secrets that people carry: random, shown once, stored as digests."""

import hashlib
import secrets
from base64 import urlsafe_b64encode

SHARE_TOKEN_BYTES = 20
SHARE_TOKEN_LENGTH = 27


def new_token() -> str:
    """Return 256 random bits as URL-safe text."""
    return secrets.token_urlsafe(32)


def new_share_token() -> str:
    """Return 160 random bits as URL-safe text: the picture of a link has few squares."""
    return secrets.token_urlsafe(SHARE_TOKEN_BYTES)


def digest(token: str) -> bytes:
    """Return the part of a token that the database keeps. It is random, so a plain hash is
    enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def text_digest(token: str) -> str:
    """Return the same as 43 characters, for what is no column of bytes."""
    return urlsafe_b64encode(digest(token)).decode("ascii").rstrip("=")

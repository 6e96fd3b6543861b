"""Secrets that people carry: random, shown once, stored as digests."""

import hashlib
import secrets


def new_token() -> str:
    """Return 256 random bits as URL-safe text."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """Return the part of a token that the database keeps. It is random, so a plain hash is
    enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()

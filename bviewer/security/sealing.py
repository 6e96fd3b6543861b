"""Notes to ourselves that programs carry: nobody else reads, changes or makes them.

What is in them counts rows of everybody. So it is not only signed.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha512
from typing import Any

# With this before it no seal begins as a token of a program does, which no address may have.
MARK = "s"


def sealed(secret: str, purpose: str, owner: Any, text: bytes) -> str:
    """Return a text as its owner carries it, the same each time."""
    seal = cipher(secret, purpose).encrypt(text, [repr(owner).encode()])
    return MARK + urlsafe_b64encode(seal).decode("ascii").rstrip("=")


def opened(secret: str, purpose: str, owner: Any, seal: str) -> bytes | None:
    """Return the text that was sealed for an owner; None if it was not."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - see `cipher`.

    mark, seal = seal[: len(MARK)], seal[len(MARK) :]
    if mark != MARK:
        return None
    try:
        text: bytes = cipher(secret, purpose).decrypt(
            urlsafe_b64decode(seal + "=" * (-len(seal) % 4)), [repr(owner).encode()]
        )
    except (ValueError, InvalidTag):
        return None
    return text


def cipher(secret: str, purpose: str) -> Any:
    """Return what seals and opens for a purpose."""
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV  # noqa: PLC0415 - few need it.

    return AESSIV(hmac.digest(f"bviewer-{purpose}:{secret}".encode(), b"seal", sha512))

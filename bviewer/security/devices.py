"""Browsers that signed in before: what a stranger does at the door does not keep them out.

Such a browser has a cookie that we have signed for one account (OWASP calls it a device cookie). It
signs nobody in; it only gives wrong passwords from this browser a count of their own. A second
signature, the seal, tells whoever stands at the door, and knows no account yet, that it is ours.
"""

import hashlib
import hmac
import secrets
import time

from bviewer.security.cookies import DEVICE_LIFETIME


def new_device(secret: str, gallery_id: int, name: str) -> str:
    """Return the value of the cookie for a browser in which this account has signed in."""
    device = f"{int(time.time())}-{secrets.token_hex(16)}"
    signed = f"{device}-{signature(secret, account(gallery_id, name, device))}"
    return f"{signed}-{signature(secret, sealed(signed))}"


def sealed_device(secret: str, value: str | None) -> str | None:
    """Return what a browser is known by, whichever account has signed in there before."""
    signed, _dash, seal = (value or "").rpartition("-")
    if not hmac.compare_digest(seal, signature(secret, sealed(signed))):
        return None
    device = signed.rpartition("-")[0]
    issued = int(device.partition("-")[0])
    return device if time.time() < issued + DEVICE_LIFETIME.total_seconds() else None


def known_device(secret: str, gallery_id: int, name: str, value: str | None) -> str | None:
    """Return what a browser is known by, if this account has signed in there before."""
    device = sealed_device(secret, value)
    if value is None or device is None:
        return None
    signed = value.split("-")[2]
    expected = signature(secret, account(gallery_id, name, device))
    return device if hmac.compare_digest(signed, expected) else None


def account(gallery_id: int, name: str, device: str) -> str:
    """Return what the first signature is for."""
    return f"device:{gallery_id}:{device}:{name}"


def sealed(signed: str) -> str:
    """Return what the seal is for."""
    return f"seal:{signed}"


def signature(secret: str, text: str) -> str:
    """Return what nobody else can put behind a text."""
    return hmac.new(secret.encode(), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

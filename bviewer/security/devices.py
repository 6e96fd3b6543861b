"""Browsers that signed in before: what a stranger does at the door does not keep them out.

Such a browser has a cookie that we have signed for one account (OWASP calls it a device cookie). It
signs nobody in; it only gives wrong passwords from this browser a count of their own.
"""

import hashlib
import hmac
import secrets
import time

from bviewer.security.cookies import DEVICE_LIFETIME


def new_device(secret: str, gallery_id: int, name: str) -> str:
    """Return the value of the cookie for a browser in which this account has signed in."""
    device = f"{int(time.time())}-{secrets.token_hex(16)}"
    return f"{device}-{signature(secret, gallery_id, name, device)}"


def known_device(secret: str, gallery_id: int, name: str, value: str | None) -> str | None:
    """Return what a browser is known by, if this account has signed in there before."""
    device, _dash, signed = (value or "").rpartition("-")
    if not hmac.compare_digest(signed, signature(secret, gallery_id, name, device)):
        return None
    issued = int(device.partition("-")[0])
    return device if time.time() < issued + DEVICE_LIFETIME.total_seconds() else None


def signature(secret: str, gallery_id: int, name: str, device: str) -> str:
    """Return what nobody else can put behind a device."""
    message = f"device:{gallery_id}:{device}:{name}".encode("utf-8", "replace")
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()

"""Browsers that signed in before: what a stranger does at the door does not keep them out.

Such a browser has a cookie that we have signed for one account (OWASP calls it a device cookie). It
signs nobody in; it only gives wrong passwords from this browser a count of their own. Whoever
stands at the door, and knows no account yet, sees that it is ours, and which browsers are of the
same account: however many cookies somebody has collected, they are one.
"""

import hashlib
import hmac
import secrets
import time

from bviewer.security.cookies import DEVICE_LIFETIME


def new_device(secret: str, gallery_id: int, name: str) -> str:
    """Return the value of the cookie for a browser in which this account has signed in."""
    device = f"{int(time.time())}-{secrets.token_hex(16)}-{account_tag(secret, gallery_id, name)}"
    return f"{device}-{seal(secret, device)}"


def sealed_account(secret: str, value: str | None) -> str | None:
    """Return the tag of the account, whichever it is, that has signed in there before."""
    device, _dash, given = (value or "").rpartition("-")
    if not hmac.compare_digest(given, seal(secret, device)):
        return None
    issued, _number, tag = device.split("-")
    return tag if time.time() < int(issued) + DEVICE_LIFETIME.total_seconds() else None


def known_device(secret: str, gallery_id: int, name: str, value: str | None) -> str | None:
    """Return what a browser is known by, if this account has signed in there before."""
    tag = sealed_account(secret, value)
    if value is None or tag is None:
        return None
    is_theirs = hmac.compare_digest(tag, account_tag(secret, gallery_id, name))
    return value.rsplit("-", 2)[0] if is_theirs else None


def account_tag(secret: str, gallery_id: int, name: str) -> str:
    """Return what stands for an account, and tells nobody which it is."""
    return signature(secret, f"account:{gallery_id}:{name}")


def seal(secret: str, device: str) -> str:
    """Return what tells us that we have named a device."""
    return signature(secret, f"browser:{device}")


def signature(secret: str, text: str) -> str:
    """Return what nobody else can put behind a text."""
    return hmac.new(secret.encode(), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

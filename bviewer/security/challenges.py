"""Challenges that passkeys answer: bound to the browser that got one, for a while, and good once.

Nothing is stored until one is answered: it is signed together with the token of the form that it
came with, which belongs to the browser's cookie (see `csrf`). So a stranger who asks for many costs
nothing.
"""

import hashlib
import hmac
import re
import time
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bviewer.models import SpentChallenge, now
from bviewer.problems import Problem
from bviewer.security.tokens import digest

# The page of a form may be open for a while before somebody has found their phone.
LIFETIME = timedelta(hours=1)
CHALLENGE = re.compile(r"([0-9]{1,12})\.[0-9a-f]{64}", re.ASCII)


class Purpose(StrEnum):
    """What an answer is for: one that was given for one is worth nothing for the other."""

    REGISTER = "register"
    SIGN_IN = "sign-in"


def new_challenge(secret: str, purpose: Purpose, form_token: str) -> str:
    """Return a challenge for the page whose form has this token."""
    return signed(secret, purpose, form_token, int(time.time()))


def signed(secret: str, purpose: Purpose, form_token: str, began: int) -> str:
    """Return a challenge as nobody else can make it."""
    message = f"passkey:{purpose}:{began}:{form_token}".encode("utf-8", "replace")
    return f"{began}.{hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()}"


def is_ours(secret: str, purpose: Purpose, form_token: str, challenge: str) -> bool:
    """Tell whether we gave a challenge to this browser for this purpose, not long ago."""
    match = CHALLENGE.fullmatch(challenge)
    if match is None:
        return False
    began = int(match[1])
    is_fresh = 0 <= time.time() - began < LIFETIME.total_seconds()
    return is_fresh and hmac.compare_digest(signed(secret, purpose, form_token, began), challenge)


def spend(session: Session, challenge: str) -> None:
    """Note that a challenge was answered; refuse a second answer. Old notes go."""
    session.execute(delete(SpentChallenge).where(SpentChallenge.expires_at < now()))
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    first = (
        dialect.insert(SpentChallenge)
        .values(digest=digest(challenge), expires_at=now() + LIFETIME)
        .on_conflict_do_nothing()
        .returning(SpentChallenge.digest)
    )
    if session.execute(first).one_or_none() is None:
        raise Problem("passkey_refused")

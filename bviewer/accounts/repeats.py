"""Answers to requests with a key, kept for a day: one that is sent again is not done again.

An answer may hold a secret that is shown once. So it is sealed with what the key and the secret of
the installation give, and neither is in the database.
"""

import hmac
import json
import os
from datetime import timedelta
from hashlib import sha512
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bviewer.db.sessions import work_session
from bviewer.models import IdempotencyKey, now
from bviewer.queue.runtime import Runtime

KEPT_FOR = timedelta(hours=24)
DIGEST_BYTES = 32
NONCE_BYTES = 12


class Key(NamedTuple):
    """What finds an answer, and what opens it."""

    digest: bytes
    opener: bytes


class Kept(NamedTuple):
    """An answer as it was given, and the digest of the request that it was given to."""

    request_digest: bytes
    status: int
    headers: dict[str, str]
    body: str


def key_of(secret: str, *parts: Any) -> Key:
    """Return the key of an installation that belongs to a caller at a gallery, and to what they
    sent."""
    derived = hmac.digest(f"bviewer-repeats:{secret}".encode(), repr(parts).encode(), sha512)
    return Key(derived[:DIGEST_BYTES], derived[DIGEST_BYTES:])


def take(session: Session, key: Key) -> bool:
    """Have a key for oneself until the end of the transaction; returns whether nobody else has it.

    On SQLite whoever writes has all.
    """
    if session.get_bind().dialect.name != "postgresql":
        return True
    number = int.from_bytes(key.digest[:8], signed=True)
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(number))))


def find_kept(session: Session, key: Key) -> Kept | None:
    """Return what was answered by a key in the last day."""
    row = session.get(IdempotencyKey, key.digest)
    if row is None:
        return None
    if row.created_at <= now() - KEPT_FOR:
        session.delete(row)
        session.flush()
        return None
    answer = json.loads(opened(key, row.answer))
    return Kept(row.request_digest, answer["status"], answer["headers"], answer["body"])


def keep(session: Session, key: Key, gallery_id: int, user_id: int, kept: Kept) -> None:
    """Keep an answer, together with what was done."""
    answer = {"status": kept.status, "headers": kept.headers, "body": kept.body}
    session.add(
        IdempotencyKey(
            key_digest=key.digest,
            gallery_id=gallery_id,
            user_id=user_id,
            request_digest=kept.request_digest,
            answer=sealed(key, json.dumps(answer).encode()),
        )
    )
    session.flush()


def sealed(key: Key, text: bytes) -> bytes:
    """Return a text as nobody reads it without the key."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher(key).encrypt(nonce, text, key.digest)


def opened(key: Key, seal: bytes) -> bytes:
    """Return a text that was sealed."""
    text: bytes = cipher(key).decrypt(seal[:NONCE_BYTES], seal[NONCE_BYTES:], key.digest)
    return text


def cipher(key: Key) -> Any:
    """Return what seals and opens."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - few need it.

    return AESGCM(key.opener)


def forget_answers(runtime: Runtime) -> None:
    """Forget answers that nobody is given any more."""
    with work_session(runtime.engine) as session:
        session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at <= now() - KEPT_FOR))

"""Passkeys: made on one's own page, and enough to sign in with, as the device asks who holds it."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.accounts.users import note_account
from bviewer.models import Passkey, User, now
from bviewer.problems import Problem
from bviewer.security.audit import Event
from bviewer.security.challenges import Purpose, is_ours, new_challenge, spend

LONGEST_NAME = 100
MOST_PASSKEYS = 20  # Of one person.


class Place(NamedTuple):
    """Where a passkey is used: it answers to the host that the browser is at, and no other.

    `form_token` is that of the form which it comes with, `secret` that of the installation.
    """

    secret: str
    host: str
    origin: str
    form_token: str


def registration_options(place: Place, user: User, known: Sequence[Passkey]) -> dict[str, Any]:
    """Return what a browser needs to make a passkey on a device that has none yet."""
    from bviewer.accounts import passkey_protocol  # noqa: PLC0415

    # Devices keep it; it tells them nothing.
    handle = hmac.new(place.secret.encode(), f"passkey:{user.id}".encode(), hashlib.sha256)
    challenge = new_challenge(place.secret, Purpose.REGISTER, place.form_token)
    ids = [passkey.credential_id for passkey in known if passkey.host == place.host]
    return passkey_protocol.registration_options(
        place.host, user.name, handle.digest(), challenge, ids
    )


def sign_in_options(place: Place) -> dict[str, Any]:
    """Return what a browser needs to sign somebody in; the device knows whom, and makes sure."""
    challenge = new_challenge(place.secret, Purpose.SIGN_IN, place.form_token)
    return {
        "challenge": urlsafe_b64encode(challenge.encode()).decode().rstrip("="),
        "rpId": place.host,
        "userVerification": "required",
    }


def add_passkey(session: Session, user: User, place: Place, answer: str, name: str) -> Passkey:
    """Keep a passkey that a browser has made; refuse an answer to anything else."""
    from bviewer.accounts import passkey_protocol  # noqa: PLC0415

    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Problem("passkey_name_invalid", "passkey_name", maximum=LONGEST_NAME)
    if len(passkeys_of(session, user.id)) >= MOST_PASSKEYS:
        raise Problem("passkeys_many", maximum=MOST_PASSKEYS)
    credential, challenge = answered(place, Purpose.REGISTER, answer)
    with refusing_nonsense():
        made = passkey_protocol.verify_new(credential, place.host, place.origin, challenge)
    spend(session, challenge)
    if session.scalar(select(Passkey.id).where(Passkey.credential_id == made.credential_id)):
        raise Problem("passkey_refused")
    passkey = Passkey(
        user_id=user.id,
        host=place.host,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name,
    )
    session.add(passkey)
    session.flush()
    note_account(session, Event.PASSKEY_ADDED, user, passkey=name)
    return passkey


def use_passkey(session: Session, place: Place, answer: str) -> int:
    """Return whom a passkey signs in; every refusal of one looks the same."""
    from bviewer.accounts import passkey_protocol  # noqa: PLC0415

    credential, challenge = answered(place, Purpose.SIGN_IN, answer)
    with refusing_nonsense():
        credential_id = passkey_protocol.id_in(credential)
    passkey = session.scalar(
        select(Passkey)
        .join(User, User.id == Passkey.user_id)
        .where(Passkey.credential_id == credential_id, Passkey.host == place.host, User.active)
        # Two answers at once must not count from the same number.
        .with_for_update(of=Passkey)
    )
    if passkey is None:
        raise Problem("passkey_refused")
    known = passkey.public_key, passkey.sign_count
    with refusing_nonsense():
        used = passkey_protocol.verify_use(credential, place.host, place.origin, challenge, *known)
    spend(session, challenge)
    passkey.sign_count, passkey.used_at = used.new_sign_count, now()
    session.flush()
    return passkey.user_id


def answered(place: Place, purpose: Purpose, answer: str) -> tuple[dict[str, Any], str]:
    """Return an answer of a browser, and the challenge in it if that is one of ours."""
    from bviewer.accounts import passkey_protocol  # noqa: PLC0415

    with refusing_nonsense():
        credential = json.loads(answer)
        challenge = passkey_protocol.challenge_in(credential)
    if not is_ours(place.secret, purpose, place.form_token, challenge):
        raise Problem("passkey_expired")
    return credential, challenge


@contextmanager
def refusing_nonsense() -> Iterator[None]:
    """Refuse whatever is wrong with an answer meanwhile: anybody may send anything, and the
    library raises errors of many kinds."""
    try:
        yield
    except Exception as error:
        raise Problem("passkey_refused") from error


def passkeys_of(session: Session, user_id: int) -> Sequence[Passkey]:
    """Return the passkeys of a person, in their order."""
    query = select(Passkey).where(Passkey.user_id == user_id)
    return session.scalars(query.order_by(Passkey.id)).all()


def remove_passkey(session: Session, user: User, passkey_id: int) -> None:
    """Let nobody sign in with a passkey any more; refuse one that is not this person's."""
    passkey = session.get(Passkey, passkey_id)
    if passkey is None or passkey.user_id != user.id:
        raise Problem("passkey_unknown", "passkey")
    session.delete(passkey)
    session.flush()
    note_account(session, Event.PASSKEY_REMOVED, user, passkey=passkey.name)

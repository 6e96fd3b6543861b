"""Passkeys: made and used at one host, each answer once."""

import json
import time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.accounts.passkeys import (
    MOST_PASSKEYS,
    Place,
    add_passkey,
    passkeys_of,
    registration_options,
    remove_passkey,
    sign_in_options,
    use_passkey,
)
from bviewer.accounts.users import add_user
from bviewer.models import Gallery, Passkey, SpentChallenge, User, now
from bviewer.security.tokens import new_token
from tests.authenticator import PRESENT, Authenticator
from tests.problems import refused

HERE = Place("a secret", "pub.test", "http://pub.test", "a token of a form")


@pytest.fixture
def anna(session: Session, gallery: Gallery) -> User:
    """A person with nothing."""
    return add_user(session, "anna")


def made(session: Session, user: User, device: Authenticator, place: Place = HERE) -> Passkey:
    """A passkey on a device."""
    options = registration_options(place, user, passkeys_of(session, user.id))
    return add_passkey(session, user, place, device.create(options), "Phone")


def used(session: Session, device: Authenticator) -> int:
    """Whom a passkey signs in, on a page of its own."""
    place = HERE._replace(form_token=new_token())
    return use_passkey(session, place, device.get(sign_in_options(place)))


@pytest.fixture
def phone(session: Session, anna: User) -> Authenticator:
    """A device of Anna's, with a passkey."""
    device = Authenticator()
    made(session, anna, device)
    return device


def test_a_passkey_signs_in_whom_it_was_made_for(
    session: Session, anna: User, phone: Authenticator
) -> None:
    for count in (1, 2):
        assert used(session, phone) == anna.id
        (passkey,) = passkeys_of(session, anna.id)
        assert (passkey.sign_count, passkey.name, passkey.host) == (count, "Phone", "pub.test")
        assert passkey.used_at is not None


def test_a_device_that_does_not_count_may_be_used_again(
    session: Session, anna: User, phone: Authenticator
) -> None:
    for _ in range(2):
        phone.count = -1
        assert used(session, phone) == anna.id


def test_an_answer_is_good_once_and_old_notes_go(
    session: Session, anna: User, phone: Authenticator
) -> None:
    phone.count = -1
    answer = phone.get(sign_in_options(HERE))
    use_passkey(session, HERE, answer)
    with refused("passkey_refused"):
        use_passkey(session, HERE, answer)
    before = session.scalars(select(SpentChallenge)).all()
    for spent in before:
        spent.expires_at = now()
    phone.count = -1
    used(session, phone)
    (left,) = session.scalars(select(SpentChallenge))
    assert left not in before


def test_a_copy_of_a_device_that_counts_less_is_refused(
    session: Session, phone: Authenticator
) -> None:
    phone.count = 6
    used(session, phone)
    for former in (6, 5):
        phone.count = former
        with refused("passkey_refused"):
            used(session, phone)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"form_token": "another browser's"}, "passkey_expired"),
        ({"secret": "another installation's"}, "passkey_expired"),
        ({"host": "other.test"}, "passkey_refused"),
        ({"origin": "https://pub.test"}, "passkey_refused"),
    ],
)
def test_an_answer_from_elsewhere_is_refused(
    session: Session, phone: Authenticator, change: dict[str, str], code: str
) -> None:
    answer = phone.get(sign_in_options(HERE))
    with refused(code):
        use_passkey(session, HERE._replace(**change), answer)


def test_what_is_old_or_was_asked_for_something_else_is_refused(
    session: Session, anna: User, phone: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = registration_options(HERE, anna, [])
    with refused("passkey_expired"):
        use_passkey(session, HERE, phone.get({**register, "rpId": "pub.test"}))
    answer, moment = phone.get(sign_in_options(HERE)), time.time()
    for later in (3601, -10):
        monkeypatch.setattr(time, "time", lambda later=later: moment + later)
        with refused("passkey_expired"):
            use_passkey(session, HERE, answer)


def test_who_holds_the_device_must_have_been_made_sure_of(
    session: Session, anna: User, phone: Authenticator
) -> None:
    phone.flags = PRESENT
    with refused("passkey_refused"):
        use_passkey(session, HERE, phone.get(sign_in_options(HERE)))
    other = Authenticator(credential_id=b"another")
    other.flags = PRESENT
    with refused("passkey_refused"):
        made(session, anna, other)


def test_nobody_signs_in_who_was_disabled_or_by_another_key(
    session: Session, anna: User, phone: Authenticator
) -> None:
    with refused("passkey_refused"):
        use_passkey(session, HERE, Authenticator().get(sign_in_options(HERE)))
    with refused("passkey_refused"):
        use_passkey(session, HERE, Authenticator(credential_id=b"x").get(sign_in_options(HERE)))
    anna.active = False
    with refused("passkey_refused"):
        use_passkey(session, HERE, phone.get(sign_in_options(HERE)))


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", "x", '{"response": {"clientDataJSON": "e30"}}', "[" * 9999]
)
def test_nonsense_is_refused(session: Session, anna: User, answer: str) -> None:
    with refused("passkey_refused"):
        use_passkey(session, HERE, answer)
    with refused("passkey_refused"):
        add_passkey(session, anna, HERE, answer, "Phone")


def test_parts_that_are_changed_are_refused(session: Session, phone: Authenticator) -> None:
    for name in ("authenticatorData", "signature", "clientDataJSON"):
        answer = json.loads(phone.get(sign_in_options(HERE)))
        answer["response"][name] = answer["response"][name][:-4]
        with refused("passkey_refused"):
            use_passkey(session, HERE, json.dumps(answer))


def test_a_passkey_belongs_to_one_person_and_is_made_once(
    session: Session, gallery: Gallery, anna: User, phone: Authenticator
) -> None:
    owner = session.get_one(User, gallery.owner_id)
    with refused("passkey_refused"):
        made(session, owner, phone)
    excluded = registration_options(HERE, anna, passkeys_of(session, anna.id))
    assert len(excluded["excludeCredentials"]) == 1
    elsewhere = HERE._replace(host="other.test")
    known = passkeys_of(session, anna.id)
    assert registration_options(elsewhere, anna, known)["excludeCredentials"] == []


def test_a_name_is_a_name_and_there_are_not_too_many(
    session: Session, anna: User, phone: Authenticator, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = phone.create(registration_options(HERE, anna, []))
    for name in ("", " ", "a\u0007", "x" * 101):
        with refused("passkey_name_invalid", "passkey_name", maximum=100):
            add_passkey(session, anna, HERE, answer, name)
    monkeypatch.setattr("bviewer.accounts.passkeys.MOST_PASSKEYS", 1)
    with refused("passkeys_many", maximum=1):
        made(session, anna, Authenticator(credential_id=b"another"))
    assert MOST_PASSKEYS > 1


def test_a_removed_passkey_signs_nobody_in_and_nobody_removes_anothers(
    session: Session, gallery: Gallery, anna: User, phone: Authenticator
) -> None:
    (passkey,) = passkeys_of(session, anna.id)
    owner = session.get_one(User, gallery.owner_id)
    for user, number in ((owner, passkey.id), (anna, 0), (anna, 4711)):
        with refused("passkey_unknown", "passkey"):
            remove_passkey(session, user, number)
    remove_passkey(session, anna, passkey.id)
    with refused("passkey_refused"):
        use_passkey(session, HERE, phone.get(sign_in_options(HERE)))

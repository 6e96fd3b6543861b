"""One-time links: what each is good for, and until when."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bviewer.accounts import links
from bviewer.accounts.links import (
    LIFETIMES,
    expect_link,
    find_link,
    is_new,
    make_first_link,
    make_secret,
    make_sign_in_link,
    use_link,
    use_sign_in_link,
)
from bviewer.accounts.sessions import open_session
from bviewer.accounts.users import add_user
from bviewer.models import (
    Access,
    Gallery,
    Group,
    Membership,
    Passkey,
    Token,
    TokenPurpose,
    User,
    now,
)


class Clock:
    """The time, which goes on when a test says so."""

    def __init__(self) -> None:
        self.moment = now()

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(links, "now", clock)
    return clock


@pytest.fixture
def other(session: Session, gallery: Gallery) -> Gallery:
    """Another gallery of the same owner."""
    other = Gallery(owner_id=gallery.owner_id, host="other.test", home="other")
    session.add(other)
    session.flush()
    return other


@pytest.mark.parametrize("purpose", list(TokenPurpose))
def test_a_link_is_good_once_for_one_purpose_at_one_gallery(
    session: Session, gallery: Gallery, other: Gallery, purpose: TokenPurpose
) -> None:
    anna = add_user(session, "anna")
    link = expect_link(session, purpose, anna, gallery, "anna@new.test")
    first, secret = make_secret(link), make_secret(link)
    session.flush()
    assert use_link(session, purpose, first, gallery.id) is None
    assert use_link(session, purpose, secret, other.id) is None
    for another in set(TokenPurpose) - {purpose}:
        assert use_link(session, another, secret, gallery.id) is None
    anna.active = False
    session.flush()
    assert find_link(session, purpose, secret, gallery.id) is None
    anna.active = True
    session.flush()
    assert find_link(session, purpose, secret, gallery.id) == (anna.id, "anna@new.test")
    assert use_link(session, purpose, secret, gallery.id) == (anna.id, "anna@new.test")
    assert find_link(session, purpose, secret, gallery.id) is None


@pytest.mark.parametrize(
    ("purpose", "hours"),
    [(TokenPurpose.SIGN_IN, 24), (TokenPurpose.MAIL, 24), (TokenPurpose.PASSWORD, 1)],
)
def test_a_link_is_good_for_hours_from_when_it_is_made_and_goes_with_the_next(
    session: Session, gallery: Gallery, clock: Clock, purpose: TokenPurpose, hours: int
) -> None:
    assert LIFETIMES[purpose] == timedelta(hours=hours)
    anna = add_user(session, "anna")
    link = expect_link(session, purpose, anna, gallery)
    clock.moment += timedelta(minutes=30)
    secret = make_secret(link)
    session.flush()
    clock.moment += timedelta(hours=hours, seconds=-1)
    assert find_link(session, purpose, secret, gallery.id)
    clock.moment += timedelta(seconds=1)
    assert find_link(session, purpose, secret, gallery.id) is None
    clock.moment += timedelta(seconds=1)
    expect_link(session, purpose, anna, gallery)
    assert session.scalar(select(func.count()).select_from(Token)) == 1


def test_all_links_that_sign_a_person_in_go_with_the_first_that_does(
    session: Session, gallery: Gallery
) -> None:
    anna, berta = add_user(session, "anna"), add_user(session, "berta")
    used, spare = (make_sign_in_link(session, anna, gallery) for _ in range(2))
    hers = make_sign_in_link(session, berta, gallery)
    reset = expect_link(session, TokenPurpose.PASSWORD, anna, gallery)
    secret = make_secret(reset)
    session.flush()
    assert use_sign_in_link(session, "unknown", gallery.id) is None
    assert use_sign_in_link(session, used, gallery.id) == anna.id
    assert use_sign_in_link(session, spare, gallery.id) is None
    assert use_sign_in_link(session, hers, gallery.id) == berta.id
    assert find_link(session, TokenPurpose.PASSWORD, secret, gallery.id)


def introduce(session: Session, gallery: Gallery, owner: User) -> None:
    gallery.introduced = True


def set_password(session: Session, gallery: Gallery, owner: User) -> None:
    owner.password_hash = "x"


def disable(session: Session, gallery: Gallery, owner: User) -> None:
    owner.active = False


def sign_in(session: Session, gallery: Gallery, owner: User) -> None:
    open_session(session, owner.id, gallery.id)


def give(session: Session, gallery: Gallery, owner: User) -> None:
    session.add(Access(user_id=owner.id, gallery_id=gallery.id))


def join(session: Session, gallery: Gallery, owner: User) -> None:
    group = Group(gallery_id=gallery.id, name="friends")
    session.add(group)
    session.flush()
    session.add(Membership(user_id=owner.id, group_id=group.id))


def add_passkey(session: Session, gallery: Gallery, owner: User) -> None:
    session.add(
        Passkey(
            user_id=owner.id,
            host=gallery.host,
            credential_id=b"1",
            public_key=b"2",
            sign_count=0,
            name="Phone",
        )
    )


@pytest.mark.parametrize(
    "happen", [introduce, set_password, disable, sign_in, give, join, add_passkey]
)
def test_whoever_runs_the_site_has_a_link_of_an_owner_who_was_never_here_alone(
    session: Session, gallery: Gallery, happen
) -> None:
    gallery.introduced = False
    owner = session.get_one(User, gallery.owner_id)
    session.flush()
    assert is_new(session, owner)
    link = make_first_link(session, gallery)
    assert link is not None
    assert find_link(session, TokenPurpose.SIGN_IN, link, gallery.id) == (owner.id, None)
    happen(session, gallery, owner)
    session.flush()
    assert not is_new(session, owner)
    assert make_first_link(session, gallery) is None

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.access.holders import (
    admit_holder,
    find_good_share,
    hold_share,
    is_admitted,
    try_share_password,
)
from bviewer.access.shares import (
    ShareState,
    count_good_shares,
    end_of,
    list_shares,
    make_share,
    revoke_share,
)
from bviewer.accounts.passwords import hash_password
from bviewer.models import Album, Attempt, Gallery, Share, ShareHolder, now
from bviewer.problems import Problem
from bviewer.security.tokens import SHARE_TOKEN_LENGTH, digest
from bviewer.security.visitor import STRANGER, ShareOption, Visitor, with_shares
from bviewer.tree.branches import TOKEN
from tests.problems import refused
from tests.site import Site

NOTHING = dict.fromkeys(ShareOption, False)
PASSWORD = "with cake and candles"


def album_id_of(session: Session, folder: str) -> str:
    return session.scalars(select(Album.id).where(Album.folder == folder)).one()


def make(session: Session, folder: str = "priv", **given) -> str:
    gallery = session.get_one(Gallery, 1)
    values = {"label": "Party", "options": NOTHING, **given}
    return make_share(session, gallery, album_id_of(session, folder), **values)


def seen_by(site: Site, secret: str, gallery_id: int = 1) -> Visitor:
    with site.runtime.engine.connect() as connection:
        return with_shares(connection, STRANGER, secret, gallery_id)


def hold(site: Site, token: str, secret: str | None = None) -> str:
    with site.session() as session:
        share = find_good_share(session, 1, token)
        assert share is not None
        return hold_share(session, share, secret).secret


def test_a_token_has_160_bits_and_only_its_digest_is_stored(gallery: Site):
    with gallery.session() as session:
        token = make(session)
        stored = session.scalars(select(Share)).one()
        assert len(token) == SHARE_TOKEN_LENGTH == -(-160 // 6)
        assert TOKEN.fullmatch(token)
        assert stored.token_hash == digest(token)
        assert token not in str(vars(stored))


def test_who_holds_a_share_has_what_comes_with_it(gallery: Site):
    with gallery.session() as session:
        plain = make(session)
        full = make(session, "priv/openchild", options=dict.fromkeys(ShareOption, True))
    secret = hold(gallery, plain)
    priv, child = gallery.album("priv").id, gallery.album("priv/openchild").id
    assert seen_by(gallery, secret) == Visitor(shared=frozenset({priv}))
    both = hold(gallery, full, secret)
    assert seen_by(gallery, both) == Visitor(
        shared=frozenset({priv, child}),
        share_options=frozenset((child, option) for option in ShareOption),
    )


def test_a_secret_that_others_may_know_is_worth_nothing_after_the_next_link(gallery: Site):
    with gallery.session() as session:
        first, second = make(session), make(session, "priv/openchild")
    planted = hold(gallery, first)
    assert hold(gallery, second, planted) != planted
    assert seen_by(gallery, planted) == STRANGER


def test_following_a_link_again_keeps_the_secret_and_counts(gallery: Site):
    with gallery.session() as session:
        token = make(session)
    secret = hold(gallery, token)
    assert hold(gallery, token, secret) == secret
    with gallery.session() as session:
        (listed,) = list_shares(session, 1)
        assert listed.share.visits == 2
        assert now() - listed.share.last_used_at < timedelta(minutes=1)
        assert len(session.scalars(select(ShareHolder)).all()) == 1


def test_holders_are_of_one_gallery(gallery: Site):
    gallery.add_gallery("other.test", owner="foreign")
    with gallery.session() as session:
        token = make(session)
        assert find_good_share(session, 2, token) is None
    assert seen_by(gallery, hold(gallery, token), gallery_id=2) == STRANGER


def test_a_share_that_is_revoked_or_over_opens_nothing(gallery: Site):
    with gallery.session() as session:
        tokens = [make(session), make(session)]
    secrets = [hold(gallery, token) for token in tokens]
    with gallery.session() as session:
        over, revoked = session.scalars(select(Share).order_by(Share.id))
        album_id = over.album_id
        assert count_good_shares(session, 1, [album_id]) == 2
        over.expires_at = now() - timedelta(seconds=1)
        revoke_share(session, session.get_one(Gallery, 1), revoked.id)
        moment = revoked.revoked_at
        revoke_share(session, session.get_one(Gallery, 1), revoked.id)
        assert revoked.revoked_at == moment
    with gallery.session() as session:
        assert [find_good_share(session, 1, token) for token in tokens] == [None, None]
        assert count_good_shares(session, 1, [album_id]) == 0
        states = [listed.state for listed in list_shares(session, 1, album_id)]
        assert states == [ShareState.REVOKED, ShareState.EXPIRED]
        assert list_shares(session, 1, album_id_of(session, "open")) == []
    assert [seen_by(gallery, secret) for secret in secrets] == [STRANGER, STRANGER]


def test_old_holders_go_with_the_next_one(gallery: Site):
    with gallery.session() as session:
        token = make(session)
    secret = hold(gallery, token)
    with gallery.session() as session:
        session.scalars(select(ShareHolder)).one().expires_at = now()
    assert seen_by(gallery, secret) == STRANGER
    hold(gallery, token)
    with gallery.session() as session:
        assert len(session.scalars(select(ShareHolder)).all()) == 1


@pytest.mark.usefixtures("hasher")
def test_a_password_lets_in_and_the_secret_changes_with_it(gallery: Site):
    with gallery.session() as session:
        first, second = (make(session, password=PASSWORD) for _ in range(2))
        ids = list(session.scalars(select(Share.id).order_by(Share.id)))
    secret = hold(gallery, second, hold(gallery, first))
    assert seen_by(gallery, secret) == Visitor(locked=tuple(reversed(ids)))
    secret = hold(gallery, first, secret)
    assert seen_by(gallery, secret).locked == tuple(ids)
    engine = gallery.runtime.engine
    assert not try_share_password(engine, ids[0], "wrong", "192.0.2.1")
    assert try_share_password(engine, ids[0], PASSWORD, "192.0.2.1")
    with gallery.session() as session:
        new = admit_holder(session, ids[0], secret)
        shares = [session.get_one(Share, share_id) for share_id in ids]
        assert [is_admitted(session, share, new) for share in shares] == [True, False]
        assert shares[0].visits == 1
        assert shares[1].visits == 0
    assert seen_by(gallery, secret) == STRANGER
    assert seen_by(gallery, new) == Visitor(
        shared=frozenset({gallery.album("priv").id}), locked=(ids[1],)
    )
    # The link again asks no more.
    assert hold(gallery, first, new) == new
    assert seen_by(gallery, new).locked == (ids[1],)


@pytest.mark.usefixtures("hasher")
def test_passwords_of_a_share_are_limited_by_address_and_not_counted_for_an_account(gallery: Site):
    with gallery.session() as session:
        make(session, password=PASSWORD)
    engine = gallery.runtime.engine
    for _ in range(10):
        assert not try_share_password(engine, 1, "wrong", "192.0.2.1")
    with pytest.raises(Problem, match="tries_exceeded"):
        try_share_password(engine, 1, PASSWORD, "192.0.2.1")
    assert try_share_password(engine, 1, PASSWORD, "192.0.2.2")
    with gallery.session() as session:
        keys = session.scalars(select(Attempt.key)).all()
    assert len(keys) == 3
    assert all("\x1fshare:1" in key for key in keys if not key.startswith("address:"))


@pytest.mark.parametrize(
    ("given", "code", "params"),
    [
        ({"label": " "}, "share_label_length", {"minimum": 1, "maximum": 200}),
        ({"label": "x" * 201}, "share_label_length", {"minimum": 1, "maximum": 200}),
        ({"password": "short"}, "password_too_short", {"minimum": 10}),
        ({"last_day": date(2020, 1, 1)}, "share_expiry_range", {}),
        ({"last_day": date(9999, 12, 31)}, "share_expiry_range", {}),
        ({"last_day": date(1, 1, 1)}, "share_expiry_range", {}),
    ],
)
def test_what_is_refused(gallery: Site, given, code, params):
    with gallery.session() as session, refused(code, *given, **params):
        make(session, **given)


def test_a_link_of_another_gallery_or_album_is_unknown(gallery: Site):
    gallery.add_gallery("other.test", owner="foreign")
    with gallery.session() as session:
        make(session)
        share = session.scalars(select(Share)).one()
        other, own = session.get_one(Gallery, 2), session.get_one(Gallery, 1)
        for place in ((other, share.id), (own, share.id, album_id_of(session, "open")), (own, 99)):
            with refused("share_unknown", "share", share=place[1]):
                revoke_share(session, *place)
        album_id, host = share.album_id, "other.test"
        with refused("album_elsewhere", "album", album=album_id, gallery=host):
            make_share(session, other, album_id, label="x", options=NOTHING)
        assert share.revoked_at is None


def test_a_day_ends_where_the_gallery_is():
    day = now().date() + timedelta(days=2)
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    assert end_of(day, "UTC") == midnight
    assert end_of(day, "Pacific/Kiritimati") == midnight - timedelta(hours=14)
    assert end_of(day, "Asia/Kathmandu") == midnight - timedelta(hours=5, minutes=45)


def test_a_password_may_not_be_the_label(gallery: Site):
    assert hash_password("grandmothersbirthday")
    with gallery.session() as session:
        label = "grandmothersbirthday"
        with refused("password_common", "password"):
            make(session, label=label, password=label)


def test_a_share_ends_at_its_very_instant(gallery: Site, monkeypatch: pytest.MonkeyPatch):
    instant = now() + timedelta(days=1)
    with gallery.session() as session:
        token = make(session)
        session.scalars(select(Share)).one().expires_at = instant
    secret = hold(gallery, token)
    for before, is_good in ((timedelta(microseconds=1), True), (timedelta(), False)):
        moment = instant - before
        for module in ("access.shares", "access.holders", "security.visitor"):
            monkeypatch.setattr(f"bviewer.{module}.now", lambda moment=moment: moment)
        with gallery.session() as session:
            assert (find_good_share(session, 1, token) is not None) == is_good
            (listed,) = list_shares(session, 1)
            assert (listed.state == ShareState.GOOD) == is_good
        assert (seen_by(gallery, secret) != STRANGER) == is_good


def test_a_program_that_follows_a_link_again_and_again_fills_no_table(
    gallery: Site, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bviewer.access.holders.MOST_HOLDERS", 20)
    with gallery.session() as session:
        token, other = make(session), make(session)
    first = hold(gallery, other)
    for _ in range(50):
        last = hold(gallery, token)
    with gallery.session() as session:
        assert 20 >= len(session.scalars(select(ShareHolder)).all()) - 1 >= 18
    assert seen_by(gallery, first) != STRANGER
    assert seen_by(gallery, last) != STRANGER


def test_links_that_have_opened_nothing_for_a_year_are_forgotten(gallery: Site):
    gallery.add_gallery("other.test", owner="foreign")
    year = timedelta(days=366)
    with gallery.session() as session:
        for _ in range(4):
            make(session)
        over, revoked, elsewhere, good = session.scalars(select(Share).order_by(Share.id))
        over.expires_at = revoked.revoked_at = elsewhere.revoked_at = now() - year
        elsewhere.gallery_id = 2
        good.created_at = now() - year
        kept = {elsewhere.id, good.id}
        hold_share(session, over, None)
        make(session)
    with gallery.session() as session:
        ids = set(session.scalars(select(Share.id)))
        assert kept < ids
        assert len(ids) == 3
        assert session.scalars(select(ShareHolder)).all() == []

"""Tokens for programs on one's own page: made, shown once, seen and taken back."""

import re

import pytest
from sqlalchemy import select

from bviewer.access.grants import grant
from bviewer.accounts.users import find_user
from bviewer.models import ApiToken, Audit, Gallery, Scope, UserSession
from bviewer.security.tokens import digest
from tests.functional.account.conftest import ANNA, last_mail, plain
from tests.functional.account.test_account import form_for, press
from tests.functional.owner.forms import landed
from tests.functional.signing_in import PASSWORD, count_of, sign_in
from tests.functional.stacks import everywhere


def make(browser, status=200, **values):
    """The page after a token was asked for."""
    values = {"label": "NAS <at home>", "token_present": PASSWORD, **values}
    return press(browser, "token", status, **values)


def secret_on(page):
    """The token that a page shows."""
    return page.html.find(id="link")["value"]


def with_token(site, secret):
    """A program that has it."""
    program = site.browser()
    program.extra_environ["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return program


def rows(site):
    with site.session() as session:
        found = session.scalars(select(ApiToken).order_by(ApiToken.created_at)).all()
        session.expunge_all()
        return found


@everywhere
def test_a_token_is_made_shown_once_used_and_revoked(house):
    anna = house.browser()
    sign_in(anna)
    assert "not the present password" in make(anna, 422, token_present="wrong")
    assert count_of(house, ApiToken) == 0
    page = make(anna, days="30")
    secret = secret_on(page)
    assert re.fullmatch(r"bv_[\w-]{43}", secret, re.ASCII)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.text.count(secret) == 1
    assert "NAS &lt;at home&gt;" in page
    assert form_for(anna, "token")["label"].value == ""
    (row,) = rows(house)
    assert (row.token_hash, row.scope, row.album_id) == (digest(secret), "read", None)
    assert (row.expires_at - row.created_at).days in {29, 30}

    program = with_token(house, secret)
    program.get(house.album_url("priv"), status=200)
    house.run_jobs()
    page = anna.get("/account")
    assert secret not in page
    assert secret[3:] not in page
    assert page.html.find(id="tokens").text.count("Used last:") == 1
    assert "Taken back: no program" in landed(
        form_for(anna, "token-revoke").submit("action", value="token-revoke")
    )
    program.get(house.album_url("priv"), status=404)
    assert "Take back" not in anna.get("/account").html.find(id="tokens").text
    with house.session() as session:
        told = select(Audit.event).where(Audit.gallery_id == 1).order_by(Audit.id)
        assert session.scalars(told).all()[-2:] == ["token_made", "token_revoked"]


def test_a_new_token_is_told_by_mail(mailing, server):
    anna = mailing.browser()
    sign_in(anna)
    secret = secret_on(make(anna))
    mail = last_mail(mailing, server)
    assert mail.recipients == [ANNA]
    assert "the token “NAS <at home>”" in plain(mail)
    assert secret not in plain(mail)


def test_a_token_is_for_an_album_whose_address_was_copied(house):
    anna, priv, opened = house.browser(), house.album("priv").id, house.album("open").id
    with house.session() as session:
        stranger = find_user(session, "foreign")
        stranger.password_hash = find_user(session, "anna").password_hash
        grant(session, stranger, session.get_one(Gallery, 1), opened)
    sign_in(anna)
    path = house.album_url("priv")
    for address in (f"http://pub.test{path}", path, f" {path}edit?year=2024 ", f"/{priv}/"):
        page = make(anna, album=address)
        assert rows(house)[-1].album_id == priv
        program = with_token(house, secret_on(page))
        program.get(path, status=200)
        program.get("/", status=404)
    link = anna.get("/account").html.find(id="tokens").find("ul").find("a")
    assert anna.get(link["href"]).html.h1.text == "priv"

    number = count_of(house, ApiToken)
    other = house.browser()
    sign_in(other, "foreign")
    for browser, address in (
        (other, path),
        (anna, "/"),
        (anna, "nonsense"),
        (anna, "http://[pub.test/"),
        (anna, house.image_url("priv/s.jpg")),
        (anna, "/111111111111/"),
    ):
        answer = make(browser, 422, album=address)
        assert "not the address of an album that you can see" in answer
    assert count_of(house, ApiToken) == number


def test_owners_choose_what_a_token_may_and_for_how_long(gallery):
    owner = gallery.browser("owner")
    for scope in Scope:
        press(owner, "token", 200, label=scope, scope=scope, days="")
    assert [(row.scope, row.expires_at) for row in rows(gallery)] == [
        (scope, None) for scope in Scope
    ]
    form = form_for(owner, "token")
    form["label"] = "x"
    form["scope"].force_value("everything")
    form.submit("action", value="token", status=422)
    assert count_of(gallery, ApiToken) == len(Scope)


def test_others_are_offered_to_look_alone(house):
    anna = house.browser()
    sign_in(anna)
    assert form_for(anna, "token")["scope"].attrs["type"] == "hidden"
    form = form_for(anna, "token")
    form["label"], form["token_present"] = "x", PASSWORD
    form["scope"].force_value("manage")
    program = with_token(house, secret_on(form.submit("action", value="token", status=200)))
    for page in ("/admin/", "/site/", f"{house.album_url('open')}edit"):
        program.get(page, status=404)


@pytest.mark.parametrize("label", ["x" * 101, "\u202e"])
def test_a_name_that_is_none_is_refused(gallery, label):
    answer = press(gallery.browser("owner"), "token", 422, label=label)
    assert "A name has 1 to 100 characters." in answer
    assert count_of(gallery, ApiToken) == 0


def test_nobody_sees_or_revokes_the_tokens_of_others(house):
    house.program("owner")
    anna = house.browser()
    sign_in(anna)
    assert "Mirror" not in anna.get("/account")
    (row,) = rows(house)
    make(anna)
    form = form_for(anna, "token-revoke")
    form["token"].force_value(row.id)
    assert "taken back already" in form.submit("action", value="token-revoke", status=422)
    assert count_of(house, ApiToken) == 2


def test_who_looks_as_somebody_else_makes_no_token(house):
    owner = house.browser("owner")
    form = form_for(owner, "token")
    with house.session() as session:
        row = session.scalars(select(UserSession)).one()
        row.views_as, row.views_as_id = "person", find_user(session, "anna").id
    form["label"] = "x"
    form.submit("action", value="token", status=404)
    assert count_of(house, ApiToken) == 0


def test_a_new_password_ends_all_tokens_and_ending_sessions_none(house):
    anna = house.browser()
    sign_in(anna)
    program = with_token(house, secret_on(make(anna)))
    sign_in(house.browser())
    press(anna, "end-others")
    program.get(house.album_url("priv"), status=200)
    press(anna, "password", present=PASSWORD, password="battery staple and so on")
    program.get(house.album_url("priv"), status=404)
    assert count_of(house, ApiToken) == 0

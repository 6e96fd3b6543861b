"""Signing in by a link that is mailed where an owner lets people do so; no password is needed."""

import pytest
from webtest import TestApp

from bviewer.access.invitations import invite, make_link
from bviewer.access.offers import Offer
from bviewer.accounts.users import find_user
from bviewer.models import Gallery, Token
from tests.functional.account.conftest import last_mail, link_in, plain
from tests.functional.account.test_forgotten import NEW, ask, choose
from tests.functional.owner.forms import landed
from tests.functional.signing_in import count_of, is_signed_in, last_form, sign_in
from tests.functional.stacks import everywhere
from tests.site import Site
from tests.smtp import Server


@pytest.fixture
def by_mail(mailing: Site) -> Site:
    """The gallery, whose owner lets people in by mail."""
    with mailing.session() as session:
        session.get_one(Gallery, 1).mailed_links = True
    return mailing


def enter(browser: TestApp, link: str, status: int = 303) -> None:
    """Press the button behind a link."""
    page = browser.get(link, status=200)
    form = next(form for form in page.forms.values() if "action" in form.fields)
    form.submit("action", status=status)


@everywhere
def test_a_link_lets_somebody_in_once_and_ends_nothing(by_mail: Site, server: Server) -> None:
    anna, elsewhere = by_mail.browser(), by_mail.browser()
    sign_in(elsewhere)
    assert "signs you in" in anna.get("/login").click("Have a link mailed to you")
    former = link_in(ask_for_mail(by_mail, server, anna))
    mail = ask_for_mail(by_mail, server, anna)
    assert "asked for a link that signs anna in" in plain(mail)
    link = link_in(mail)
    anna.get(link)  # As mail programs do.
    enter(anna, link)
    assert is_signed_in(anna)
    assert is_signed_in(elsewhere)
    assert len(server.inbox) == 2
    sign_in(by_mail.browser())  # The password is as it was.
    for used in (link, former):
        assert "not good any more" in by_mail.browser().get(used, status=404)
    assert count_of(by_mail, Token) == 0


def ask_for_mail(site, server, browser):
    """The mail that somebody gets who asks for a link."""
    assert "Its link signs you in" in ask(browser)
    return last_mail(site, server)


def test_the_link_lets_choose_a_new_password_as_well(by_mail: Site, server: Server) -> None:
    anna = by_mail.browser()
    assert is_signed_in(anna) is False
    landed(choose(anna, link_in(ask_for_mail(by_mail, server, anna))))
    sign_in(by_mail.browser(), password=NEW)


def test_where_the_owner_does_not_let_it_a_link_is_for_a_new_password_alone(
    mailing: Site, server: Server
) -> None:
    anna = mailing.browser()
    ask(anna)
    link = link_in(last_mail(mailing, server))
    form = last_form(anna.get(link))
    assert "action" not in form.fields
    anna.post(link, {"csrf_token": form["csrf_token"].value, "action": "enter"}, status=404)
    assert not is_signed_in(anna)
    landed(choose(anna, link))
    assert is_signed_in(anna)


@pytest.mark.parametrize("is_let", [True, False])
def test_who_is_invited_needs_a_password_only_where_no_links_are_mailed(
    by_mail: Site, server: Server, is_let: bool
) -> None:
    with by_mail.session() as session:
        gallery = session.get_one(Gallery, 1)
        gallery.mailed_links = is_let
        link = f"/invitation/{make_link(invite(session, gallery, 'ben@pub.test', Offer()))}"
    ben = by_mail.browser()
    form = last_form(ben.get(link))
    form["name"] = "ben"
    answer = form.submit(status=303 if is_let else 422)
    assert is_signed_in(ben) is is_let
    if not is_let:
        assert "A password needs at least 10 characters." in answer
        return
    with by_mail.session() as session:
        assert find_user(session, "ben").password_hash is None
    again = by_mail.browser()
    ask(again, "ben@pub.test")
    enter(again, link_in(last_mail(by_mail, server)))
    assert is_signed_in(again)

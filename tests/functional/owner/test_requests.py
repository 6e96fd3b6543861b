"""Asking for access, and what the owner answers."""

import re

import pytest

from bviewer.accounts.users import find_user
from bviewer.models import Access, AccessRequest, Invitation, User
from tests.functional.owner.forms import landed, last_form
from tests.functional.stacks import everywhere
from tests.site import Site
from tests.smtp import mail_server, mail_settings

pytestmark = pytest.mark.usefixtures("hasher")
THANKS = "The owner was asked."


def ask(browser, status=303, **values):
    form = last_form(browser.get("/register"))
    for field, value in values.items():
        form[field] = value
    answer = form.submit(status=status)
    return landed(answer) if status == 303 else answer


def anna(browser, status=303, mail="anna@pub.test", text="I am your aunt."):
    return ask(browser, status, name="Anna", mail=mail, text=text)


def decide(site, action, what="gallery", status=303):
    form = last_form(site.browser("owner").get("/admin/requests"))
    form["what"].force_value(what)
    answer = form.submit("action", value=action, status=status)
    return landed(answer) if status == 303 else answer


def open_wishes(site):
    with site.session() as session:
        return session.query(AccessRequest).count()


@everywhere
def test_a_stranger_asks_and_is_invited_with_what_the_owner_chose(gallery):
    album = gallery.album("priv")
    page = gallery.browser().get("/login").click("Ask for access")
    form = last_form(page)
    form["name"], form["mail"], form["text"] = "Anna", "anna@pub.test", "I am <b>your</b> aunt."
    assert THANKS in landed(form.submit(status=303))
    page = gallery.browser("owner").get("/admin/requests")
    for said in ("Anna", "anna@pub.test", "I am &lt;b&gt;your&lt;/b&gt; aunt."):
        assert said in page
    page = decide(gallery, "approve", f"album:{album.id}", status=200)
    link = page.html.find("input", {"readonly": True})["value"]
    assert open_wishes(gallery) == 0
    assert "You are invited" in gallery.browser().get(link)
    with gallery.session() as session:
        assert session.query(Invitation.mail, Invitation.album_id).one() == (
            "anna@pub.test",
            album.id,
        )


def test_who_has_an_account_asks_with_it_and_sees_it_at_once(gallery):
    gallery.add_user("guest")
    guest = gallery.browser("guest")
    assert THANKS in ask(guest, text="Please")
    assert "has an account" in gallery.browser("owner").get("/admin/requests")
    assert "They can see it from now on." in decide(gallery, "approve")
    guest.get(gallery.album_url("priv"), status=200)
    with gallery.session() as session:
        assert session.query(Access.user_id).all() == [(find_user(session, "guest").id,)]


def test_a_refusal_gives_nothing_and_tells_nobody(gallery):
    anna(gallery.browser())
    form = last_form(gallery.browser("owner").get("/admin/requests"))
    assert "Not let in." in decide(gallery, "refuse")
    with gallery.session() as session:
        counts = [session.query(table).count() for table in (Invitation, Access, AccessRequest)]
    assert counts == [0, 0, 0]
    assert "This was decided already." in form.submit("action", status=422)


def test_the_answer_is_the_same_whatever_the_mail_is(gallery):
    gallery.add_user("known")
    with gallery.session() as session:
        find_user(session, "known").mail = "known@pub.test"
    answers = {
        anna(gallery.browser(), mail=mail).text for mail in ("known@pub.test", "new@pub.test")
    }
    answers.add(anna(gallery.browser(), mail="new@pub.test", text="again").text)
    assert len(answers) == 1
    with gallery.session() as session:
        assert {row.text for row in session.query(AccessRequest)} == {"I am your aunt.", "again"}


@everywhere
def test_nobody_floods_an_owner(gallery):
    browser = gallery.browser()
    for number in range(5):
        anna(browser, mail=f"a{number}@pub.test")
    answer = anna(browser, 429, mail="a6@pub.test")
    assert "Too many have asked just now." in answer
    assert "a6@pub.test" in answer
    assert open_wishes(gallery) == 5


def test_a_gallery_has_so_many_open_requests_and_no_more(gallery, monkeypatch):
    monkeypatch.setattr("bviewer.access.requests.MOST_OPEN", 1)
    anna(gallery.browser())
    anna(gallery.browser(), 429, mail="b@pub.test")
    anna(gallery.browser(), text="the same again")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": "", "mail": "a@pub.test"}, "A name has 1 to 100 characters."),
        ({"name": "a\u0007", "mail": "a@pub.test"}, "A name has 1 to 100 characters."),
        ({"name": "a", "mail": "a@pub.test\r\nBcc: b@c.test"}, "This is not a mail address"),
        ({"name": "a", "mail": "a@pub.test", "text": "x" * 1001}, "at most 1,000 characters"),
    ],
)
def test_what_is_refused_is_explained_and_nothing_is_lost(gallery, values, said):
    answer = ask(gallery.browser(), 422, **values)
    assert said in answer
    assert last_form(answer)["name"].value == values["name"]
    assert open_wishes(gallery) == 0


def test_a_wish_of_another_gallery_is_not_decided_here(gallery):
    gallery.add_gallery("other.test", owner="foreign", home="other")
    anna(gallery.browser(host="other.test"))
    owner = gallery.browser("owner")
    page = owner.get("/admin/requests")
    assert "anna@pub.test" not in page
    token = last_form(page)["csrf_token"].value
    sent = {"csrf_token": token, "wish": "1", "what": "gallery", "action": "approve"}
    assert "This was decided already." in owner.post("/admin/requests", sent, status=422)
    assert open_wishes(gallery) == 1


@pytest.fixture
def server():
    with mail_server() as server:
        yield server


@pytest.fixture
def mailing(tmp_path, database, server):
    """A site that can send mail, and whose owner has an address."""
    site = Site(tmp_path, database, **mail_settings(server))
    site.add_gallery()
    with site.session() as session:
        find_user(session, "owner").mail = "owner@pub.test"
    yield site
    site.close()


def test_the_owner_gets_a_mail_and_one_an_hour(mailing, server):
    anna(mailing.browser(), text="I am your aunt.\nReally.")
    anna(mailing.browser(), mail="b@pub.test")
    mailing.run_jobs()
    (mail,) = server.inbox
    assert mail.recipients == ["owner@pub.test"]
    plain = next(mail.message.iter_parts()).get_content()
    assert re.search(r"http://pub\.test/admin/requests\b", plain)
    assert "I am your aunt." in plain
    assert mail.message["Subject"] == "Anna asks to see “pub.test”"


def test_the_owner_gets_the_mail_in_a_language_of_theirs(mailing, server):
    with mailing.session() as session:
        find_user(session, "owner").language = "fr"
    stranger = mailing.browser()
    stranger.extra_environ["HTTP_ACCEPT_LANGUAGE"] = "de"
    anna(stranger)
    mailing.run_jobs()
    assert "demande" in server.inbox[0].message["Subject"]
    with mailing.session() as session:
        session.query(User).update({"language": None, "browser_language": "es"})
    decide(mailing, "approve")
    mailing.run_jobs()
    assert "zeigt" in server.inbox[1].message["Subject"]


def test_no_stranger_chooses_the_host_of_a_link_in_a_mail(tmp_path, database, server):
    settings = {**mail_settings(server), "bviewer.default_gallery": "pub.test"}
    site = Site(tmp_path, database, **settings)
    site.add_gallery()
    with site.session() as session:
        find_user(session, "owner").mail = "owner@pub.test"
    browser = site.browser(host="pub.test")
    browser.extra_environ["HTTP_HOST"] = "203.0.113.9"
    anna(browser)
    site.run_jobs()
    plain = next(server.inbox[0].message.iter_parts()).get_content()
    assert "http://pub.test/admin/requests" in plain
    assert "203.0.113.9" not in plain
    site.close()


def test_an_account_is_told_by_mail_that_it_may_see_more(mailing, server):
    mailing.add_user("guest")
    with mailing.session() as session:
        session.query(User).filter_by(name="guest").update({"mail": "guest@pub.test"})
    ask(mailing.browser("guest"), text="")
    decide(mailing, "approve")
    mailing.run_jobs()
    assert [mail.recipients for mail in server.inbox] == [["owner@pub.test"], ["guest@pub.test"]]

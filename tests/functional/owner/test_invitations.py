"""Inviting people by mail, and what becomes of the link."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import update

from bviewer.access import letters
from bviewer.access.groups import add_group
from bviewer.access.letters import overdue_letters, send_letter
from bviewer.accounts.users import find_user
from bviewer.albums.galleries import top_album
from bviewer.models import Access, Gallery, Invitation, Letter, Membership, User, now
from bviewer.queue.recover import recover
from tests.functional.owner.forms import landed, last_form
from tests.functional.stacks import everywhere
from tests.site import Site
from tests.smtp import mail_server, mail_settings

pytestmark = pytest.mark.usefixtures("hasher")
PASSWORD = "a bicycle in the rain"
GONE = "This invitation is not open any more"


def invite(site, mail, what, status=303):
    """Invite somebody as the owner; returns the page after it."""
    form = last_form(site.browser("owner").get("/admin/invite"))
    form["mail"] = mail
    form["what"].force_value(what)
    return landed(form.submit(status=status))


def link_in(page):
    return page.html.find("input", {"readonly": True})["value"]


def link_for(site, what, mail="anna@pub.test"):
    """The link that an owner is shown where no mail can be sent."""
    return link_in(invite(site, mail, what, status=200))


def join(browser, link, name="anna", password=PASSWORD, status=303, **more):
    form = last_form(browser.get(link, status=200))
    form["name"], form["password"] = name, password
    for field, value in more.items():
        form[field] = value
    return form.submit(status=status)


def open_invitations(site):
    with site.session() as session:
        return session.query(Invitation).count()


@everywhere
def test_somebody_who_is_invited_chooses_a_password_and_lands_in_the_album(gallery):
    album = gallery.album("priv/openchild")
    link = link_for(gallery, f"album:{album.id}")
    anna = gallery.browser()
    anna.get(gallery.album_url("priv/openchild"), status=404)
    # Some keyboards put a space behind a word.
    page = landed(join(anna, link, "anna "))
    assert page.request.path == gallery.album_url("priv/openchild")
    anna.get(gallery.album_url("priv"), status=404)
    people = gallery.browser("owner").get("/admin/people")
    assert "anna@pub.test" in people
    with gallery.session() as session:
        assert find_user(session, "anna").mail == "anna@pub.test"
    assert "May see" in people
    assert open_invitations(gallery) == 0


def test_an_invitation_to_everything_or_to_a_group_takes_effect_when_it_is_used(gallery):
    with gallery.session() as session:
        group = add_group(session, session.get_one(Gallery, 1), "Family").id
    for name, what in (("anna", "gallery"), ("ben", f"group:{group}")):
        link = link_for(gallery, what, f"{name}@pub.test")
        with gallery.session() as session:
            assert session.query(User).filter_by(name=name).count() == 0
        landed(join(gallery.browser(), link, name))
    with gallery.session() as session:
        assert session.query(Access.album_id).filter_by(user_id=find_user(session, "anna").id).all()
        assert session.query(Membership.user_id).all() == [(find_user(session, "ben").id,)]


@everywhere
def test_a_link_that_is_used_expired_taken_back_or_unknown_is_answered_alike(gallery):
    used = link_for(gallery, "gallery", "a@pub.test")
    join(gallery.browser(), used)
    expired = link_for(gallery, "gallery", "b@pub.test")
    with gallery.session() as session:
        session.execute(update(Invitation).values(expires_at=now() - timedelta(seconds=1)))
    cancelled = link_for(gallery, "gallery", "c@pub.test")
    form = gallery.browser("owner").get("/admin/people").forms.values()
    assert [form for form in form if "invitation" in form.fields]
    with gallery.session() as session:
        session.query(Invitation).filter_by(mail="c@pub.test").delete()
    pages = set()
    for link in (used, expired, cancelled, used[:-5] + "xxxxx", "/invitation/x"):
        browser = gallery.browser()
        page = browser.get(link, status=404)
        assert GONE in page
        assert "anna" not in page
        token = last_form(browser.get("/login"))["csrf_token"].value
        sent = {"csrf_token": token, "name": "eve", "password": PASSWORD}
        assert GONE in browser.post(link, sent, status=404)
        pages.add(page.text)
    assert len(pages) == 1


def test_an_owner_takes_an_invitation_back(gallery):
    link = link_for(gallery, "gallery")
    page = gallery.browser("owner").get("/admin/people")
    assert "anna@pub.test" in page
    forms = [form for form in page.forms.values() if "invitation" in form.fields]
    cancel = next(form for form in forms if form["action"]._value == "cancel")
    assert "is taken back" in landed(cancel.submit("action", status=303))
    page = gallery.browser().get(link, status=404)
    assert GONE in page
    assert page.click("Sign in").request.path == "/login"  # It may be used, and one has an account.
    assert "This invitation is not open any more." in cancel.submit("action", status=422)


def test_a_new_link_makes_the_former_worthless(gallery):
    first = link_for(gallery, "gallery")
    page = gallery.browser("owner").get("/admin/people")
    forms = [form for form in page.forms.values() if "invitation" in form.fields]
    again = next(form for form in forms if form["action"]._value == "link")
    second = link_in(again.submit("action", status=200))
    assert GONE in gallery.browser().get(first, status=404)
    landed(join(gallery.browser(), second))


def test_only_the_digest_of_a_link_is_stored(gallery):
    token = link_for(gallery, "gallery").rpartition("/")[2]
    with gallery.session() as session:
        assert token.encode() not in session.query(Invitation).one().token_hash
    assert token not in gallery.browser("owner").get("/admin/people")


def test_an_account_that_is_there_accepts_by_signing_in(gallery):
    gallery.add_user("anna", PASSWORD)
    link, anna = link_for(gallery, "gallery"), gallery.browser()
    answer = join(anna, link, password="wrong and long", status=422, is_known=True)
    assert "This name and password do not fit together." in answer
    assert open_invitations(gallery) == 1
    landed(join(anna, link, is_known=True))
    anna.get(gallery.album_url("priv"), status=200)
    with gallery.session() as session:
        assert session.query(User).filter_by(name="anna").count() == 1


def test_who_is_signed_in_accepts_with_one_button(gallery):
    gallery.add_user("anna")
    anna, album = gallery.browser("anna"), gallery.album("priv")
    page = anna.get(link_for(gallery, f"album:{album.id}"))
    assert "You are signed in as anna." in page
    assert landed(last_form(page).submit()).request.path == gallery.album_url("priv")


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("owner", PASSWORD, "Somebody has this name already."),
        ("", PASSWORD, "A name has 1 to 100 characters."),
        ("anna", "short", "A password needs at least 10 characters."),
        ("anna", "password123", "This password is among the first that others would try."),
        ("anna", "x" * 1025, "No password is that long."),
    ],
)
def test_a_name_or_password_that_will_not_do_is_refused_and_the_link_stays_good(
    gallery, name, password, said
):
    link, anna = link_for(gallery, "gallery"), gallery.browser()
    answer = join(anna, link, name, password, status=422)
    assert said in answer
    assert password not in answer
    landed(join(anna, link))


def test_nobody_finds_out_names_by_trying(gallery, monkeypatch):
    monkeypatch.setattr("bviewer.accounts.sign_up.PER_ADDRESS", 2)
    link, anna = link_for(gallery, "gallery"), gallery.browser()
    for _try in range(2):
        join(anna, link, "owner", status=422)
    assert "Too many attempts." in join(anna, link, "owner", status=429)


@pytest.mark.parametrize(
    "mail",
    [
        *("nonsense", "a@b", "@pub.test", "a@", "a b@pub.test", "a@pub.test, b@pub.test"),
        *("a@pub.test\r\nBcc: b@pub.test", "a\nb@pub.test", "a@pub.test\n.x", "<a@pub.test>"),
        *('"a b"@pub.test', "a@pub.test:25", "é@pub.test", "a" * 65 + "@pub.test"),
        "a@" + "b" * 63 + ".c" * 100 + ".test",
    ],
)
def test_a_mail_address_that_is_none_or_injects_headers_is_refused(gallery, mail):
    form = last_form(gallery.browser("owner").get("/admin/invite"))
    form["mail"] = mail
    form["what"] = "gallery"
    assert "This is not a mail address" in form.submit(status=422)
    assert open_invitations(gallery) == 0


def test_nothing_of_another_gallery_can_be_given(gallery):
    gallery.add_gallery("other.test", owner="foreign", home="other")
    with gallery.session() as session:
        other = session.query(Gallery).filter_by(host="other.test").one()
        group = add_group(session, other, "theirs").id
        top = top_album(session, other).id
    for what, said in {
        f"album:{top}": "There is no such album or group here.",
        f"group:{group}": "This group is not there any more.",
        "nonsense": "There is no such album or group here.",
    }.items():
        assert said in invite(gallery, "a@pub.test", what, status=422)
    assert open_invitations(gallery) == 0


def test_an_invitation_of_one_gallery_is_worth_nothing_at_another(gallery):
    gallery.add_gallery("other.test", owner="foreign", home="other")
    token = link_for(gallery, "gallery").rpartition("/")[2]
    browser = gallery.browser(host="other.test")
    assert GONE in browser.get(f"/invitation/{token}", status=404)


def test_an_album_page_offers_its_own_album(gallery):
    owner = gallery.browser("owner")
    page = owner.get(f"{gallery.album_url('open')}access").click("Invite somebody")
    assert last_form(page)["what"].value == f"album:{gallery.album('open').id}"


def test_inviting_the_same_again_replaces_the_first_invitation(gallery):
    first = link_for(gallery, "gallery")
    link_for(gallery, "gallery")
    assert open_invitations(gallery) == 1
    assert GONE in gallery.browser().get(first, status=404)


def test_a_gallery_has_so_many_invitations_and_no_more(gallery, monkeypatch):
    monkeypatch.setattr("bviewer.access.invitations.MOST_INVITATIONS", 1)
    link_for(gallery, "gallery")
    assert "There are 1 open invitations." in invite(gallery, "b@pub.test", "gallery", 422)


# Mail.


@pytest.fixture
def server():
    with mail_server() as server:
        yield server


@pytest.fixture
def mailing(tmp_path_factory, database, server):
    """A site that can send mail."""
    site = Site(tmp_path_factory.mktemp("mailing"), database, **mail_settings(server))
    site.add_gallery()
    site.write("a/b.jpg")
    site.sync()
    yield site
    site.close()


def parts(mail):
    plain, html = mail.message.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    return plain.get_content(), html.get_content()


@everywhere
def test_the_link_comes_by_mail_as_text_and_as_html(mailing, server):
    page = invite(mailing, "Anna@Pub.Test", "gallery")
    assert "Invited: the mail is on its way." in page
    mailing.run_jobs()
    (mail,) = server.inbox
    assert mail.recipients == ["Anna@pub.test"]
    assert mail.message["Subject"] == "owner shows you photographs"
    text, html = parts(mail)
    (link,) = re.findall(r"http://pub\.test/invitation/[\w-]{43}", text)
    assert f'href="{link}"' in html
    assert "The mail is sent." in mailing.browser("owner").get("/admin/people")
    landed(join(mailing.browser(), link))
    with mailing.session() as session:
        assert session.query(Letter).count() == 0


def test_the_mail_is_in_the_language_that_the_owner_chooses(mailing, server):
    owner = mailing.browser("owner")
    form = last_form(owner.get("/admin/invite", headers={"Accept-Language": "de"}))
    assert form["language"].value == "de"
    form["mail"], form["what"], form["language"] = "a@pub.test", "gallery", "ru"
    form.submit(status=303)
    mailing.run_jobs()
    form["language"].force_value("xx")
    form.submit(status=422)
    forms = owner.get("/admin/people").forms.values()
    again = next(form for form in forms if 'value="again"' in form.text)
    again.submit("action", value="again", status=303)
    mailing.run_jobs()
    assert ['lang="ru"' in parts(mail)[1] for mail in server.inbox] == [True, True]


def test_a_mail_that_cannot_be_sent_is_tried_again_and_its_owner_told(
    tmp_path, database, monkeypatch
):
    with mail_server(refuses="RCPT") as refusing:
        site = Site(tmp_path, database, **mail_settings(refusing))
        site.add_gallery()
        invite(site, "a@pub.test", "gallery")
        site.run_jobs()
        assert "could not be sent yet" in site.browser("owner").get("/admin/people")
        assert overdue_letters(site.runtime) == []
        with site.session() as session:
            session.execute(update(Letter).values(due_at=now()))
        refusing._refuses = ""
        recover(site.runtime)
        site.run_jobs()
        assert "The mail is sent." in site.browser("owner").get("/admin/people")
        assert len(refusing.inbox) == 1
        site.close()


def test_a_mail_is_given_up_in_the_end_and_none_is_sent_for_what_is_gone(
    tmp_path, database, monkeypatch
):
    monkeypatch.setattr(letters, "MOST_TRIES", 1)
    with mail_server(refuses="MAIL") as refusing:
        site = Site(tmp_path, database, **mail_settings(refusing))
        site.add_gallery()
        invite(site, "a@pub.test", "gallery")
        site.run_jobs()
        with site.session() as session:
            assert session.query(Letter).count() == 0
        send_letter(site.runtime, "1")
        assert refusing.connections == 1
        site.close()


@everywhere
def test_of_two_who_use_a_link_at_the_same_time_one_is_let_in(gallery):
    link = link_for(gallery, "gallery")
    forms = []
    for name in ("anna", "ben"):
        form = last_form(gallery.browser().get(link))
        form["name"], form["password"] = name, PASSWORD
        forms.append(form)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda form: form.submit(status="*").status_int, forms))
    assert sorted(answers) in ([303, 404], [303, 503])
    with gallery.session() as session:
        assert session.query(Access).count() == 1
        assert session.query(User).filter(User.name.in_(["anna", "ben"])).count() == 1

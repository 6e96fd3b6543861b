"""One's own page."""

from sqlalchemy import select

from bviewer.access.grants import grant
from bviewer.accounts.sessions import open_session
from bviewer.accounts.users import find_user
from bviewer.models import Audit, Gallery, Token, User, UserSession
from tests.functional.account.conftest import ANNA, last_mail, link_in, plain
from tests.functional.owner.forms import landed
from tests.functional.signing_in import PASSWORD, is_signed_in, sign_in
from tests.functional.stacks import everywhere, in_a_soak

NEW = "battery staple and so on"


def form_for(browser, action):
    """The form of the page whose button says what it does; the last one, of several."""
    forms = browser.get("/account", status=200).forms.values()
    return [form for form in forms if f'value="{action}"' in form.text][-1]


def press(browser, action, status=303, **values):
    form = form_for(browser, action)
    for name, value in values.items():
        form[name] = value
    answer = form.submit("action", value=action, status=status)
    return landed(answer) if status == 303 else answer


def row(site, name="anna"):
    with site.session() as session:
        user = find_user(session, name)
        session.expunge(user)
        return user


@everywhere
@in_a_soak
def test_a_person_looks_after_their_account(mailing, server, subtests):
    with mailing.session() as session:
        grant(session, find_user(session, "anna"), session.get_one(Gallery, 1), None)
    anna, other = mailing.browser(), mailing.browser()
    sign_in(anna)
    sign_in(other)
    page = anna.get("/").click("anna")
    assert page.headers["Cache-Control"] == "no-store"
    assert "Your account" in page

    with subtests.test("name"):
        assert "Saved." in press(anna, "name", name="Anna B.")
        assert "somebody has this name" in press(anna, "name", 422, name="owner").text.lower()
        sign_in(mailing.browser(), "Anna B.")

    with subtests.test("language"):
        page = press(anna, "language", language="de")
        assert page.html.html["lang"] == "de"
        assert anna.get("/").html.html["lang"] == "de"
        assert mailing.browser().get("/").html.html["lang"] == "en"
        press(anna, "language", language="")
        assert anna.get("/", headers={"Accept-Language": "fr"}).html.html["lang"] == "fr"

    with subtests.test("mail address"):
        assert "not the present password" in press(anna, "mail", 422, mail="b@pub.test")
        press(anna, "mail", mail="b@pub.test", mail_present=PASSWORD)
        mail = last_mail(mailing, server)
        assert mail.recipients == ["b@pub.test"]
        assert row(mailing, "Anna B.").mail == ANNA
        assert "b@pub.test and waits" in anna.get("/account")
        assert "confirmed" in landed(anna.get(link_in(mail)).forms[1].submit(status=303))
        assert row(mailing, "Anna B.").mail == "b@pub.test"
        mail = last_mail(mailing, server)
        assert mail.recipients == [ANNA]
        assert "goes to b@pub.test from now on" in plain(mail)

    with subtests.test("password"):
        assert "not the present" in press(anna, "password", 422, present=NEW, password=NEW)
        assert "others would try" in press(
            anna, "password", 422, present=PASSWORD, password="password123"
        )
        assert is_signed_in(other)
        page = press(anna, "password", present=PASSWORD, password=NEW)
        assert "All other sessions are ended." in page
        assert not is_signed_in(other)
        sign_in(mailing.browser(), "Anna B.", PASSWORD, status=403)
        assert last_mail(mailing, server).recipients == ["b@pub.test"]

    with mailing.session() as session:
        told = select(Audit.event).where(Audit.gallery_id == 1).order_by(Audit.id)
        events = session.scalars(told).all()
    assert events[1:] == ["user_renamed", "mail_changed", "password_changed"]


PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"


def test_sessions_are_seen_and_ended(house):
    anna, phone = house.browser(), house.browser()
    phone.extra_environ["HTTP_USER_AGENT"] = PHONE
    for browser in (anna, phone):
        sign_in(browser)
    with house.session() as session:
        open_session(session, find_user(session, "anna").id, 2)
        foreign = find_user(session, "owner").id
        open_session(session, foreign, 1)
    page = anna.get("/account")
    assert "Chrome on Android" in page
    assert "other.test" in page
    assert page.text.count(">This browser<") == 1
    form = next(form for form in page.forms.values() if "session" in form.fields)
    form["session"].force_value(str(session_of(house, foreign)))
    assert "over already" in form.submit("action", value="end", status=422)
    assert "Ended." in press(anna, "end-others")
    assert not is_signed_in(phone)
    assert is_signed_in(anna)
    assert session_of(house, foreign)


def session_of(site, user_id):
    with site.session() as session:
        query = select(UserSession.id).where(UserSession.user_id == user_id)
        return session.scalars(query).one()


def test_a_stranger_is_led_to_the_form_and_from_there_to_the_page(house):
    browser = house.browser()
    answer = browser.get("/account", status=303)
    form = list(answer.follow().forms.values())[-1]
    form["name"], form["password"] = "anna", PASSWORD
    answer = form.submit(status=303, headers={"Accept-Language": "es-MX, de;q=0.5"})
    assert answer.location == "http://pub.test/account"
    assert row(house).browser_language == "es-MX"
    for action in ("nothing", ""):
        token = form_for(browser, "name")["csrf_token"].value
        browser.post("/account", {"csrf_token": token, "action": action}, status=400)


def test_who_has_no_password_chooses_one_and_keeps_the_session(gallery, hasher):
    owner = gallery.browser("owner")
    page = owner.get("/account")
    assert "No mail can be sent from here" in page
    press(owner, "password", password=NEW)
    assert is_signed_in(owner)
    sign_in(gallery.browser(), "owner", NEW)


def test_an_owner_who_looks_as_somebody_else_sees_nothing_of_their_account(house):
    owner = house.browser("owner")
    with house.session() as session:
        row = session.scalars(select(UserSession)).one()
        row.views_as, row.views_as_id = "person", find_user(session, "anna").id
    assert "anna" in owner.get("/")
    assert "/account" not in owner.get("/").text
    owner.get("/account", status=404)


def test_a_link_for_a_mail_address_is_good_once_and_for_its_gallery_alone(mailing, server):
    mailing.add_gallery("other.test", owner="foreign", home="other")
    anna = mailing.browser()
    sign_in(anna)
    for mail in ("first@pub.test", "second@pub.test"):
        press(anna, "mail", mail=mail, mail_present=PASSWORD)
    mailing.run_jobs()
    first, second = map(link_in, server.inbox)
    mailing.browser(host="other.test").get(second, status=404)
    stranger = mailing.browser()
    assert "not good any more" in stranger.get(first, status=404)
    form = stranger.get(second).forms.popitem()[1]
    form.submit(status=303)
    assert "not good any more" in form.submit(status=404)
    with mailing.session() as session:
        assert session.scalars(select(User.mail).where(User.name == "anna")).one() == (
            "second@pub.test"
        )
        assert session.scalars(select(Token)).all() == []


def test_no_owner_reads_of_the_account_of_somebody_to_whom_nothing_was_given(house):
    house.add_user("berta")
    press(house.browser("berta"), "name", name="Berta B.")
    assert row(house, "Berta B.")
    with house.session() as session:
        said = [each.params.get("user") for each in session.query(Audit).filter_by(gallery_id=1)]
    assert "Berta B." not in said

"""Passkeys on pages: made on one's own, used on the page for signing in."""

import json

from bviewer.models import Passkey
from tests.authenticator import Authenticator
from tests.functional.account.conftest import ANNA, last_mail, link_in, plain
from tests.functional.account.test_account import form_for
from tests.functional.owner.forms import form_to, landed
from tests.functional.signing_in import OTHER_HOST, PASSWORD, count_of, is_signed_in, sign_in
from tests.functional.stacks import everywhere


def form_of(page):
    """The form that a script fills in, and what it is told."""
    part = page.html.find(id="passkey")
    form = next(form for form in page.forms.values() if "answer" in form.fields)
    form.action = part.get("data-url", form.action)
    return form, json.loads(part["data-options"])


def add(browser, device, password=PASSWORD, status=303):
    form, options = form_of(browser.get("/account"))
    form["answer"].force_value(device.create(options))
    form["passkey_name"], form["passkey_present"] = "My <phone>", password
    answer = form.submit(status=status)
    return landed(answer) if status == 303 else answer


def use(browser, device, status=303, next_path=""):
    form, options = form_of(browser.get("/login", {"next": next_path}))
    form["answer"].force_value(device.get(options))
    return form.submit(status=status)


@everywhere
def test_a_passkey_is_made_used_seen_and_removed(house):
    anna, phone, device = house.browser(), house.browser(), Authenticator()
    sign_in(anna)
    assert "not the present password" in add(anna, device, "wrong", 422)
    page = add(anna, device)
    assert "My &lt;phone&gt;" in page
    assert "Not used yet." in page
    path = house.album_url("priv")
    assert use(phone, device, next_path=path).location == f"http://pub.test{path}"
    assert is_signed_in(phone)
    page = anna.get("/account")
    assert "Used last on" in page
    other = house.browser(host=OTHER_HOST)
    assert "does not fit" in use(other, device, status=403)
    landed(form_for(anna, "passkey-remove").submit("action", value="passkey-remove"))
    assert count_of(house, Passkey) == 0
    assert "does not fit" in use(house.browser(), device, status=403)
    assert is_signed_in(phone)


def test_a_new_passkey_is_told_by_mail(mailing, server):
    anna = mailing.browser()
    sign_in(anna)
    add(anna, Authenticator())
    mail = last_mail(mailing, server)
    assert mail.recipients == [ANNA]
    assert "anna can sign in at pub.test with the passkey “My <phone>”" in plain(mail)
    assert link_in(mail) == "/account"
    assert "&lt;phone&gt;" in list(mail.message.iter_parts())[1].get_content()


def test_a_name_that_is_none_is_refused_beside_its_field(gallery):
    form, _options = form_of(gallery.browser("owner").get("/account"))
    form["answer"].force_value("{}")
    form["passkey_name"] = "x" * 101
    assert "A name has 1 to 100 characters." in form.submit(status=422)


def test_an_answer_is_worth_nothing_in_another_browser_or_a_second_time(house):
    anna, device = house.browser(), Authenticator()
    sign_in(anna)
    add(anna, device)
    thief, phone = house.browser(), house.browser()
    form, options = form_of(phone.get("/login"))
    answer = device.get(options)
    own, _options = form_of(thief.get("/login"))
    own["answer"].force_value(answer)
    assert "open for too long" in own.submit(status=403)
    own["csrf_token"] = form["csrf_token"].value
    own.submit(status=400)
    form["answer"].force_value(answer)
    seed = phone.cookies["bv-form"]
    form.submit(status=303)
    # The same browser, as it was before.
    phone.reset()
    phone.set_cookie("bv-form", seed)
    device.count = 99
    assert "does not fit" in form.submit(status=403)
    assert not is_signed_in(phone)


def test_tries_are_limited_and_told_to_the_log(house, monkeypatch, caplog):
    monkeypatch.setattr("bviewer.views.visitor.passkeys.PER_ADDRESS", 2)
    anna, device = house.browser(), Authenticator()
    sign_in(anna)
    add(anna, device)
    for _ in range(2):
        use(house.browser(), Authenticator(credential_id=b"unknown"), status=403)
    answer = use(house.browser(), device, status=429)
    assert int(answer.headers["Retry-After"]) > 0
    assert "'' was refused at pub.test from 127.0.0.1: passkey_refused" in caplog.messages
    assert form_to(house.browser().get("/login"), "/login")

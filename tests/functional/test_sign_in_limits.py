"""How often, and how many at once, somebody may try to sign in."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bviewer.accounts import passwords
from bviewer.accounts.users import find_user, set_password
from bviewer.models import Attempt
from bviewer.security.places import Places
from tests.functional.signing_in import (
    OTHER_HOST,
    PASSWORD,
    count_of,
    fill_in,
    is_signed_in,
    new_link,
    sign_in,
)
from tests.functional.stacks import everywhere, in_a_soak


def from_address(browser, address):
    browser.extra_environ["REMOTE_ADDR"] = address
    return browser


def be_wrong(browser, number, name="anna"):
    for _ in range(number):
        sign_in(browser, name, "wrong horse", status=403)


@everywhere
def test_after_ten_wrong_passwords_an_account_is_closed_also_for_the_right_one(house, hasher):
    browser = house.browser()
    be_wrong(browser, 10)
    tried = len(hasher.verified)
    before = counters(house)
    for password in ("wrong horse", PASSWORD):
        answer = sign_in(browser, password=password, status=429)
        assert 0 < int(answer.headers["Retry-After"]) <= 300
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Too many attempts" in answer
    assert len(hasher.verified) == tried
    assert counters(house) == before
    assert not is_signed_in(browser)


def counters(site):
    with site.session() as session:
        return session.execute(select(Attempt.key, Attempt.count).order_by(Attempt.key)).all()


@everywhere
def test_strangers_keep_nobody_out(house):
    owner = house.browser()
    house_password(house)
    sign_in(owner, "owner")
    owner.get("/").forms[0].submit(status=303)
    for number in range(3):
        be_wrong(from_address(house.browser(), f"192.0.2.{number}"), 10, "owner")
    sign_in(from_address(house.browser(), "192.0.2.2"), "owner", status=429)
    # At the same address: in the browser that signed in before, or as somebody else.
    sign_in(from_address(owner, "192.0.2.2"), "owner")
    sign_in(from_address(house.browser(), "192.0.2.2"), "anna")
    # At any other address.
    sign_in(from_address(house.browser(), "192.0.2.99"), "owner")


@pytest.fixture
def crowded(monkeypatch):
    """As many try to sign in as are looked at at a time."""
    monkeypatch.setattr(Places, "take", lambda *_: False)


@everywhere
@pytest.mark.usefixtures("crowded")
def test_a_crowd_at_the_door_gets_a_line_of_text_and_no_page_waits_for_it(house, hasher):
    browser = house.browser()
    answer = sign_in(browser, status=503)
    assert (answer.content_type, answer.headers["Retry-After"]) == ("text/plain", "2")
    assert answer.headers["Cache-Control"] == "no-store"
    assert not hasher.verified
    assert browser.get("/login").status_int == 200


def house_password(site, name="owner"):
    with site.session() as session:
        set_password(session, find_user(session, name), PASSWORD)


def test_a_browser_is_known_after_a_link_as_well(house):
    browser = house.browser()
    browser.get(new_link(house)).forms[0].submit(status=303)
    house_password(house)
    be_wrong(house.browser(), 10, "owner")
    sign_in(house.browser(), "owner", status=429)
    sign_in(browser, "owner")


def test_a_browser_that_is_known_guesses_no_further_than_others(house):
    browser = house.browser()
    sign_in(browser)
    be_wrong(browser, 10)
    sign_in(browser, status=429)
    sign_in(house.browser())


def test_the_cookie_of_a_known_browser_signs_nobody_in(house):
    browser = house.browser()
    sign_in(browser)
    other = house.browser()
    other.set_cookie("bv-device", browser.cookies["bv-device"])
    assert not is_signed_in(other)
    # Nor does it open another account.
    be_wrong(other, 10, "owner")
    sign_in(other, "owner", status=429)


def test_a_browser_of_another_gallery_is_not_known(house):
    elsewhere = house.browser(host=OTHER_HOST)
    sign_in(elsewhere)
    be_wrong(house.browser(), 10)
    browser = house.browser()
    browser.set_cookie("bv-device", elsewhere.cookies["bv-device"])
    sign_in(browser, status=429)


@in_a_soak
@everywhere
def test_signing_in_is_no_try_and_many_may_be_behind_one_address(house):
    for _ in range(25):
        sign_in(house.browser())
    assert counters(house) == []
    for number in range(20):
        sign_in(house.browser(), f"somebody {number}", "wrong horse", status=403)
    sign_in(house.browser())


@everywhere
def test_a_client_cannot_choose_its_address(house, subtests):
    headers = ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP", "X-Client-IP"]
    for client, header in enumerate(headers):
        with subtests.test(header):
            browser = from_address(house.browser(), f"192.0.2.{client}")
            for number in range(10):
                form = fill_in(browser, "anna", "wrong horse")
                form.submit(headers={header: f"for=198.51.100.{number}"}, status=403)
            fill_in(browser, "anna").submit(headers={header: "198.51.100.200"}, status=429)


def test_after_five_minutes_it_works_again(house):
    browser = house.browser()
    be_wrong(browser, 10)
    sign_in(browser, status=429)
    with house.session() as session:
        for attempt in session.scalars(select(Attempt)):
            attempt.started -= 300
    sign_in(browser)


@everywhere
def test_fifty_tries_at_once_compare_few_passwords_and_wait_for_none(house, hasher):
    forms = [fill_in(house.browser(), password="wrong horse") for _ in range(50)]
    together = threading.Barrier(10)

    def submit(form):
        together.wait()
        answer = form.submit(status=[403, 429, 503])
        assert answer.status_int == 403 or int(answer.headers["Retry-After"]) > 0
        return answer.status_int

    with ThreadPoolExecutor(10) as threads:
        statuses = list(threads.map(submit, forms))
    # As many as are compared at the same time may pass the limit together.
    assert statuses.count(403) == len(hasher.verified) <= 10 + 1
    assert {count for _key, count in counters(house)} == {len(hasher.verified)}


@everywhere
def test_while_a_password_is_compared_others_are_asked_to_come_again(house, monkeypatch):
    known, other = house.browser(), from_address(house.browser(), "192.0.2.2")
    sign_in(known)
    forms = [fill_in(each) for each in (house.browser(), other, known)]
    begun, end = threading.Semaphore(0), threading.Event()

    class SlowHasher(PasswordHasher):
        def verify(self, *args):
            begun.release()
            assert end.wait(20)
            return super().verify(*args)

    monkeypatch.setattr(passwords, "HASHER", SlowHasher(memory_cost=8, time_cost=1, parallelism=1))
    with ThreadPoolExecutor(2) as threads:
        try:
            slow = [threads.submit(forms[0].submit, status=303)]
            assert begun.acquire(timeout=20)
            answer = forms[1].submit(status=503)
            assert "The gallery is busy" in answer
            assert int(answer.headers["Retry-After"]) > 0
            assert counters(house) == []
            house.browser().get("/", status=200)
            # Whom we know has a place that no crowd takes.
            slow.append(threads.submit(forms[2].submit, status=303))
            assert begun.acquire(timeout=20)
        finally:
            end.set()
    assert [each.result().status_int for each in slow] == [303] * 2
    forms[1].submit(status=303)


def test_a_form_that_was_refused_for_its_token_is_no_try(house):
    browser = house.browser()
    for _ in range(20):
        browser.post("/login", {"name": "anna", "password": "wrong horse"}, status=400)
    assert count_of(house, Attempt) == 0
    sign_in(browser)

"""Signing in with a password."""

import re
import time

from argon2 import PasswordHasher
from sqlalchemy import select

from bviewer.accounts.users import find_user, set_password
from bviewer.models import Attempt, Base, User, UserSession
from tests.functional.signing_in import PASSWORD, count_of, fill_in, is_signed_in, new_link, sign_in
from tests.functional.stacks import everywhere


@everywhere
def test_the_right_password_signs_in(house):
    browser = house.browser()
    assert not is_signed_in(browser)
    assert sign_in(browser).location == "http://pub.test/"
    assert is_signed_in(browser)
    assert "anna" in browser.get("/")
    browser.get(house.album_url("priv"))


@everywhere
def test_anything_else_does_not(house, subtests):
    for name, password in (
        *(("anna", "wrong horse"), ("Anna", PASSWORD), ("nobody", PASSWORD), ("owner", PASSWORD)),
        *(("anna", ""), ("", PASSWORD), ("", ""), ("an\x01na", PASSWORD), ("x" * 101, PASSWORD)),
        ("anna' OR 1=1 --", PASSWORD),
    ):
        with subtests.test(name=name, password=password):
            browser = house.browser()
            answer = sign_in(browser, name, password, status=403)
            assert "do not fit together" in answer
            assert "Set-Cookie" not in answer.headers
            assert PASSWORD not in answer
            assert not is_signed_in(browser)
            assert count_of(house, UserSession) == 0


def test_there_is_no_other_door(house):
    """What stands guard at /login, in nginx and in front of threads, knows that address alone."""
    form = fill_in(house.browser())
    for path in ("/login/", "/login%2f"):
        form.action = path
        form.submit(status=404)
    assert count_of(house, UserSession) == 0


def test_a_second_try_from_the_page_of_the_first_works_and_knows_where_to_go(house):
    browser, path = house.browser(), house.album_url("priv")
    form = sign_in(browser, password="wrong horse", status=403, next_path=path).forms[0]
    assert (form["name"].value, form["password"].value) == ("anna", "")
    form["password"] = PASSWORD
    assert form.submit(status=303).location == f"http://pub.test{path}"


def test_a_disabled_person_is_out_at_once_and_cannot_come_back(house):
    browser = house.browser()
    sign_in(browser)
    with house.session() as session:
        find_user(session, "anna").active = False
    assert not is_signed_in(browser)
    sign_in(browser, status=403)


def test_refusals_do_not_tell_who_exists(house, hasher):
    house.add_user("away", PASSWORD)
    with house.session() as session:
        find_user(session, "away").active = False

    answers = set()
    for name in ("anna", "away", "owner", "nobody"):
        hasher.verified.clear()
        hasher.hashed.clear()
        form = fill_in(house.browser(), name, "wrong horse")
        answer = form.submit(status=403)
        assert (len(hasher.verified), hasher.hashed) == (1, []), name
        assert hasher.parameters_used() == {"$argon2id$v=19$m=8,t=1,p=1"}
        text = answer.text.replace(answer.form["csrf_token"].value, "TOKEN")
        text = re.sub(r'data-options="[^"]+"', "OPTIONS", text)
        text = text.replace(f'value="{name}"', 'value="NAME"')
        headers = [(key, value) for key, value in answer.headerlist if key != "Content-Length"]
        answers.add((text, tuple(headers)))
    assert len(answers) == 1


def test_a_hash_with_old_parameters_is_renewed_when_its_owner_signs_in(house):
    with house.session() as session:
        anna = find_user(session, "anna")
        anna.password_hash = old = PasswordHasher(2, 16, 1).hash(PASSWORD)
    sign_in(house.browser(), password="wrong horse", status=403)
    assert stored_hash(house) == old
    sign_in(house.browser())
    assert stored_hash(house).startswith("$argon2id$v=19$m=8,t=1,p=1$")
    sign_in(house.browser())


def stored_hash(site):
    with site.session() as session:
        return find_user(session, "anna").password_hash


def test_nobody_waits_for_the_database_while_a_password_is_compared(house, monkeypatch):
    def write_meanwhile(*_args, **_options):
        with house.session() as session:
            session.connection().exec_driver_sql("PRAGMA busy_timeout = 0")
            session.add(Attempt(key="meanwhile", started=0, count=1))
        return True

    monkeypatch.setattr("bviewer.accounts.sign_in.verify_password", write_meanwhile)
    sign_in(house.browser())
    assert count_of(house, UserSession) == 1


@everywhere
def test_a_password_changed_while_it_was_compared_lets_nobody_in(house, monkeypatch):
    def change_meanwhile(*_args, **_options):
        with house.session() as session:
            set_password(session, find_user(session, "anna"), "battery staple")
        return True

    monkeypatch.setattr("bviewer.accounts.sign_in.verify_password", change_meanwhile)
    sign_in(house.browser(), status=403)
    assert count_of(house, UserSession) == 0


@everywhere
def test_a_megabyte_of_password_is_refused_at_once_and_never_hashed(house, hasher):
    form = fill_in(house.browser(), password="x" * 1_000_000)
    started = time.process_time()
    answer = form.submit(status=413)
    assert time.process_time() - started < 0.5
    assert hasher.verified == []
    assert answer.headers["Cache-Control"] == "no-store"
    assert "xxx" not in answer


@everywhere
def test_no_secret_is_stored_as_it_is(house):
    browser = house.browser()
    sign_in(browser)
    link = new_link(house).rpartition("/")[2]
    with house.session() as session:
        dump = "\n".join(
            str(row)
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
        )
        names = session.scalars(select(User.name)).all()
    assert all(name in dump for name in names)
    for secret in (PASSWORD, browser.cookies["bv"], link):
        assert secret not in dump

"""When it is bviewer that fails, people learn that and nothing else."""

import sqlite3
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import event

from tests.functional.signing_in import PASSWORD

pytestmark = [pytest.mark.stacks("embedded"), pytest.mark.usefixtures("hasher")]


def test_a_locked_database_lets_people_look_and_asks_them_to_sign_in_later(gallery, caplog):
    gallery.add_user("anna", PASSWORD)
    image = gallery.image_url("open/a.jpg")
    paths = ["/", "/login", gallery.album_url("open"), image, f"{image}small.jpg", f"{image}full"]
    signed_in, stranger = gallery.browser("owner"), gallery.browser()
    stranger.get(f"{image}small.jpg", status=202)
    form = filled_in(stranger)
    sign_out = signed_in.get("/").forms[0]
    with locked(gallery):
        for browser in (signed_in, stranger):
            for path in paths:
                browser.get(path, status=200)
            browser.get("/nothing", status=404)
        for busy in (form, sign_out):
            answer = busy.submit(status=503)
            assert "The gallery is busy" in answer
            assert answer.headers["Retry-After"] == "5"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "Set-Cookie" not in answer.headers
            assert "locked" not in answer
    assert "database is locked" in caplog.text
    form.submit(status=303)
    sign_out.submit(status=303)


def filled_in(browser):
    form = browser.get("/login").forms[0]
    form["name"], form["password"] = "anna", PASSWORD
    return form


@contextmanager
def locked(site):
    """Another process writes for longer than ours are willing to wait."""
    engine = site.runtime.engine
    event.listen(engine, "checkout", wait_briefly)
    with closing(sqlite3.connect(engine.url.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()
    event.remove(engine, "checkout", wait_briefly)


def wait_briefly(connection, _record, _proxy):
    connection.execute("PRAGMA busy_timeout = 20")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_view_that_fails_says_nothing_of_the_reason(gallery, monkeypatch, caplog, method):
    def fail(*_args, **_options):
        raise RuntimeError("secret reason in /srv/photographs")

    browser = gallery.browser()
    form = filled_in(browser)
    monkeypatch.setattr("bviewer.albums.contents.own_summary", fail)
    monkeypatch.setattr("bviewer.views.visitor.sign_in.try_password", fail)
    answer = browser.get("/", status=500) if method == "GET" else form.submit(status=500)

    assert "Something broke" in answer
    for word in ("secret", "/srv", "RuntimeError", "Traceback", __file__):
        assert word not in answer
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "secret reason" in caplog.text


def test_what_a_failed_view_had_written_is_forgotten(gallery, monkeypatch):
    gallery.add_user("anna", PASSWORD)
    browser = gallery.browser()
    form = filled_in(browser)
    monkeypatch.setattr("bviewer.views.visitor.sign_in.remember", lambda *_args: 1 / 0)
    form.submit(status=500)
    with gallery.session() as session:
        assert session.connection().exec_driver_sql("SELECT * FROM user_session").all() == []

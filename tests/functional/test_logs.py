"""What gets into the log: one line for each event, and no secrets."""

import logging
import re

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from bviewer.access.grants import grant, revoke
from bviewer.accounts.links import make_sign_in_link
from bviewer.accounts.users import (
    add_user,
    disable_user,
    enable_user,
    find_user,
    remove_user,
    set_password,
)
from bviewer.albums import contents
from bviewer.albums.galleries import find_gallery
from bviewer.models import Visibility
from bviewer.process.logs import FORMAT, LineFormatter
from bviewer.views.visitor import sign_in
from tests.functional.stacks import everywhere
from tests.pictures import damaged, jpeg
from tests.site import HOST, Site

HOSTILE = "x\n2026 CRITICAL fake \x1b[2J.jpg"


def written(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The lines of the log, as our formatter writes them."""
    formatter = LineFormatter(FORMAT)
    return [formatter.format(record) for record in caplog.records]


def new_link(site: Site) -> str:
    """A one-time link for the owner."""
    with site.session() as session:
        gallery = find_gallery(session, HOST)
        return f"/welcome/{make_sign_in_link(session, find_user(session, 'owner'), gallery)}"


@everywhere
def test_a_hostile_name_breaks_no_line(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    site.write(HOSTILE, damaged(jpeg(600, 400)))
    site.write(f"folder {HOSTILE}/y{HOSTILE}")
    site.sync()
    browser = site.browser("owner")
    for path in (HOSTILE, f"folder {HOSTILE}/y{HOSTILE}"):
        browser.get(f"{site.image_url(path)}small.jpg", status=[202, 415])
    (site.library / HOSTILE).unlink()
    browser.get(f"{site.image_url(HOSTILE)}full", status=404)
    lines = written(caplog)
    assert lines
    assert all(line.isprintable() for line in lines), lines
    assert not any(line.startswith("2026") for line in lines)


def break_down(*_args: object, **_options: object) -> None:
    raise RuntimeError("broken on purpose")


def test_the_secret_of_a_link_and_a_session_are_in_no_line(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    link = new_link(site)
    secret = link.rpartition("/")[2]
    browser = site.browser()
    page = browser.get(link)
    with monkeypatch.context() as patch:
        patch.setattr(sign_in, "use_sign_in_link", break_down)
        page.forms[0].submit(status=500)
        patch.setattr(sign_in, "not_to_be_kept", break_down)
        browser.get(link, status=500)
    browser.get(f"{link}?x=%00", status=400)
    browser.get(f"{link}/more", status=404)
    page.forms[0].submit(status=303)
    session = browser.cookies["bv"]
    with monkeypatch.context() as patch:
        patch.setattr(contents, "own_summary", break_down)
        browser.get("/", status=500)
    browser.get(link.upper(), status=404)

    failures = [line for line in written(caplog) if "failed" in line]
    assert len(failures) == 3
    assert all("RuntimeError: broken on purpose" in line for line in failures)
    assert sum("/welcome/... failed" in line for line in failures) == 2
    for line in [*written(caplog), *caplog.text.splitlines()]:
        assert not re.search(re.escape(secret), line, re.IGNORECASE), line
        assert session not in line


@everywhere
def test_an_error_of_the_database_does_not_tell_the_values(site: Site) -> None:
    engines = [site.runtime.engine, site.app.registry["bviewer.autocommit_engine"]]
    for engine in engines:
        with engine.connect() as connection, pytest.raises(DatabaseError) as caught:
            connection.execute(text("SELECT x FROM nowhere WHERE y = :y"), {"y": "a secret"})
        assert "a secret" not in str(caught.value)


@everywhere
@pytest.mark.usefixtures("hasher")
def test_who_comes_and_goes_is_a_line_each(gallery: Site, caplog: pytest.LogCaptureFixture) -> None:
    gallery.add_user("anna", "correct horse")
    caplog.set_level(logging.INFO, "bviewer.audit")
    browser = gallery.browser()
    for name, password in (("anna", "wrong horse"), ("an\u2028na", "x"), ("anna", "correct horse")):
        form = next(iter(browser.get("/login").forms.values()))
        form["name"], form["password"] = name, password
        form.submit(status=[303, 403])
    next(iter(browser.get("/").forms.values())).submit(status=303)
    browser.get(new_link(gallery)).forms[0].submit(status=303)
    link = new_link(gallery)
    for status in (303, 403):
        gallery.browser().get(link).forms[0].submit(status=status)
    lines = [line.partition("audit: ")[2] for line in written(caplog)]
    come, refused = f"signed in at {HOST} from 127.0.0.1", f"refused at {HOST} from 127.0.0.1"
    assert lines == [
        f"'anna' was {refused}: wrong",
        f"'an\\u2028na' was {refused}: wrong",
        f"'anna' {come}",
        f"'anna' signed out at {HOST}",
        f"'owner' {come}",
        f"'owner' {come}",
        f"'' was {refused}: a link that is used or expired",
    ]


def test_what_people_may_see_from_now_on_is_a_line_each(
    gallery: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bviewer.audit")
    album = gallery.album("hid")
    gallery.set_visibility("hid", Visibility.PRIVATE)
    gallery.set_visibility("hid", Visibility.PRIVATE)
    with gallery.session() as session:
        person = add_user(session, "anna")
        grant(session, person, find_gallery(session, HOST), album.id)
        revoke(session, person, find_gallery(session, HOST), album.id)
        set_password(session, person, "correct horse")
        disable_user(session, person)
        enable_user(session, person)
        remove_user(session, person)
    assert [line.partition("audit: ")[2] for line in written(caplog)] == [
        f"album {album.id} is private now, and was hidden",
        "there is an account 'anna'",
        f"'anna' may see album {album.id} at {HOST}",
        f"'anna' may no longer see album {album.id} at {HOST}",
        "'anna' has a new password",
        "'anna' can no longer sign in",
        "'anna' can sign in again",
        "'anna' is removed",
    ]

"""The audit trail: who changed what people may see, when and from where."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bviewer.access.grants import grant, revoke
from bviewer.access.trail import forget_old_events
from bviewer.accounts.users import disable_user, enable_user, find_user, remove_user, set_password
from bviewer.albums.adding import add_album
from bviewer.albums.applying import apply_below
from bviewer.albums.editing import set_downloads, set_positions
from bviewer.albums.moving import move_album
from bviewer.albums.trash import delete_album, purge, restore_album
from bviewer.models import Album, Audit, Deletion, Gallery, Positions, Scope, Visibility, now
from bviewer.presenters.trail import TEXTS
from bviewer.security.audit import LINES, Event
from tests.functional.owner.forms import form_at
from tests.functional.stacks import everywhere, in_a_soak


def trail(site, name="owner"):
    page = site.browser(name).get("/admin/audit")
    return [" ".join(row.text.split()) for row in page.html.select(".rows li")]


def test_an_owner_reads_who_opened_an_album_and_from_where(gallery):
    form = form_at(gallery.browser("owner"), f"{gallery.album_url('hid')}edit")
    form["visibility"] = "private"
    form.submit(status=303)
    newest, *before = trail(gallery)
    assert newest.startswith("hid is private now, and was hidden.")
    assert newest.endswith("· owner, 127.0.0.1")
    assert any(line.endswith("· Command line") for line in before)


def test_what_is_refused_or_not_changed_is_no_event(gallery):
    before = len(trail(gallery))
    form = form_at(gallery.browser("owner"), f"{gallery.album_url('hid')}edit")
    form["visibility"], form["time"] = "private", "1066-10-14T09:00"
    form.submit(status=422)
    form = form_at(gallery.browser("owner"), f"{gallery.album_url('hid')}edit")
    form.submit(status=303)
    assert len(trail(gallery)) == before


@everywhere
@in_a_soak
@pytest.mark.usefixtures("hasher")
def test_grants_and_accounts_are_told_to_the_owner_of_each_gallery_that_they_concern(gallery):
    gallery.add_gallery("other.test", "other", "open")
    gallery.add_user("anna")
    album = gallery.album("hid")
    with gallery.session() as session:
        anna, found = find_user(session, "anna"), session.get_one(Gallery, 1)
        grant(session, anna, found, album.id)
        grant(session, anna, found, None)
        revoke(session, anna, found, album.id)
        set_password(session, anna, "correct horse")
        disable_user(session, anna)
        enable_user(session, anna)
        session.flush()
    with gallery.session() as session:
        told = select(Audit).where(Audit.gallery_id.is_not(None))
        rows = session.scalars(told.where(Audit.params["user"].as_string() == "anna"))
        assert {row.gallery_id for row in rows} == {1}
    said = [line.partition(".")[0] for line in trail(gallery)[:6]]
    assert said == [
        "anna can sign in again",
        "anna can no longer sign in",
        "anna has a new password",
        "anna may no longer see hid",
        "anna may see everything",
        "anna may see hid",
    ]


def test_a_person_that_was_removed_is_still_in_the_trail(gallery):
    gallery.add_user("anna")
    with gallery.session() as session:
        grant(session, find_user(session, "anna"), session.get_one(Gallery, 1), None)
        session.flush()
        remove_user(session, find_user(session, "anna"))
    assert trail(gallery)[0].startswith("anna was removed.")


def test_settings_that_show_more_are_in_the_trail(gallery):
    form = form_at(gallery.browser("owner"), "/admin/settings")
    form["positions"], form["indexed"] = "everybody", "yes"
    form.submit(status=303)
    assert {line.partition(". ")[0] for line in trail(gallery)[:2]} == {
        "Who is told where photographs were taken: everybody now, before people with access",
        "Listed by search engines: yes now, before no",
    }


def test_it_is_told_which_sites_may_use_the_api_and_which_programs_came_in(gallery):
    gallery.program("owner", Scope.WRITE)
    form = form_at(gallery.browser("owner"), "/admin/settings")
    form["api_origins"] = "https://a.example https://b.de"
    form.submit(status=303)
    form = form_at(gallery.browser("owner"), "/admin/settings")
    form["api_origins"] = ""
    form.submit(status=303)
    assert [line.partition(". ")[0] for line in trail(gallery)[:3]] == [
        "Sites whose pages may use the API: nobody now, before https://a.example, https://b.de",
        "Sites whose pages may use the API: https://a.example, https://b.de now, before nobody",
        "owner made a token for a program, Mirror: look and change albums",
    ]


@everywhere
@in_a_soak
def test_a_long_trail_has_pages_and_is_forgotten_after_a_year(gallery):
    for flag in (Visibility.PRIVATE, Visibility.VISIBLE) * 55:
        gallery.set_visibility("open", flag)
    browser = gallery.browser("owner")
    first = browser.get("/admin/audit")
    assert len(first.html.select(".rows li")) == 100
    second = first.click("More")
    assert len(second.html.select(".rows li")) >= 10
    for odd in ("x", "-1", "9" * 40, "\u0663"):
        browser.get("/admin/audit", {"before": odd}, status=200)
    with gallery.session() as session:
        newest = session.scalars(select(Audit.id).order_by(Audit.id.desc()).limit(3)).all()
        for row in session.scalars(select(Audit).where(Audit.id < newest[1])):
            row.at -= timedelta(days=366)
    forget_old_events(gallery.runtime)
    assert len(trail(gallery)) == 2


def test_every_event_has_a_line_and_a_text():
    assert set(LINES) == set(TEXTS) == set(Event)


def test_what_becomes_of_albums_is_told_by_their_titles(gallery):
    with gallery.session() as session:
        folders = ("", "open", "priv", "priv/openchild")
        top, shown, priv, below = (
            session.scalars(select(Album).where(Album.folder == folder)).one() for folder in folders
        )
        set_downloads(session, priv, False)
        set_downloads(session, priv, False)
        set_positions(session, priv, Positions.NOBODY)
        apply_below(session, priv, ["downloads", "visibility"])
        move_album(session, below, shown, may_open=True)
        add_album(session, top, "Picked", Visibility.PRIVATE)
        delete_album(session, priv)
        restore_album(session, session.scalars(select(Deletion)).one())
        delete_album(session, priv)
        deletion = session.scalars(select(Deletion)).one()
        deletion.deleted_at = now() - timedelta(days=31)
        session.flush()
        purge(session)
    expected = [
        "priv is gone for good.",
        "priv was deleted, with all below it.",
        "priv was put back, with all below it.",
        "priv was deleted, with all below it.",
        "The album Picked is new: private.",
        "openchild is in open now, and was in priv.",
        "All below priv is private now.",
        "priv · Downloads: holds for all below.",
        "priv · Who is told where photographs were taken: nobody now, before as in",
        "priv · Downloads: no now, before as in the album above.",
    ]
    said = trail(gallery)[: len(expected)]
    assert [line.startswith(text) for line, text in zip(said, expected, strict=True)] == [
        True
    ] * len(expected), said

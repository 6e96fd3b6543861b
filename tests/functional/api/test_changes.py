"""What programs are told of changes."""

from typing import Any

from sqlalchemy import select
from webtest import TestApp

from bviewer.access.grants import grant
from bviewer.models import Gallery, User, Visibility
from bviewer.models.change import ALBUM
from tests.functional.stacks import everywhere
from tests.site import HOST, Site
from tests.transactions import wait_for_transactions

pytestmark = everywhere

CHANGES = "/api/v1/changes"


def told_since(site: Site, browser: TestApp, cursor: str, limit: int = 500) -> dict[str, Any]:
    """What is told when nothing goes on."""
    wait_for_transactions(site.runtime.engine)
    return browser.get(CHANGES, {"since": cursor, "limit": str(limit)}).json


def test_a_program_is_told_what_was_added_closed_and_opened_since(site):
    browser = site.browser()
    begun = browser.get(CHANGES).json
    assert begun == {
        "albums": [],
        "items": [],
        "gone": [],
        "has_more": False,
        "cursor": begun["cursor"],
    }
    site.write("a/1.jpg")
    site.sync()
    a, item = site.album("a").id, site.image("a/1.jpg").id
    added = told_since(site, browser, begun["cursor"])
    assert (a, True) in [(each["id"], each["opened"]) for each in added["albums"]]
    assert [(each["id"], each["album"]) for each in added["items"]] == [(item, a)]
    assert added["gone"] == []

    site.set_visibility("a", Visibility.HIDDEN)
    closed = told_since(site, browser, added["cursor"])
    assert (closed["albums"], closed["items"]) == ([], [])
    assert closed["gone"] == [{"kind": ALBUM, "id": a}]

    site.set_visibility("a", Visibility.VISIBLE)
    opened = told_since(site, browser, closed["cursor"])
    assert [(each["id"], each["opened"]) for each in opened["albums"]] == [(a, True)]
    assert told_since(site, browser, opened["cursor"])["albums"] == []


def test_changes_come_in_pages(site):
    browser = site.browser()
    cursor = browser.get(CHANGES).json["cursor"]
    for number in range(3):
        site.write(f"a/{number}.jpg")
    site.sync()
    told, has_more = set(), True
    while has_more:
        page = told_since(site, browser, cursor, 2)
        told |= {each["id"] for each in page["items"]}
        cursor, has_more = page["cursor"], page["has_more"]
    assert told == {site.image(f"a/{number}.jpg").id for number in range(3)}


def test_a_caller_whose_rights_are_others_by_now_begins_anew(gallery):
    user_id, album_id = gallery.add_user("anna"), gallery.album("priv").id
    browser = gallery.browser("anna")
    cursor = browser.get(CHANGES).json["cursor"]
    browser.get(CHANGES, {"since": cursor})

    with gallery.session() as session:
        host = session.scalars(select(Gallery).where(Gallery.host == HOST)).one()
        grant(session, session.get_one(User, user_id), host, album_id)
    problem = browser.get(CHANGES, {"since": cursor}, status=410).json
    assert problem["code"] == "changes_start_over"


def test_a_cursor_of_somebody_else_or_of_nobody_is_refused(gallery):
    cursor = gallery.browser("owner").get(CHANGES).json["cursor"]
    stranger = gallery.browser()
    for wrong in (cursor, cursor[1:], "", "x", "\u00e9"):
        problem = stranger.get(CHANGES, {"since": wrong}, status=400).json
        assert problem["code"] == "cursor_invalid"


def test_a_page_costs_the_same_number_of_statements_however_much_it_tells(site):
    browser, numbers = site.browser(), []
    for many in (1, 12):
        cursor = browser.get(CHANGES).json["cursor"]
        for number in range(many):
            site.write(f"{many}/{number}/deep/{number}.jpg")
        site.sync()
        wait_for_transactions(site.runtime.engine)
        with site.statements() as statements:
            assert len(browser.get(CHANGES, {"since": cursor}).json["items"]) == many
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]

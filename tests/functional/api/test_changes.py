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
from tests.unit.sync.fixtures import picture

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


def test_whoever_knows_a_hidden_album_follows_it(site):
    """And what is below it, with addresses that need it; but no hidden album in that."""
    for path in ("h/1.jpg", "h/b/2.jpg", "h/secret/3.jpg", "other/4.jpg"):
        site.write(path, picture(next(site.numbers)))
    site.sync()
    for folder in ("h", "h/secret"):
        site.set_visibility(folder, Visibility.HIDDEN)
    ids = {folder: site.album(folder).id for folder in ("h", "h/b", "h/secret")}
    browser = site.browser()

    def asked(folder: str, *via: str, since: str = "", status: int = 200) -> dict[str, Any]:
        wait_for_transactions(site.runtime.engine)
        query = {"album": ids[folder], "via": ",".join(ids[each] for each in via), "since": since}
        given = {name: value for name, value in query.items() if value}
        return browser.get(CHANGES, given, status=status).json

    below, naming = ("h/b", "h"), ("h", "h/secret")
    cursors = {way: asked(*way)["cursor"] for way in (("h",), below, naming)}
    asked("h/b", status=404)
    for path in ("h/5.jpg", "h/b/6.jpg", "h/secret/7.jpg", "other/8.jpg"):
        site.write(path, picture(next(site.numbers)))
    site.sync()
    told = {way: asked(*way, since=cursor) for way, cursor in cursors.items()}
    found = {way: {each["title"] for each in changes["items"]} for way, changes in told.items()}
    assert found == {("h",): {"5", "6"}, below: {"6"}, naming: {"5", "6", "7"}}
    for changes in told.values():
        for each in changes["items"]:
            assert browser.get(each["links"]["self"]).json["id"] == each["id"]
    assert browser.get(CHANGES, {"since": browser.get(CHANGES).json["cursor"]}).json["items"] == []

    refused = asked("h/b", "h", since=cursors["h",], status=400)
    assert refused["code"] == "cursor_invalid"
    refused = asked(*naming, since=cursors["h",], status=410)
    assert refused["code"] == "changes_start_over"
    site.set_visibility("h", Visibility.PRIVATE)
    asked("h", since=cursors["h",], status=404)


def test_a_page_costs_the_same_number_of_statements_however_much_it_tells(site):
    browser, numbers, album_id = site.browser(), [], site.album("").id
    for many, followed in ((1, ""), (12, ""), (2, album_id), (13, album_id)):
        query = {"album": followed} if followed else {}
        cursor = browser.get(CHANGES, query).json["cursor"]
        for number in range(many):
            site.write(f"{many}/{number}/deep/{number}.jpg")
        site.sync()
        wait_for_transactions(site.runtime.engine)
        with site.statements() as statements:
            assert len(browser.get(CHANGES, {**query, "since": cursor}).json["items"]) == many
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
    assert numbers[2] == numbers[3]

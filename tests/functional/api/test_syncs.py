"""Syncs, folders and what was deleted, as the programs of an owner ask for them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from webtest import TestApp

from bviewer.albums.chosen_items import choose
from bviewer.albums.editing import find_album
from bviewer.albums.jobs import add_job
from bviewer.albums.picking import unbind
from bviewer.albums.removing import remove_items
from bviewer.albums.trash import delete_album
from bviewer.models import Job, JobKind, Scope
from bviewer.sync.service import sync_gallery_in_turn
from tests.functional.api.asking import ask, each_kind_opened
from tests.functional.signing_in import count_of
from tests.functional.stacks import everywhere
from tests.pictures import jpeg
from tests.site import Site
from tests.stack import Stack

pytestmark = everywhere


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, database: Stack, one_gallery: Path, each_kind: Path
) -> Iterator[Site]:
    """One world for all tests here, in which work waits."""
    folder = tmp_path_factory.mktemp("syncs")
    with each_kind_opened(folder, database, one_gallery, each_kind, waiting=True) as site:
        yield site


@pytest.fixture(scope="module")
def reader(site: Site) -> TestApp:
    """A program of the owner that changes nothing."""
    return site.program("owner")


@pytest.fixture(scope="module")
def owner(site: Site) -> TestApp:
    """A program of the owner."""
    return site.program("owner", Scope.WRITE)


def listed(app: TestApp, path: str) -> list[Any]:
    """All that a list holds, from page to page."""
    found, answer = [], ask(app, "GET", path).json
    while True:
        found += answer["data"]
        if answer["after"] is None:
            return found
        mark = "&" if "?" in path else "?"
        answer = ask(app, "GET", f"{path}{mark}after={answer['after']}").json


def picked_out(site: Site, path: str) -> None:
    """Take an item out of its album."""
    image = site.image(path)
    with site.session() as session:
        album = find_album(session, image.album_id)
        remove_items(session, album, choose(session, album, [image.id]))


def test_what_syncs_did_is_told_as_on_pages(site: Site, reader: TestApp) -> None:
    site.write("news/1.jpg", jpeg(31, 20))
    site.write("news/2.jpg", jpeg(32, 20))
    site.write("copied/s.jpg")  # It has the bytes of what is private.
    site.sync()
    last = listed(reader, "/syncs")[0]
    assert last["outcome"] == "done"
    assert last["numbers"]["added"] == 3
    news = site.album("news")
    there = {each["album"]["title"]: each for each in last["arrived"]}
    assert there["news"]["files"] == 2
    assert there["news"]["album"]["id"] == news.id
    assert ask(reader, "GET", there["news"]["album"]["self"]).json["id"] == news.id
    reader.get(there["news"]["album"]["html"], status=200)
    assert [each["album"]["title"] for each in last["closed"]] == ["copied"]
    assert last["closed"][0]["because"] == "known"
    assert ask(reader, "GET", last["links"]["self"]).json == last
    page = reader.get("/admin/news", status=200).text
    assert last["text"] in page


def test_syncs_are_listed_a_page_at_a_time(site: Site, reader: TestApp) -> None:
    for number in range(2):
        site.write(f"news/more{number}.jpg", jpeg(40 + number, 20))
        site.sync()
    whole = listed(reader, "/syncs")
    assert len(whole) >= 3
    assert listed(reader, "/syncs?limit=1") == whole
    assert listed(reader, "/syncs?limit=1&fields=id") == [{"id": each["id"]} for each in whole]
    with site.statements() as few:
        ask(reader, "GET", "/syncs?limit=1")
    with site.statements() as many:
        ask(reader, "GET", "/syncs")
    assert len(few) == len(many)
    for nothing in ("1", "x", "9" * 30, f"0{whole[0]['id']}", f"{whole[0]['id']}0"):
        ask(reader, "GET", f"/syncs/{nothing}", status=404)


def test_a_sync_is_sent_and_told_of(site: Site, owner: TestApp, reader: TestApp) -> None:
    assert ask(reader, "GET", "/syncs/now").json["state"] == "idle"
    assert ask(reader, "POST", "/syncs", status=403).json["code"] == "scope_insufficient"
    sent = ask(owner, "POST", "/syncs", status=202)
    assert sent.json["state"] == "waiting"
    assert site.runtime.is_wanted(sync_gallery_in_turn, 1)
    assert ask(reader, "GET", sent.headers["Location"]).json == sent.json


@pytest.mark.parametrize(
    "path", ["/syncs", "/syncs/now", "/folders", "/folders/left", "/deletions", "/gallery/overview"]
)
def test_nobody_else_is_told_of_them(site: Site, path: str) -> None:
    bound = site.program("owner", Scope.MANAGE, site.album("priv").id)
    for other in (site.program("viewer", Scope.MANAGE), site.browser(), bound):
        ask(other, "GET", path, status=404)


def test_nobody_else_does_anything(site: Site, reader: TestApp) -> None:
    picked_out(site, "other/o.jpg")
    deletion = listed(reader, "/deletions")[0]["id"]
    album = site.album("other").id
    for method, path in (
        *(("POST", "/syncs"), ("POST", f"/deletions/{deletion}/restore")),
        *(("DELETE", "/folders/left"), ("DELETE", f"/albums/{album}/jobs")),
    ):
        ask(site.program("viewer", Scope.MANAGE), method, path, status=404)
        bound = site.program("owner", Scope.MANAGE, site.album("priv").id)
        ask(bound, method, path, status=404)
        assert ask(reader, method, path, status=403).json["code"] == "scope_insufficient"
    assert [each["id"] for each in listed(reader, "/deletions")] == [deletion]
    ask(site.program("owner", Scope.WRITE), "POST", f"/deletions/{deletion}/restore")


def test_folders_are_looked_into(site: Site, reader: TestApp) -> None:
    whole = listed(reader, "/folders")
    names = {entry["name"]: entry for entry in whole}
    assert {"open", "hid", "priv", "other"} <= set(names)
    assert names["open"]["kind"] == "folder"
    assert names["open"]["album"] == site.album("open").id
    inside = listed(reader, f"/folders?folder={names['open']['path']}")
    assert [entry["name"] for entry in inside] == ["secretchild", "a.jpg"]
    assert inside[1]["item"] == site.image("open/a.jpg").id
    assert inside[1]["album"] == names["open"]["album"]
    assert ask(reader, "GET", inside[1]["links"]["item"]).json["title"] == "a"
    assert ask(reader, "GET", names["open"]["links"]["folder"]).json["data"] == inside
    assert listed(reader, "/folders?limit=1") == whole


def test_a_folder_with_an_odd_name_is_looked_into(site: Site, reader: TestApp) -> None:
    file = site.library / "odd" / "50% \udcff" / "a?b.jpg"
    file.parent.mkdir(parents=True)
    file.write_bytes(jpeg(33, 20))
    (entry,) = listed(reader, "/folders?folder=odd")
    assert entry["path"] == "odd/50%25%20%FF"
    assert entry["album"] is None
    (picture,) = ask(reader, "GET", entry["links"]["folder"]).json["data"]
    assert (picture["name"], picture["value"], picture["item"]) == ("a?b.jpg", "a%3Fb.jpg", None)


@pytest.mark.parametrize("folder", ["nowhere", "../library", "/", "open/a.jpg"])
def test_what_is_no_folder_of_the_gallery_is_refused(reader: TestApp, folder: str) -> None:
    refused = ask(reader, "GET", f"/folders?folder={folder}", status=422).json
    assert refused["code"] == "folder_unknown"


@pytest.mark.usefixtures("silent_disk")
def test_a_disk_that_does_not_answer_keeps_no_program_waiting(site: Site) -> None:
    manager = site.program("owner", Scope.MANAGE)
    album = f"/albums/{site.album('open').id}"
    for method, path, body in (
        ("GET", "/folders", None),
        ("POST", f"{album}/pick", {"folder": "other", "names": "all"}),
        ("PATCH", album, {"folder": "other"}),
    ):
        refused = ask(manager, method, path, body, status=503)
        assert (refused.json["code"], refused.headers["Retry-After"]) == ("busy", "5")


def test_what_was_deleted_is_put_back(site: Site, owner: TestApp) -> None:
    hid = site.album("hid").id
    with site.session() as session:
        delete_album(session, find_album(session, hid))
    picked_out(site, "priv/s.jpg")
    whole = listed(owner, "/deletions")
    assert [(each["kind"], each["title"], each["items"]) for each in whole] == [
        ("items", "priv", 1),
        ("album", "hid", 2),
    ]
    assert listed(owner, "/deletions?limit=1") == whole
    items, album = whole
    assert items["source"] == site.album("priv").id
    assert ask(owner, "GET", album["links"]["self"]).json == album
    ask(owner, "GET", f"/albums/{hid}", status=404)
    back = ask(owner, "POST", album["links"]["restore"]).json
    assert (back["id"], back["items"]) == (hid, 2)
    assert ask(owner, "GET", f"/albums/{hid}").json == back
    assert ask(owner, "POST", items["links"]["restore"]).json["id"] == items["source"]
    assert listed(owner, "/deletions") == []
    ask(owner, "POST", album["links"]["restore"], status=404)


def test_what_cannot_be_put_back_stays(site: Site, owner: TestApp) -> None:
    child, parent = site.album("priv/openchild").id, site.album("priv").id
    with site.session() as session:
        delete_album(session, find_album(session, child))
        session.flush()
        delete_album(session, find_album(session, parent))
    assert len(listed(owner, "/deletions")) == 2
    refused = ask(owner, "POST", f"/deletions/{child}/restore", status=422).json
    assert refused["code"] == "parent_deleted"
    ask(owner, "POST", f"/deletions/{parent}/restore")
    ask(owner, "POST", f"/deletions/{child}/restore")


def test_folders_without_albums_are_albums_again(site: Site, owner: TestApp) -> None:
    manager = site.program("owner", Scope.MANAGE)
    album_id = site.album("open").id
    with site.session() as session:
        unbind(session, find_album(session, album_id))
    assert ask(owner, "GET", "/folders/left").json["data"] == [{"folder": "open", "title": "open"}]
    ask(owner, "DELETE", "/folders/left", status=403)
    ask(manager, "DELETE", "/folders/left", status=204)
    assert ask(owner, "GET", "/folders/left").json["data"] == []


def test_work_on_an_album_is_ended(site: Site, owner: TestApp) -> None:
    image = site.image("other/o.jpg")
    with site.session() as session:
        album = find_album(session, image.album_id)
        add_job(session, album, JobKind.REREAD, choose(session, album, [image.id]))
    assert count_of(site, Job) == 1
    path = f"/albums/{image.album_id}/jobs"
    tag = {"If-Match": ask(owner, "GET", path).headers["ETag"]}
    ask(owner, "DELETE", path, status=204, headers=tag)
    assert count_of(site, Job) == 0


def test_what_goes_with_an_album_is_told(site: Site, reader: TestApp) -> None:
    priv = site.album("priv").id
    going = ask(reader, "GET", f"/albums/{priv}/ignore").json
    assert going == {"pattern": "/priv/", "albums": 2, "items": 2, "people": 2, "shares": 0}
    ask(site.program("viewer"), "GET", f"/albums/{priv}/ignore", status=404)
    refused = ask(reader, "GET", f"/albums/{site.album('').id}/ignore", status=422).json
    assert refused["code"] == "album_without_folder"


def test_the_owner_is_told_what_the_gallery_holds(site: Site, reader: TestApp) -> None:
    told = ask(reader, "GET", "/gallery/overview").json
    assert told["photographs"] > 6
    assert (told["missing"], told["broken"], told["films"]) == (0, 0, 0)
    assert told["sync"]["state"] in {"idle", "waiting"}

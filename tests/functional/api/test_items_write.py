"""Items as programs change, move, copy and take them out; and the work that they ask for."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from bviewer.models import Deletion, Gallery, Image, ImageState, Scope, Video, Visibility
from tests.films import TUBE
from tests.functional.api.writing import Program, jobs, opened, pointers
from tests.site import Site
from tests.stack import Stack


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, database: Stack) -> Iterator[Site]:
    """One world for all tests here."""
    with opened(tmp_path_factory.mktemp("items"), database) as site:
        yield site


@pytest.fixture(scope="module")
def owner(site: Site) -> Program:
    """A program that may do everything."""
    return Program(site)


@pytest.fixture(scope="module")
def writer(site: Site) -> Program:
    """A program that may change what is in albums, and not who sees it."""
    return Program(site, Scope.WRITE)


@pytest.fixture
def album(site: Site, owner: Program) -> str:
    """The id of an album with copies of three photographs, of this test's own."""
    made = owner.post("/albums", {"parent": site.album("other").id, "title": "Own"}, 201)
    source = {"album": site.album("trip").id, "ids": "all", "target": made.json["id"]}
    assert owner.post("/items/copy", source).json == {"number": 3, "already": 0}
    return str(made.json["id"])


def shown(program: Program, album_id: str) -> list[str]:
    """The ids of the items of an album, in their order."""
    return [item["id"] for item in program.get(f"/items?album={album_id}").json["data"]]


def times(program: Program, album_id: str) -> set[str]:
    """When the items of an album were taken."""
    data = program.get(f"/items?album={album_id}").json["data"]
    return {item["taken"]["local"] for item in data}


def test_what_is_said_of_an_item_is_changed_and_taken_back(writer: Program, album: str) -> None:
    path = f"/items/{shown(writer, album)[0]}"
    before = writer.get(path).json
    change = {"title": "Ferry", "caption": "Early", "taken": "2019-08-07T06:05:04"}
    changed = writer.patch(path, change)
    assert (changed.json["title"], changed.json["caption"]) == ("Ferry", "Early")
    assert changed.json["taken"] == {
        "local": change["taken"],
        "offset": before["taken"]["offset"],
        "precision": "clock",
        "source": "person",
    }
    assert writer.get(path).headers["ETag"] == changed.headers["ETag"]
    part = writer.patch(path, {"caption": ""}).json
    assert (part["title"], part["caption"], part["taken"]["source"]) == ("Ferry", "", "person")
    after = writer.patch(path, {"title": "", "taken": None}).json
    assert after.pop("updated_at") > before.pop("updated_at")
    assert after == before


def test_what_cannot_be_said_of_an_item_names_the_field(writer: Program, album: str) -> None:
    path = f"/items/{shown(writer, album)[0]}"
    for field, value, code in (
        ("title", "x" * 301, "item_title_length"),
        ("caption", "x" * 5001, "caption_too_long"),
        ("taken", "1700-01-01T00:00:00", "time_range"),
    ):
        refused = writer.patch(path, {field: value}, 422)
        assert (refused.json["code"], pointers(refused)) == (code, [f"#/{field}"])
    tag = writer.get(path).headers["ETag"]
    writer.patch(path, {"caption": "New"}, If_Match=tag)
    writer.patch(path, {"caption": "Old"}, 412, If_Match=tag)
    writer.delete(path, 412, If_Match=tag)
    assert writer.get(path).json["caption"] == "New"


def test_several_items_are_changed_alike_or_none(site: Site, writer: Program, album: str) -> None:
    ids = shown(writer, album)
    several = {"album": album, "ids": ids[:2]}
    change = {"title": "Same", "taken": "2020-01-01T12:00:00"}
    assert writer.patch("/items", {**several, "change": change}).json == {"number": 2}
    told = writer.get(f"/items?album={album}").json["data"]
    assert sorted(item["title"] for item in told) == ["3", "Same", "Same"]
    shift = {"shift_seconds": -3600}
    writer.patch("/items", {"album": album, "ids": "all", "change": shift})
    assert "2020-01-01T11:00:00" in times(writer, album)
    writer.patch("/items", {"album": album, "ids": "all", "change": {"taken": None}})
    assert {item["taken"]["source"] for item in told if item["title"] == "3"} != {"person"}
    assert not any(time.startswith("2020-01-01") for time in times(writer, album))
    elsewhere = {"album": album, "ids": [*ids, site.image("other/6.jpg").id]}
    refused = writer.patch("/items", {**elsewhere, "change": {"caption": "Never said"}}, 422)
    assert refused.json["code"] == "selection_changed"
    too_far = writer.patch("/items", {**several, "change": {"shift_seconds": 8_000_000_000}}, 422)
    assert pointers(too_far) == ["#/change/shift_seconds"]
    nothing = writer.patch("/items", {**several, "change": {"shift_seconds": 0}}, 422)
    assert nothing.json["code"] == "shift_nothing"
    both = {"shift_seconds": 60, "taken": "2024-05-01T18:30:00"}
    assert pointers(writer.patch("/items", {**several, "change": both}, 422)) == ["#/change"]
    assert "Never said" not in writer.get(f"/items?album={album}").text


def test_items_move_and_are_copied_as_far_as_they_are_not_there(
    writer: Program, owner: Program, album: str
) -> None:
    ids = shown(writer, album)
    made = {"parent": album, "title": "Target"}
    target = writer.post("/albums", made, 201).json["id"]
    there = {"album": album, "target": target}
    assert writer.post("/items/copy", {**there, "ids": ids[:1]}).json == {"number": 1, "already": 0}
    assert writer.post("/items/move", {**there, "ids": ids}).json == {"number": 2, "already": 1}
    assert shown(writer, album) == ids[:1]
    assert len(shown(writer, target)) == 3
    same = owner.post("/items/move", {"album": album, "ids": "all", "target": album}, 422)
    assert (same.json["code"], pointers(same)) == ("same_album", ["#/target"])


def test_more_people_see_items_only_if_that_is_meant(
    site: Site, owner: Program, writer: Program
) -> None:
    closed = {
        "album": site.album("closed").id,
        "ids": [site.image("closed/5.jpg").id],
        "target": site.album("other").id,
    }
    refused = writer.post("/items/move", closed, 422)
    assert (refused.json["code"], pointers(refused)) == ("more_open_there", ["#/may_open"])
    linked = owner.post("/albums", {"parent": site.album("").id, "title": "Linked"}, 201).json
    owner.post("/shares", {"album": linked["id"], "label": "For Anna"}, 201)
    writer.post("/items/copy", {**closed, "target": linked["id"]}, 422)
    meant = {**closed, "may_open": True}
    assert pointers(writer.post("/items/copy", meant, 403)) == ["#/may_open"]
    assert owner.post("/items/copy", meant).json == {"number": 1, "already": 0}


def test_items_are_taken_out_and_wait_to_be_put_back(
    site: Site, writer: Program, album: str
) -> None:
    first, second, third = shown(writer, album)
    assert writer.delete(f"/items/{first}").body == b""
    writer.get(f"/items/{first}", 404)
    removed = writer.post("/items/remove", {"album": album, "ids": [second]}).json
    assert removed["number"] == 1
    assert shown(writer, album) == [third]
    with site.session() as session:
        assert session.get_one(Deletion, removed["deletion"]).source_id == album
        held = select(func.count()).where(Image.id.in_([first, second]))
        assert session.scalar(held) == 2
    assert writer.post("/items/remove", {"album": album, "ids": [second]}, 422)


def test_a_film_of_a_provider_is_added_once(site: Site, writer: Program, album: str) -> None:
    waiting = jobs(site)
    said = {"album": album, "address": TUBE, "title": "Song", "taken": "2011-01-02T03:04:05"}
    made = writer.post("/items", said, 201)
    assert (made.json["kind"], made.json["title"]) == ("video", "Song")
    assert made.json["taken"]["local"] == said["taken"]
    assert made.headers["Location"].endswith(f"/api/v1/items/{made.json['id']}")
    assert jobs(site) == waiting + 1
    again = writer.post("/items", said, 422)
    assert (again.json["code"], pointers(again)) == ("video_exists", ["#/address"])
    wrong = writer.post("/items", {**said, "taken": "1500-01-01T00:00:00"}, 422)
    assert pointers(wrong) in (["#/taken"], ["#/address"])
    with site.session() as session:
        session.scalars(select(Video)).one().tries = 3
    writer.post(f"/items/{made.json['id']}/fetch", status=202)
    with site.session() as session:
        assert session.scalars(select(Video)).one().tries == 0
    photograph = next(each for each in shown(writer, album) if each != made.json["id"])
    writer.post(f"/items/{photograph}/fetch", status=404)


def test_files_of_folders_are_picked(site: Site, owner: Program, writer: Program) -> None:
    made = {"parent": site.album("other").id, "title": "Picked"}
    path = f"/albums/{writer.post('/albums', made, 201).json['id']}"
    picked = writer.post(f"{path}/pick", {"folder": "spare", "names": ["7.jpg"]}, 202)
    assert picked.json == {"number": 1, "waiting": 0}
    assert writer.post(f"{path}/pick", {"folder": "spare", "names": "all"}, 202).json == {
        "number": 1,
        "waiting": 0,
    }
    site.write("spare/new picture.jpg")
    waiting = jobs(site)
    new = writer.post(f"{path}/pick", {"folder": "spare", "names": ["new%20picture.jpg"]}, 202)
    assert new.json == {"number": 0, "waiting": 1}
    assert jobs(site) == waiting + 1
    (job,) = writer.get(f"{path}/jobs").json["data"]
    assert (job["kind"], job["done"], job["total"], job["over"]) == ("pick", 0, 1, False)
    gone = writer.post(f"{path}/pick", {"folder": "spare", "names": ["none.jpg"]}, 422)
    assert gone.json["code"] == "file_gone"
    for folder in (
        "%2E%2E",
        "..",
        "/etc",
        "spare/../..",
        "%00",
        "spare%00",
        "x" * 9000,
        "%FF",
        "a//b",
    ):
        outside = writer.post(f"{path}/pick", {"folder": folder, "names": "all"}, 422)
        assert (outside.json["code"], pointers(outside)) == ("folder_unknown", ["#/folder"])
        owner.patch(path, {"folder": folder}, 422)
    writer.post(f"{path}/pick", {"folder": "spare", "names": ["../trip/1.jpg", "%00"]}, 422)


def test_files_of_a_closed_album_are_shown_to_more_by_who_manages(
    site: Site, owner: Program, writer: Program, album: str
) -> None:
    site.write("shut/12.jpg")
    site.sync()
    site.set_visibility("shut", Visibility.PRIVATE)
    files = {"folder": "shut", "names": "all"}
    owner.patch(f"/albums/{album}", {"visibility": "visible"})
    refused = writer.post(f"/albums/{album}/pick", files, 403)
    assert (refused.json["code"], pointers(refused)) == ("scope_insufficient", ["#/folder"])
    owner.patch(f"/albums/{album}", {"visibility": "private"})
    writer.post(f"/albums/{album}/pick", files, 202)


def test_so_are_files_that_a_closed_album_had(
    site: Site, owner: Program, writer: Program, album: str
) -> None:
    for path in ("left/8.jpg", "left/in/9.jpg", "moved/10.jpg", "moved/11.jpg"):
        site.write(path)
    site.sync()
    site.set_visibility("left", Visibility.PRIVATE)
    site.set_visibility("moved", Visibility.VISIBLE)
    owner.patch(f"/albums/{album}", {"visibility": "visible"})

    def pick(folder: str, status: int, names: Any = "all") -> None:
        writer.post(f"/albums/{album}/pick", {"folder": folder, "names": names}, status)

    left, within = site.album("left").id, site.album("left/in").id
    pick("left/in", 403)
    owner.patch(f"/albums/{left}", {"folder": None})
    pick("left", 403)
    for gone in (within, left):
        writer.delete(f"/albums/{gone}")
    pick("left", 403)
    pick("left/in", 403)
    moved = {"album": site.album("moved").id, "target": site.album("closed").id}
    owner.post("/items/move", {**moved, "ids": [site.image("moved/10.jpg").id]})
    pick("moved", 403)
    pick("moved", 202, ["11.jpg"])


def test_work_is_begun_and_told_of(site: Site, writer: Program, album: str) -> None:
    waiting = jobs(site)
    path, ids = f"/albums/{album}", shown(writer, album)
    (rendering,) = writer.post(f"{path}/render", status=202).json["data"]
    assert (rendering["kind"], rendering["total"]) == ("render", 3)
    both = writer.post("/items/reread", {"album": album, "ids": ids[:1]}, 202).json["data"]
    assert {(job["kind"], job["total"]) for job in both} == {("render", 3), ("reread", 1)}
    writer.post(f"{path}/let-in", status=202)
    assert jobs(site) == waiting + 3


def test_what_is_broken_is_tried_again_by_who_manages(
    site: Site, owner: Program, writer: Program
) -> None:
    broken = site.image("trip/days/4.jpg").id
    with site.session() as session:
        session.get_one(Image, broken).state = ImageState.BROKEN
    assert writer.post("/items/retry", {"ids": [broken]}, 403).json["code"] == "scope_insufficient"
    owner.post("/items/retry", {"ids": [broken]}, 202)
    assert site.image("trip/days/4.jpg").ctime_ns < 0
    owner.post("/items/retry", {"ids": "all"}, 202)
    unknown = owner.post("/items/retry", {"ids": ["1111111111zz"]}, 422)
    assert (unknown.json["code"], pointers(unknown)) == ("image_unknown", ["#/ids"])


def test_a_folder_is_passed_over_by_who_manages(
    site: Site, owner: Program, writer: Program, album: str
) -> None:
    path = f"/albums/{site.album('spare').id}"
    writer.post(f"{path}/ignore", status=403)
    owner.post(f"{path}/ignore", status=202)
    with site.session() as session:
        assert "/spare/" in session.scalars(select(Gallery)).one().ignored
    refused = owner.post(f"/albums/{album}/ignore", status=422)
    assert refused.json["code"] == "album_without_folder"


def without(value: Any, *ids: str) -> Any:
    """What is sent, with ids of nothing instead of these."""
    text = json.dumps(value)
    for each in ids:
        text = text.replace(each, "1111111111zz")
    return json.loads(text)


def test_others_change_nothing(site: Site, album: str, owner: Program) -> None:
    item = shown(owner, album)[0]
    site.add_user("guest")
    owner.patch(f"/albums/{album}", {"visibility": "visible"})
    guest, reader = (Program(site, scope, person="guest") for scope in (Scope.MANAGE, Scope.READ))
    chosen = {"album": album, "ids": [item]}
    guest.get(f"/items/{item}")
    guest.get("/items/1111111111zz", 404)
    for method, path, body in (
        ("PATCH", f"/items/{item}", {"title": "X"}),
        ("DELETE", f"/items/{item}", None),
        ("PATCH", "/items", {**chosen, "change": {"title": "X"}}),
        ("POST", "/items", {"album": album, "address": TUBE}),
        ("POST", "/items/move", {**chosen, "target": album}),
        ("POST", "/items/copy", {**chosen, "target": album}),
        ("POST", "/items/remove", chosen),
        ("POST", "/items/reread", chosen),
        ("POST", "/items/retry", {"ids": "all"}),
        ("POST", f"/albums/{album}/render", None),
        ("POST", f"/albums/{album}/pick", {"folder": "", "names": "all"}),
        ("GET", f"/albums/{album}/jobs", None),
    ):
        for program in (guest, reader):
            made_up = [without(each, album, item) for each in (path, body)]
            missing = program.send(method, *made_up, 404).body
            assert program.send(method, path, body, 404).body == missing, (method, path)
    assert shown(owner, album)[0] == item

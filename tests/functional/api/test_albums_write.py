"""Albums as programs add, change, move, arrange and delete them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bviewer.albums.originals import aside
from bviewer.api.views import album_changes, item_changes
from bviewer.models import Album, Scope, Visibility
from tests.functional.api.writing import ROOT, Program, encoded, jobs, opened, pointers
from tests.functional.stacks import everywhere
from tests.processes import wait_until
from tests.site import Site
from tests.stack import Stack
from tests.transactions import wait_for_transactions


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, database: Stack) -> Iterator[Site]:
    """One world for all tests here."""
    with opened(tmp_path_factory.mktemp("albums"), database) as site:
        yield site


@pytest.fixture(scope="module")
def owner(site: Site) -> Program:
    """A program that may do everything."""
    return Program(site)


@pytest.fixture(scope="module")
def writer(site: Site) -> Program:
    """A program that may change what is in albums, and not who sees it."""
    return Program(site, Scope.WRITE)


def id_of(site: Site, folder: str) -> str:
    """The id of the album of a folder."""
    return site.album(folder).id


def added(program: Program, parent: str, title: str) -> str:
    """The id of a new album."""
    made = program.post("/albums", {"parent": parent, "title": title}, 201)
    return str(made.json["id"])


def test_an_album_is_added_and_told_of(site: Site, owner: Program) -> None:
    parent = id_of(site, "trip")
    said = {
        "parent": parent,
        "title": "Harbour",
        "description": "Two\nlines",
        "time": "2024-05-01T18:30:00",
        "visibility": "hidden",
        "own_order": "name",
        "downloads": False,
        "positions": "nobody",
    }
    made = owner.post("/albums", said, 201)
    document = made.json
    assert {name: document[name] for name in said} == said
    assert made.headers["Location"].endswith(f"/api/v1/albums/{document['id']}")
    again = owner.get(f"/albums/{document['id']}")
    assert again.json == document
    assert again.headers["ETag"] == made.headers["ETag"]


def test_a_new_album_is_private_unless_something_else_is_said(site: Site, writer: Program) -> None:
    made = writer.post("/albums", {"parent": id_of(site, "trip"), "title": "Quiet"}, 201)
    assert made.json["visibility"] == "private"
    assert made.json["own_order"] is None


def test_what_is_left_out_stays_and_null_is_as_above(site: Site, owner: Program) -> None:
    path = f"/albums/{added(owner, id_of(site, 'other'), 'Steps')}"
    first = owner.patch(
        path, {"description": "Text", "downloads": True, "own_order": "newest", "title": "Two"}
    ).json
    assert (first["description"], first["downloads"], first["title"]) == ("Text", True, "Two")
    second = owner.patch(path, {"downloads": None, "time": "2001-02-03T04:05:06"}).json
    assert second["downloads"] is None
    assert second["time"] == "2001-02-03T04:05:06"
    assert (second["description"], second["own_order"]) == ("Text", "newest")
    third = owner.patch(path, {"own_order": None, "time": None}).json
    assert (third["own_order"], third["time"], third["order"]) == (None, None, "oldest")
    assert owner.patch(path, {}).json == third


def test_a_change_of_the_title_leaves_alone_why_a_sync_closed_an_album(
    site: Site, owner: Program
) -> None:
    album_id = added(owner, id_of(site, "other"), "Was closed")
    with site.session() as session:
        session.get_one(Album, album_id).closed_because = "opened"
    path = f"/albums/{album_id}"
    assert owner.patch(path, {"title": "Still closed"}).json["closed_because"] == "opened"
    assert owner.patch(path, {"visibility": "private"}).json["closed_because"] is None


def test_a_cover_is_chosen_and_given_up(site: Site, owner: Program) -> None:
    path = f"/albums/{id_of(site, 'trip')}"
    newest = owner.get(path).json["cover"]
    ids = [site.image(name).id for name in ("trip/1.jpg", "trip/days/4.jpg")]
    chosen = next(each for each in ids if each != newest)
    assert owner.patch(path, {"cover": chosen}).json["cover"] == chosen
    assert owner.patch(path, {"cover": None}).json["cover"] == newest
    other = owner.patch(path, {"cover": site.image("other/6.jpg").id}, 422)
    assert (other.json["code"], pointers(other)) == ("image_unknown", ["#/cover"])


def test_an_album_that_moves_stays_as_closed_as_it_was(site: Site, owner: Program) -> None:
    below = added(owner, id_of(site, "closed"), "Below")
    owner.patch(f"/albums/{below}", {"visibility": "visible"})
    moved = owner.patch(f"/albums/{below}", {"parent": id_of(site, "other")}).json
    assert (moved["parent"], moved["effective_visibility"]) == (id_of(site, "other"), "private")
    back = {"parent": id_of(site, "closed"), "visibility": "visible"}
    assert owner.patch(f"/albums/{below}", back).json["effective_visibility"] == "private"
    open_there = {"parent": id_of(site, "other"), "may_open": True}
    assert owner.patch(f"/albums/{below}", open_there).json["effective_visibility"] == "visible"


def test_moves_that_cannot_be_are_refused(site: Site, owner: Program) -> None:
    trip = id_of(site, "trip")
    into_itself = owner.patch(f"/albums/{trip}", {"parent": id_of(site, "trip/days")}, 422)
    assert (into_itself.json["code"], pointers(into_itself)) == ("move_into_itself", ["#/parent"])
    owner.patch(f"/albums/{trip}", {"parent": "1111111111zz"}, 404)
    home = owner.get("/gallery").json["home"]
    assert owner.patch(f"/albums/{home}", {"parent": trip}, 422).json["code"] == "home_immovable"
    assert owner.delete(f"/albums/{home}", 422).json["code"] == "home_undeletable"
    assert owner.get(f"/albums/{trip}").json["parent"] == home


def test_a_folder_is_followed_and_let_go(site: Site, owner: Program) -> None:
    spare = id_of(site, "spare")
    path = f"/albums/{added(owner, id_of(site, 'other'), 'Follower')}"
    taken = owner.patch(path, {"folder": "spare"}, 422)
    assert (taken.json["code"], pointers(taken)) == ("folder_has_album", ["#/folder"])
    assert owner.patch(path, {"folder": "../etc"}, 422).json["code"] == "folder_unknown"
    assert owner.patch(f"/albums/{spare}", {"folder": None}).json["folder"] is None
    waiting = jobs(site)
    assert owner.patch(path, {"folder": "spare"}).json["folder"] == "spare"
    assert jobs(site) == waiting + 1
    assert owner.patch(path, {"folder": None}).json["folder"] is None


def test_a_folder_that_another_album_has_taken_is_followed_no_more(
    site: Site, owner: Program
) -> None:
    former = added(owner, id_of(site, "other"), "Former")
    with site.session() as session:
        session.get_one(Album, former).folder = aside(former, "trip")
    assert owner.get(f"/albums/{former}").json["folder"] is None


def test_who_sees_what_needs_a_token_for_that(site: Site, owner: Program, writer: Program) -> None:
    below = added(owner, id_of(site, "closed"), "Guarded")
    for change in (
        {"visibility": "visible"},
        {"downloads": True},
        {"positions": "everybody"},
        {"parent": id_of(site, "other"), "may_open": True},
        {"folder": "trip"},
        {"title": "New", "may_close": True},
    ):
        guarded = list(change)[-1]
        refused = writer.patch(f"/albums/{below}", {"title": "Changed", **change}, 403)
        assert refused.json["code"] == "scope_insufficient"
        assert pointers(refused) == [f"#/{guarded}"]
        several = writer.patch("/albums", {"ids": [below], "change": change}, 403)
        assert pointers(several) == [f"#/change/{guarded}"]
        if guarded in ("visibility", "downloads", "positions"):
            made = {"parent": below, "title": "New", **change}
            assert pointers(writer.post("/albums", made, 403)) == [f"#/{guarded}"]
    assert writer.post(f"/albums/{below}/apply", {"settings": ["visibility"]}, 403)
    assert owner.get(f"/albums/{below}").json["title"] == "Guarded"
    assert owner.get(f"/albums?parent={below}").json["data"] == []
    changed = writer.patch(f"/albums/{below}", {"title": "Changed", "own_order": "name"})
    assert changed.json["title"] == "Changed"
    kept = writer.patch(f"/albums/{below}", {"parent": id_of(site, "other")}).json
    assert kept["effective_visibility"] == "private"


def test_reading_is_no_changing(site: Site) -> None:
    reader, album_id = Program(site, Scope.READ), id_of(site, "trip")
    for method, path, body in (
        ("PATCH", f"/albums/{album_id}", {"title": "X"}),
        ("DELETE", f"/albums/{album_id}", None),
        ("POST", f"/albums/{album_id}/arrange", {"ids": [album_id]}),
        ("POST", "/albums", {"parent": album_id, "title": "X"}),
        ("PATCH", "/albums", {"ids": [album_id], "change": {"title": "X"}}),
    ):
        refused = reader.send(method, path, body, 403)
        assert refused.json["code"] == "scope_insufficient", (method, path)


def test_a_browser_changes_something_with_the_token_of_its_session(
    site: Site, owner: Program
) -> None:
    path = f"{ROOT}/albums/{added(owner, id_of(site, 'other'), 'By hand')}"
    browser = site.browser("owner")
    csrf = browser.get("/admin/settings").forms[0]["csrf_token"].value
    for token, status in ((None, 403), ("x", 403), (csrf, 200)):
        headers = {} if token is None else {"X-CSRF-Token": token}
        said = encoded({"visibility": "visible", "title": "By session"})
        answer = browser.patch(
            path, said, content_type="application/json", headers=headers, status=status
        )
        assert answer.json.get("code") == (None if status == 200 else "csrf_token_needed")
    assert browser.get(path).json["title"] == "By session"
    browser.delete(path, status=403)
    browser.delete(path, headers={"X-CSRF-Token": csrf}, status=204)


def test_a_token_of_one_album_ends_with_it(site: Site, owner: Program) -> None:
    album_id = added(owner, id_of(site, "other"), "Its own")
    program = Program(site, Scope.MANAGE, album_id)
    inner = added(program, album_id, "Within")
    for method, path, body in (
        ("POST", "/albums", {"parent": "{}", "title": "Outside"}),
        ("PATCH", "/albums/{}", {"title": "Outside"}),
        ("PATCH", f"/albums/{inner}", {"parent": "{}"}),
        ("PATCH", "/albums", {"ids": [inner, "{}"], "change": {"title": "X"}}),
    ):
        denied, missing = (
            program.send(
                method, path.replace("{}", each), encoded(body).replace(b"{}", each.encode()), 404
            )
            for each in (id_of(site, "other"), "1111111111zz")
        )
        assert denied.body == missing.body
    assert program.get(f"/albums/{inner}").json["title"] == "Within"


def test_several_albums_are_changed_alike_or_none(site: Site, owner: Program) -> None:
    parent = added(owner, id_of(site, "other"), "Several")
    ids = [added(owner, parent, title) for title in ("A", "B")]
    change = {"visibility": "hidden", "description": "Same"}
    assert owner.patch("/albums", {"ids": [*ids, ids[0]], "change": change}).json == {"number": 2}
    told = owner.get(f"/albums?parent={parent}").json["data"]
    assert {(each["visibility"], each["description"]) for each in told} == {("hidden", "Same")}
    owner.patch("/albums", {"ids": [*ids, "1111111111zz"], "change": {"title": "C"}}, 404)
    wrong = {"ids": ids, "change": {"title": "C", "time": "1500-01-01T00:00:00"}}
    refused = owner.patch("/albums", wrong, 422)
    assert (refused.json["code"], pointers(refused)) == ("time_range", ["#/change/time"])
    assert [each["title"] for each in owner.get(f"/albums?parent={parent}").json["data"]] == [
        "A",
        "B",
    ]


def test_several_albums_are_counted_once(site: Site, owner: Program) -> None:
    parent = added(owner, id_of(site, "other"), "Counted")
    ids = [added(owner, parent, title) for title in "ABCDE"]
    counts = []
    for some, visibility in ((ids[:1], "visible"), (ids, "hidden")):
        said = {"ids": some, "change": {"visibility": visibility}}
        with site.statements() as statements:
            owner.patch("/albums", said)
        counts.append(sum("album_summary" in statement for statement in statements))
    assert counts[0] == counts[1] > 0


def test_what_is_in_an_album_is_arranged(site: Site, owner: Program) -> None:
    path = f"/albums/{id_of(site, 'trip')}"
    ids = [site.image(f"trip/{number}.jpg").id for number in (3, 1)]
    assert owner.post(f"{path}/arrange", {"ids": ids}).json["own_order"] == "hand"

    def shown() -> list[str]:
        return [
            item["id"] for item in owner.get(f"/items?album={id_of(site, 'trip')}").json["data"]
        ]

    assert shown()[:2] == ids
    cursor, tag = owner.get("/changes").json["cursor"], owner.get(path).headers["ETag"]
    owner.post(f"{path}/arrange", {"ids": [ids[0]], "place": 3})
    assert shown()[2] == ids[0]
    assert owner.get(path).headers["ETag"] != tag
    wait_for_transactions(site.runtime.engine)
    changes = owner.get(f"/changes?since={cursor}").json
    assert [each["id"] for each in changes["albums"]] == [id_of(site, "trip")]
    assert not changes["items"]
    unknown = owner.post(f"{path}/arrange", {"ids": [site.image("other/6.jpg").id]}, 422)
    assert unknown.json["code"] == "item_unknown"


def test_what_is_named_and_missing_is_told_where_it_is_named(site: Site, owner: Program) -> None:
    other, made_up = id_of(site, "other"), "AAAAAAAAAAAA"
    for method, path, body, place in (
        ("POST", "/albums", {"parent": made_up, "title": "New"}, "#/parent"),
        ("PATCH", f"/albums/{other}", {"parent": made_up}, "#/parent"),
        ("PATCH", "/albums", {"ids": [other, made_up], "change": {}}, "#/ids/1"),
        ("PATCH", "/albums", {"ids": [other], "change": {"parent": made_up}}, "#/change/parent"),
        ("POST", "/items/copy", {"album": made_up, "ids": "all", "target": other}, "#/album"),
        ("POST", "/items/copy", {"album": other, "ids": "all", "target": made_up}, "#/target"),
        ("POST", "/archives", {"album": made_up}, "#/album"),
    ):
        assert pointers(owner.send(method, path, body, 404)) == [place]


@pytest.mark.parametrize(
    "kept",
    [{"downloads": False}, {"positions": "nobody"}, {"downloads": False, "positions": "trusted"}],
)
def test_files_and_places_are_given_to_more_people_by_who_decides_that(
    site: Site, owner: Program, writer: Program, kept: dict[str, Any]
) -> None:
    source = added(owner, id_of(site, "other"), "Kept")
    moved, target = added(owner, source, "Moved"), added(owner, id_of(site, "other"), "Given")
    owner.patch(f"/albums/{source}", kept)
    owner.patch(f"/albums/{target}", {"positions": "everybody"})
    picked = {"album": id_of(site, "trip"), "ids": "all"}
    owner.post("/items/copy", {**picked, "target": source, "may_open": True})
    for name in ("copy", "move"):
        sent = {"album": source, "ids": "all", "target": target}
        assert pointers(writer.post(f"/items/{name}", sent, 403)) == ["#/target"]
    assert pointers(writer.patch(f"/albums/{moved}", {"parent": target}, 403)) == ["#/parent"]
    several = {"ids": [moved], "change": {"parent": target}}
    assert pointers(writer.patch("/albums", several, 403)) == ["#/change/parent"]
    writer.post("/items/copy", {"album": source, "ids": "all", "target": moved})
    owner.patch(f"/albums/{moved}", {"downloads": False, "positions": "nobody"})
    writer.patch(f"/albums/{moved}", {"parent": target})
    owner.post("/items/move", {"album": source, "ids": "all", "target": target})


def test_what_is_in_folders_is_given_to_more_people_by_who_decides_that(
    site: Site, owner: Program, writer: Program
) -> None:
    other, target = id_of(site, "other"), added(owner, id_of(site, "other"), "Picked")
    owner.patch(f"/albums/{target}", {"downloads": True})
    owner.patch(f"/albums/{other}", {"downloads": False})
    for names in ("all", ["6.jpg"]):
        pick = {"folder": "other", "names": names}
        assert pointers(writer.post(f"/albums/{target}/pick", pick, 403)) == ["#/folder"]
    for folder in ("other", None):
        followed = writer.patch(f"/albums/{target}", {"folder": folder}, 403)
        assert pointers(followed) == ["#/folder"]
    assert writer.delete("/folders/left", 403).json["code"] == "scope_insufficient"
    owner.patch(f"/albums/{other}", {"downloads": None})
    writer.post(f"/albums/{target}/pick", {"folder": "other", "names": "all"}, 202)


def test_settings_are_applied_below(site: Site, owner: Program) -> None:
    top = added(owner, id_of(site, "other"), "Above")
    below = added(owner, top, "Lower")
    owner.patch(f"/albums/{below}", {"own_order": "name", "downloads": True})
    assert owner.post(f"/albums/{top}/apply", {"settings": ["own_order"]}).json == {"number": 1}
    told = owner.get(f"/albums/{below}").json
    assert (told["own_order"], told["downloads"]) == (None, True)
    assert owner.post(f"/albums/{top}/apply", {"settings": ["title"]}, 422)


def test_an_album_is_deleted_once(site: Site, owner: Program) -> None:
    path = f"/albums/{added(owner, id_of(site, 'other'), 'Gone')}"
    assert owner.delete(path).body == b""
    owner.get(path, 404)
    owner.delete(path, 404)
    owner.patch(path, {"title": "X"}, 404)


@pytest.mark.parametrize("visibility", list(Visibility))
def test_nobody_changes_what_has_changed_meanwhile(
    site: Site, owner: Program, visibility: Visibility
) -> None:
    path = f"/albums/{added(owner, id_of(site, 'other'), 'Conditions')}"
    owner.patch(path, {"visibility": visibility})
    tag = owner.get(path).headers["ETag"]
    changed = owner.patch(path, {"title": "Second"}, If_Match=tag)
    assert changed.headers["ETag"] != tag
    for answer in (
        owner.patch(path, {"title": "Third"}, 412, If_Match=tag),
        owner.delete(path, 412, If_Match=tag),
        owner.post(f"{path}/apply", {"settings": ["own_order"]}, 412, If_Match=tag),
    ):
        assert answer.json["code"] == "changed_meanwhile"
    assert owner.get(path).json["title"] == "Second"
    owner.patch("/albums", {"ids": [path[-12:]], "change": {}}, 412, If_Match=tag)
    owner.delete(path, If_Match=f'"x", {changed.headers["ETag"]}')


def item_of(program: Program, album_id: str) -> str:
    """The id of the first item of an album."""
    return str(program.get(f"/items?album={album_id}&limit=1").json["data"][0]["id"])


@everywhere
@pytest.mark.parametrize("kind", ["albums", "items"])
def test_of_two_who_change_the_same_at_once_one_is_too_late(
    site: Site, owner: Program, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    field, node_id, module, service = {
        "albums": (
            "title",
            added(owner, id_of(site, "other"), "Race"),
            album_changes,
            "change_named",
        ),
        "items": ("caption", item_of(owner, id_of(site, "other")), item_changes, "change_item"),
    }[kind]
    path, change, second = f"/{kind}/{node_id}", getattr(module, service), Program(site)
    tag, late = owner.get(path).headers["ETag"], []

    def change_slowly(*values: Any) -> None:
        monkeypatch.undo()
        asked = pool.submit(second.patch, path, {field: "Late"}, "*", If_Match=tag)
        late.append(asked)
        wait_until(lambda: asked.done() or is_somebody_waiting(site), "the second")
        change(*values)

    monkeypatch.setattr(module, service, change_slowly)
    with ThreadPoolExecutor() as pool:
        owner.patch(path, {field: "First"}, If_Match=tag)
    assert [each.result().status_int for each in late] == [412]
    assert owner.get(path).json[field] == "First"


def is_somebody_waiting(site: Site) -> bool:
    """Whether somebody waits for what somebody else changes; on SQLite whoever comes does."""
    engine = site.runtime.engine
    if engine.dialect.name == "sqlite":
        return True
    with engine.connect() as connection:
        locks = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        return bool(connection.exec_driver_sql(locks).scalar())

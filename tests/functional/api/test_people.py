"""Groups, invitations, wishes, people and the trail, by programs of their owner."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from webtest import TestApp

from bviewer.access.requests import ask as wish_for
from bviewer.accounts.users import find_user
from bviewer.models import AccessRequest, Gallery, Group, Scope
from tests.functional.api.asking import ask
from tests.functional.api.people import (
    UNKNOWN,
    cost,
    host_of,
    listed,
    people_opened,
    programs,
    public_id,
)
from tests.site import Site
from tests.stack import Stack


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, database: Stack, one_gallery: Path, each_kind: Path
) -> Iterator[Site]:
    """One world for all tests here."""
    with people_opened(tmp_path_factory.mktemp("people"), database, one_gallery, each_kind) as site:
        yield site


@pytest.fixture(scope="module")
def owner(site: Site) -> TestApp:
    """A program that may do everything in the gallery."""
    return site.program("owner", Scope.MANAGE)


def wish(site: Site, name: str, user: str | None = None) -> str:
    """The id of somebody's wish for access."""
    with site.session() as session:
        asked = AccessRequest(
            user_id=None if user is None else find_user(session, user).id,
            name=name,
            mail=f"{name}@pub.test".lower(),
            text="It is me.",
        )
        number = abs(hash(name)) % 250
        wish_for(session, session.get_one(Gallery, 1), asked, f"192.0.2.{number}")
        session.flush()
        return str(asked.public_id)


def named(site: Site, name: str) -> dict[str, str]:
    """Somebody as documents name them."""
    return {"id": public_id(site, name), "name": name}


def test_a_group_is_made_filled_renamed_and_deleted(site: Site, owner: TestApp) -> None:
    viewer, guest = named(site, "viewer"), named(site, "guest")
    answer = ask(owner, "POST", "/groups", {"name": " Cousins ", "members": [viewer["id"]]}, 201)
    made = answer.json
    path = f"/groups/{made['id']}"
    assert (made["name"], made["members"]) == ("Cousins", [viewer])
    assert answer.headers["Location"] == made["links"]["self"]
    assert ask(owner, "GET", path).json == made

    body = {"name": "Aunts", "add_members": [guest["id"]], "remove_members": [viewer["id"]]}
    changed = ask(owner, "PATCH", path, body).json
    assert (changed["name"], changed["members"]) == ("Aunts", [guest])
    assert ask(owner, "PATCH", path, {}).json == changed == ask(owner, "GET", path).json

    url = site.album_url("open/secretchild")
    site.browser("guest").get(url, status=404)
    given = {"group": made["id"], "album": site.album("open/secretchild").id}
    grant = ask(owner, "POST", "/grants", given, 201).json
    assert grant["holder"] == {"id": made["id"], "name": "Aunts", "kind": "group"}
    site.browser("guest").get(url, status=200)
    assert listed(owner, f"/grants?holder={made['id']}") == [grant]

    ask(owner, "DELETE", path, status=204)
    site.browser("guest").get(url, status=404)
    ask(owner, "GET", path, status=404)


def test_a_change_of_a_group_is_refused_as_a_whole(site: Site, owner: TestApp) -> None:
    made = ask(owner, "POST", "/groups", {"name": "One"}, 201).json
    ask(owner, "POST", "/groups", {"name": "Other"}, 201)
    path, viewer = f"/groups/{made['id']}", public_id(site, "viewer")
    for body, code, pointer in (
        ({"name": "Other", "add_members": [viewer]}, "group_exists", "#/name"),
        ({"name": "", "add_members": [viewer]}, "group_name_invalid", "#/name"),
        ({"name": "Two", "add_members": [viewer, UNKNOWN]}, "person_unknown", "#/add_members"),
        ({"name": None}, "body_invalid", "#/name"),
    ):
        answer = ask(owner, "PATCH", path, body, 422)
        assert (answer.json["code"], answer.json["errors"][0]["pointer"]) == (code, pointer)
    answer = ask(owner, "PATCH", path, {"name": "Two", "remove_members": [viewer]}, 422)
    assert answer.json["code"] == "member_unknown"
    assert ask(owner, "GET", path).json == made
    nobody = {"name": "Three", "members": [public_id(site, "nobody")]}
    assert ask(owner, "POST", "/groups", nobody, 422).json["code"] == "person_unknown"


def test_nobody_changes_a_group_that_somebody_else_has_changed(site: Site, owner: TestApp) -> None:
    path = f"/groups/{ask(owner, 'POST', '/groups', {'name': 'Old'}, 201).json['id']}"
    tag = {"If-Match": ask(owner, "GET", path).headers["ETag"]}
    ask(owner, "PATCH", path, {"name": "New"}, headers=tag)
    ask(owner, "PATCH", path, {"name": "Newer"}, 412, tag)
    assert ask(owner, "GET", path).json["name"] == "New"


def test_somebody_is_invited_by_a_link_that_is_told_once(site: Site, owner: TestApp) -> None:
    album_id = site.album("priv").id
    body = {"mail": "anna@pub.test", "album": album_id, "language": "de"}
    made = ask(owner, "POST", "/invitations", body, 201).json
    path, link = f"/invitations/{made['id']}", made.pop("link")
    assert (made["mail"], made["album"], made["group"]) == ("anna@pub.test", album_id, None)
    assert ask(owner, "GET", path).json == made
    site.browser().get(link, status=200)
    other = ask(owner, "POST", f"{path}/link").json["link"]
    site.browser().get(link, status=404)
    site.browser().get(other, status=200)
    again = ask(owner, "POST", f"{path}/send").json["link"]
    site.browser().get(other, status=404)
    ask(owner, "DELETE", path, status=204)
    site.browser().get(again, status=404)
    ask(owner, "GET", path, status=404)
    ask(owner, "POST", f"{path}/link", status=404)


def test_what_is_no_invitation_is_refused(owner: TestApp) -> None:
    for body, pointer in (
        ({"mail": "no address", "gallery": True}, "#/mail"),
        ({"mail": "a@pub.test", "group": UNKNOWN}, "#/group"),
        ({"mail": "a@pub.test", "gallery": True, "language": "xx"}, "#/language"),
        ({"mail": "a@pub.test"}, "#"),
    ):
        answer = ask(owner, "POST", "/invitations", body, 422)
        assert answer.json["errors"][0]["pointer"] == pointer
    assert listed(owner, "/invitations") == []


def test_a_wish_is_granted_at_once_to_an_account(site: Site, owner: TestApp) -> None:
    wish_id, url = wish(site, "nobody", user="nobody"), site.album_url("priv")
    asked = ask(owner, "GET", f"/access-requests/{wish_id}").json
    assert (asked["name"], asked["text"], asked["has_account"]) == ("nobody", "It is me.", True)
    ask(owner, "POST", f"/access-requests/{wish_id}/accept", {}, 422)
    site.browser("nobody").get(url, status=404)
    body = {"album": site.album("priv").id}
    answer = ask(owner, "POST", f"/access-requests/{wish_id}/accept", body)
    assert answer.json == {"outcome": "granted", "link": None}
    site.browser("nobody").get(url, status=200)
    ask(owner, "GET", f"/access-requests/{wish_id}", status=404)
    ask(owner, "POST", f"/access-requests/{wish_id}/accept", body, 404)


def test_a_wish_of_a_stranger_becomes_an_invitation_or_nothing(site: Site, owner: TestApp) -> None:
    first, second = wish(site, "Berta"), wish(site, "Carla")
    assert {each["id"] for each in listed(owner, "/access-requests")} == {first, second}
    answer = ask(owner, "POST", f"/access-requests/{first}/accept", {"gallery": True})
    assert answer.json["outcome"] == "invited"
    site.browser().get(answer.json["link"], status=200)
    (made,) = listed(owner, "/invitations")
    assert made["mail"] == "berta@pub.test"
    ask(owner, "DELETE", f"/invitations/{made['id']}", status=204)
    ask(owner, "POST", f"/access-requests/{second}/refuse", status=204)
    assert listed(owner, "/access-requests") == listed(owner, "/invitations") == []


def test_people_are_told_with_what_they_have(site: Site, owner: TestApp) -> None:
    people = {each["name"]: each for each in listed(owner, "/people")}
    assert {"viewer", "guest"} <= set(people)
    assert not {"owner", "foreign", "operator"} & set(people)
    viewer = people["viewer"]
    assert ask(owner, "GET", f"/people/{viewer['id']}").json == viewer
    assert (viewer["mail"], viewer["active"]) == (None, True)
    (grant,) = [each for each in listed(owner, "/grants") if each["holder"]["name"] == "viewer"]
    assert viewer["grants"] == [grant]
    ask(owner, "GET", f"/people/{public_id(site, 'foreign')}", status=404)


def test_lists_cost_as_much_with_more(site: Site, owner: TestApp) -> None:
    def fill(number: int) -> None:
        for each in range(number):
            body = {"name": f"Group {each} of {number}", "members": [public_id(site, "viewer")]}
            ask(owner, "POST", "/groups", body, 201)
            invitation = {"mail": f"{each}.{number}@pub.test", "gallery": True}
            ask(owner, "POST", "/invitations", invitation, 201)

    fill(1)
    paths = ("/groups", "/invitations", "/people", "/grants", "/events", "/access-requests")
    before = {path: cost(site, owner, path) for path in paths}
    fill(5)
    assert {path: cost(site, owner, path) for path in paths} == before
    for path in ("/groups", "/invitations"):
        ids = [each["id"] for each in listed(owner, path)]
        assert len(ids) >= 6
        assert ids == sorted(set(ids))


def test_the_trail_tells_what_a_program_did_and_nobody_else_what(
    site: Site, owner: TestApp
) -> None:
    made = ask(owner, "POST", "/groups", {"name": "Seen"}, 201).json
    ask(owner, "DELETE", f"/groups/{made['id']}", status=204)
    last, before = ask(owner, "GET", "/events?limit=2").json["data"]
    assert (last["event"], before["event"]) == ("group_deleted", "group_added")
    assert (last["who"], last["address"]) == ("owner", "127.0.0.1")
    assert last["params"] == {"group": "Seen", "host": "pub.test"}
    assert last["text"] == "There is no group Seen any more."
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", last["at"])
    events = listed(owner, "/events")
    assert events[:2] == [last, before]
    moments = [each["at"] for each in events]
    assert moments == sorted(moments, reverse=True)
    share = {"album": site.album("open").id, "label": "Theirs"}
    ask(owner, "POST", "/shares", share, 201)
    (linked,) = ask(owner, "GET", "/events?limit=1").json["data"]
    assert linked["event"] == "link_made"
    assert "link" not in linked["params"]


def test_nobody_else_has_any_of_it(site: Site, owner: TestApp) -> None:
    group = ask(owner, "POST", "/groups", {"name": "Ours"}, 201).json["id"]
    invitation = {"mail": "d@pub.test", "gallery": True}
    invited = ask(owner, "POST", "/invitations", invitation, 201).json["id"]
    asked, person = wish(site, "Dora"), public_id(site, "viewer")
    requests = [
        *(("GET", path, None) for path in ("/groups", "/invitations", "/access-requests")),
        *(("GET", path, None) for path in ("/people", "/events")),
        ("POST", "/groups", {"name": "Theirs"}),
        ("POST", "/invitations", {"mail": "e@pub.test", "gallery": True}),
    ]
    of_members = [
        ("GET", f"/groups/{group}", None),
        ("PATCH", f"/groups/{group}", {"add_members": [person]}),
        ("DELETE", f"/groups/{group}", None),
        ("GET", f"/invitations/{invited}", None),
        ("POST", f"/invitations/{invited}/link", None),
        ("POST", f"/invitations/{invited}/send", None),
        ("DELETE", f"/invitations/{invited}", None),
        ("GET", f"/access-requests/{asked}", None),
        ("POST", f"/access-requests/{asked}/accept", {"gallery": True}),
        ("POST", f"/access-requests/{asked}/refuse", None),
        ("GET", f"/people/{person}", None),
    ]
    missing = ask(owner, "GET", f"/groups/{UNKNOWN}", status=404).body
    for name, app in programs(site).items():
        asked_for = of_members if name == "foreign at home" else [*requests, *of_members]
        for method, path, body in asked_for:
            answer = ask(app, method, path, body, 404, host_of(name))
            assert answer.body == missing, (name, method, path)
    for scope in (Scope.READ, Scope.WRITE):
        program = site.program("owner", scope)
        for method, path, body in [*requests, *of_members]:
            status = 200 if method == "GET" else 403
            ask(program, method, path, body, status)
    with site.session() as session:
        assert session.query(Group).filter_by(name="Theirs").count() == 0
    ask(owner, "POST", f"/access-requests/{asked}/refuse", status=204)


def test_a_method_that_is_not_taken_is_told_to_the_owner_alone(site: Site, owner: TestApp) -> None:
    answer = ask(owner, "DELETE", "/groups", status=405)
    assert answer.headers["Allow"] == "GET, POST, HEAD"
    ask(site.program("viewer", Scope.MANAGE), "DELETE", "/groups", status=404)

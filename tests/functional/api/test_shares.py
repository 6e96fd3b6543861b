"""Links to albums, and who was given what, by programs of their owner."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from webtest import TestApp

from bviewer.models import Scope, Share
from tests.functional.api.asking import ROOT, ask
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
    with people_opened(tmp_path_factory.mktemp("shares"), database, one_gallery, each_kind) as site:
        yield site


@pytest.fixture(scope="module")
def owner(site: Site) -> TestApp:
    """A program that may do everything in the gallery."""
    return site.program("owner", Scope.MANAGE)


def link_to(owner: TestApp, album_id: str, **values: object) -> dict[str, object]:
    """A new link as its maker is told of it."""
    body = {"album": album_id, "label": "For you", **values}
    made: dict[str, object] = ask(owner, "POST", "/shares", body, 201).json
    return made


def test_a_link_is_made_followed_and_taken_back(site: Site, owner: TestApp) -> None:
    album_id = site.album("priv").id
    answer = ask(
        owner,
        "POST",
        "/shares",
        {"album": album_id, "label": " Aunt  Anna ", "last_day": "2099-12-31", "position": True},
        201,
    )
    made = answer.json
    link = made.pop("link")
    assert answer.headers["Location"] == made["links"]["self"]
    assert ask(owner, "GET", f"/shares/{made['id']}").json == made
    assert (made["album"], made["state"], made["visits"]) == (album_id, "good", 0)
    assert made["expires_at"] == "2100-01-01T00:00:00Z"
    assert (made["download"], made["details"], made["position"]) == (True, True, True)
    assert (made["has_password"], made["last_used_at"]) == (False, None)

    stranger = site.browser()
    stranger.get(link, status=303)
    stranger.get(site.album_url("priv"), status=200)
    used = ask(owner, "GET", f"/shares/{made['id']}").json
    assert used["visits"] == 1
    assert used["last_used_at"]

    ask(owner, "DELETE", f"/shares/{made['id']}", status=204)
    stranger.get(site.album_url("priv"), status=404)
    revoked = ask(owner, "GET", f"/shares/{made['id']}").json
    assert revoked["state"] == "revoked"
    assert revoked["revoked_at"]


def test_a_link_has_a_password_that_nothing_tells(site: Site, owner: TestApp) -> None:
    made = link_to(owner, site.album("priv").id, password="a long password", download=False)
    assert (made["has_password"], made["download"]) == (True, False)
    assert "a long password" not in str(made)
    stranger = site.browser()
    stranger.get(made["link"], status=303)
    stranger.get(site.album_url("priv"), status=404)


def test_a_link_of_some_photographs_opens_an_album_that_has_them_alone(
    site: Site, owner: TestApp
) -> None:
    item, album_id = site.image("open/a.jpg").id, site.album("open").id
    made = link_to(owner, album_id, items=[item])
    assert made["album"] != album_id
    chosen = ask(owner, "GET", f"/items?album={made['album']}").json["data"]
    assert [each["title"] for each in chosen] == ["a"]
    ask(owner, "POST", "/shares", {"album": album_id, "label": "x", "items": [UNKNOWN]}, 422)


def test_what_makes_no_link_is_refused_by_field(site: Site, owner: TestApp) -> None:
    album_id = site.album("open").id
    for values, pointer in (
        ({"label": " "}, "#/label"),
        ({"last_day": "2001-01-01"}, "#/last_day"),
        ({"last_day": "soon"}, "#/last_day"),
        ({"more": True}, "#/more"),
    ):
        body = {"album": album_id, "label": "x", **values}
        answer = ask(owner, "POST", "/shares", body, 422)
        assert [fault["pointer"] for fault in answer.json["errors"]] == [pointer]
    ask(owner, "POST", "/shares", {"album": UNKNOWN, "label": "x"}, 404)


def test_links_are_listed_in_parts_with_as_many_statements(site: Site, owner: TestApp) -> None:
    album_id = site.album("hid").id
    made = [link_to(owner, album_id)]
    one = cost(site, owner, f"/shares?album={album_id}")
    made += [link_to(owner, album_id) for _ in range(4)]
    assert cost(site, owner, f"/shares?album={album_id}") == one
    for each in made:
        del each["link"]
    assert listed(owner, f"/shares?album={album_id}") == sorted(made, key=lambda each: each["id"])
    elsewhere = link_to(owner, site.album("open").id)
    everything = {each["id"] for each in listed(owner, "/shares")}
    assert {each["id"] for each in (*made, elsewhere)} <= everything
    labels = ask(owner, "GET", "/shares?fields=label&limit=1").json["data"]
    assert list(labels[0]) == ["label"]
    ask(owner, "GET", f"/shares?album={UNKNOWN}", status=404)


def test_access_is_given_to_people_and_taken_back(site: Site, owner: TestApp) -> None:
    guest, album_id = site.browser("guest"), site.album("priv").id
    guest.get(site.album_url("priv"), status=404)
    body = {"user": public_id(site, "guest"), "album": album_id}
    answer = ask(owner, "POST", "/grants", body, 201)
    made = answer.json
    assert made["holder"] == {"id": body["user"], "name": "guest", "kind": "user"}
    assert made["album"] == album_id
    assert answer.headers["Location"] == made["links"]["self"]
    assert ask(owner, "GET", f"/grants/{made['id']}").json == made
    assert ask(owner, "POST", "/grants", body, 201).json == made
    guest.get(site.album_url("priv"), status=200)
    ask(owner, "DELETE", f"/grants/{made['id']}", status=204)
    guest.get(site.album_url("priv"), status=404)
    ask(owner, "GET", f"/grants/{made['id']}", status=404)
    ask(owner, "DELETE", f"/grants/{made['id']}", status=404)


def test_the_home_is_the_whole_gallery(site: Site, owner: TestApp) -> None:
    home = ask(owner, "GET", "/gallery").json["home"]
    for place in ({"gallery": True}, {"album": home}):
        body = {"user": public_id(site, "guest"), **place}
        made = ask(owner, "POST", "/grants", body, 201).json
        assert made["album"] is None
    site.browser("guest").get(site.album_url("open/secretchild"), status=200)
    ask(owner, "DELETE", f"/grants/{made['id']}", status=204)
    site.browser("guest").get(site.album_url("open/secretchild"), status=404)


def test_grants_are_found_by_their_album_and_by_who_holds_them(site: Site, owner: TestApp) -> None:
    everything = listed(owner, "/grants")
    assert [each["id"] for each in everything] == sorted(each["id"] for each in everything)
    by_name = {each["holder"]["name"]: each for each in everything}
    assert set(by_name) == {"viewer", "guest"}
    below, above = site.album("priv/openchild").id, site.album("priv").id
    assert {each["holder"]["name"] for each in listed(owner, f"/grants?album={below}")} == {
        "viewer",
        "guest",
    }
    assert listed(owner, f"/grants?album={above}") == [by_name["viewer"]]
    holder = public_id(site, "guest")
    assert listed(owner, f"/grants?holder={holder}") == [by_name["guest"]]


def test_what_is_no_grant_is_refused(site: Site, owner: TestApp) -> None:
    viewer, album_id = public_id(site, "viewer"), site.album("priv").id
    for body in (
        {"user": viewer},
        {"album": album_id},
        {"user": viewer, "album": album_id, "gallery": True},
        {"user": viewer, "group": UNKNOWN, "album": album_id},
        {"user": viewer, "album": None},
    ):
        assert ask(owner, "POST", "/grants", body, 422).json["code"] == "body_invalid"
    # Whom the owner does not know is as good as nobody.
    for user_id in (UNKNOWN, public_id(site, "nobody"), public_id(site, "foreign")):
        answer = ask(owner, "POST", "/grants", {"user": user_id, "album": album_id}, 422)
        assert answer.json["code"] == "person_unknown"
        assert answer.json["errors"][0]["pointer"] == "#/user"
    body = {"group": UNKNOWN, "album": album_id}
    assert ask(owner, "POST", "/grants", body, 422).json["code"] == "group_gone"
    ask(owner, "POST", "/grants", {"user": viewer, "album": UNKNOWN}, 404)


def test_nobody_else_has_any_of_it(site: Site, owner: TestApp) -> None:
    share = link_to(owner, site.album("open").id)["id"]
    grant = listed(owner, "/grants")[0]["id"]
    requests = [
        ("GET", "/shares", None),
        ("GET", f"/shares/{share}", None),
        ("POST", "/shares", {"album": site.album("open").id, "label": "x"}),
        ("DELETE", f"/shares/{share}", None),
        ("GET", "/grants", None),
        ("GET", f"/grants/{grant}", None),
        ("POST", "/grants", {"user": public_id(site, "viewer"), "gallery": True}),
        ("DELETE", f"/grants/{grant}", None),
    ]
    missing = ask(site.browser(), "GET", f"/shares/{UNKNOWN}", status=404).body
    for name, app in programs(site).items():
        for method, path, body in requests:
            if name == "foreign at home" and path in {"/shares", "/grants"}:
                continue
            answer = ask(app, method, path, body, 404, host_of(name))
            assert answer.body == missing, (name, method, path)
    foreign = programs(site)["foreign at home"]
    own = ask(foreign, "GET", "/shares", headers=host_of("foreign at home"))
    assert own.json == {"data": [], "after": None}


def test_a_token_that_is_good_for_less_reads_and_changes_nothing(
    site: Site, owner: TestApp
) -> None:
    share = link_to(owner, site.album("open").id)["id"]
    for scope in (Scope.READ, Scope.WRITE):
        program = site.program("owner", scope)
        assert ask(program, "GET", f"/shares/{share}").json["state"] == "good"
        for method, path, body in (
            ("POST", "/shares", {"album": site.album("open").id, "label": "x"}),
            ("DELETE", f"/shares/{share}", None),
            ("POST", "/grants", {"user": public_id(site, "viewer"), "gallery": True}),
        ):
            answer = ask(program, method, path, body, 403)
            assert answer.json["code"] == "scope_insufficient"
    assert ask(owner, "GET", f"/shares/{share}").json["state"] == "good"


def test_nothing_is_called_by_a_key(site: Site, owner: TestApp) -> None:
    made = link_to(owner, site.album("open").id)
    with site.session() as session:
        share = session.query(Share).filter_by(public_id=made["id"]).one()
        key = share.id
    ask(owner, "GET", f"/shares/{key}", status=404)
    assert key not in made.values()
    assert made["links"] == {
        "self": f"http://pub.test{ROOT}/shares/{made['id']}",
        "album": f"http://pub.test{ROOT}/albums/{made['album']}",
    }


def test_a_link_is_taken_back_only_as_it_was_read(site: Site, owner: TestApp) -> None:
    made = link_to(owner, site.album("open").id)
    tag = ask(owner, "GET", f"/shares/{made['id']}").headers["ETag"]
    ask(owner, "GET", f"/shares/{made['id']}", status=304, headers={"If-None-Match": tag})
    site.browser().get(made["link"], status=303)
    path = f"/shares/{made['id']}"
    ask(owner, "DELETE", path, status=412, headers={"If-Match": tag})
    tag = ask(owner, "GET", path).headers["ETag"]
    ask(owner, "DELETE", path, status=204, headers={"If-Match": tag})

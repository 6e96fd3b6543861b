"""Accounts and galleries, by programs of whoever runs the site; and the settings of a gallery, by
programs of its owner."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from webtest import TestApp

from bviewer.accounts.users import find_user
from bviewer.models import Gallery, Scope, User
from tests.functional.api.asking import ask
from tests.functional.api.people import UNKNOWN, cost, listed, people_opened, public_id
from tests.functional.signing_in import OTHER_HOST
from tests.site import HOST, Site
from tests.stack import Stack


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, database: Stack, one_gallery: Path, each_kind: Path
) -> Iterator[Site]:
    """One world for all tests here."""
    with people_opened(tmp_path_factory.mktemp("site"), database, one_gallery, each_kind) as site:
        yield site


@pytest.fixture(scope="module")
def operator(site: Site) -> TestApp:
    """A program that may do everything with the site."""
    return site.program("operator", Scope.MANAGE)


@pytest.fixture(scope="module")
def owner(site: Site) -> TestApp:
    """A program that may do everything in the gallery."""
    return site.program("owner", Scope.MANAGE)


def test_an_account_is_made_shut_out_and_removed(site: Site, operator: TestApp) -> None:
    body = {"name": " Anna ", "mail": "anna@pub.test"}
    answer = ask(operator, "POST", "/users", body, 201)
    made = answer.json
    path = f"/users/{made['id']}"
    assert (made["name"], made["mail"], made["active"]) == ("Anna", "anna@pub.test", True)
    assert (made["hosts"], made["is_operator"]) == ([], False)
    assert answer.headers["Location"] == made["links"]["self"]
    assert ask(operator, "GET", path).json == made
    program = site.program("Anna")
    assert ask(operator, "PATCH", path, {"active": False}).json["active"] is False
    ask(program, "GET", "/users/me", status=401)
    assert ask(operator, "PATCH", path, {"active": True}).json["active"] is True
    ask(operator, "DELETE", path, status=204)
    ask(operator, "GET", path, status=404)


def test_accounts_are_listed_by_name_and_found(site: Site, operator: TestApp) -> None:
    everybody = listed(operator, "/users")
    names = [each["name"] for each in everybody]
    assert {"owner", "foreign", "operator", "viewer"} <= set(names)
    assert names == sorted(names)
    by_name = {each["name"]: each for each in everybody}
    assert by_name["foreign"]["hosts"] == [OTHER_HOST]
    assert by_name["operator"]["is_operator"] is True
    assert [each["name"] for each in listed(operator, "/users?q=oreig")] == ["foreign"]
    assert "password" not in str(everybody)
    before = cost(site, operator, "/users")
    for number in range(4):
        site.add_user(f"more {number}")
    assert cost(site, operator, "/users") == before


def test_what_may_not_become_of_an_account_is_refused(site: Site, operator: TestApp) -> None:
    own, owning = public_id(site, "operator"), public_id(site, "owner")
    for method, user_id, body, code in (
        ("PATCH", own, {"active": False}, "user_is_self"),
        ("DELETE", own, None, "user_is_self"),
        ("DELETE", owning, None, "user_owns_gallery"),
        ("PATCH", owning, {"password": "a new password"}, "body_invalid"),
        ("PATCH", owning, {"is_operator": True}, "body_invalid"),
    ):
        assert ask(operator, method, f"/users/{user_id}", body, 422).json["code"] == code
    for body, code in (
        ({"name": "owner"}, "user_exists"),
        ({"name": ""}, "user_name_invalid"),
        ({"name": "B", "mail": "no address"}, "mail_invalid"),
    ):
        assert ask(operator, "POST", "/users", body, 422).json["code"] == code
    ask(operator, "GET", f"/users/{UNKNOWN}", status=404)


def test_a_gallery_is_made_named_anew_and_removed(site: Site, operator: TestApp) -> None:
    site.write("new/1.jpg")
    body = {"host": "new.test", "owner": public_id(site, "nobody"), "folder": "new"}
    assert ask(operator, "POST", "/galleries", body, 422).json["errors"][0]["pointer"] == "#/folder"
    with site.session() as session:
        for each in session.query(Gallery):
            each.home = f"{each.home or 'pub'}"
    answer = ask(operator, "POST", "/galleries", body, 201)
    made = answer.json
    assert (made["id"], made["owner"]["name"], made["folder"]) == ("new.test", "nobody", "new")
    assert (made["owner_is_new"], made["aliases"]) == (True, [])
    assert answer.headers["Location"] == "http://pub.test/api/v1/galleries/new.test"
    site.browser(host="new.test").get("/", status=404)

    link = ask(operator, "POST", "/galleries/new.test/first-link").json["link"]
    assert link.startswith("http://new.test/welcome/")
    changed = ask(operator, "PATCH", "/galleries/new.test", {"host": "newer.test"}).json
    assert (changed["id"], changed["aliases"]) == ("newer.test", ["new.test"])
    ask(operator, "GET", "/galleries/new.test", status=404)
    body = {"aliases": ["third.test", "new.test"]}
    changed = ask(operator, "PATCH", "/galleries/newer.test", body).json
    assert changed["aliases"] == ["new.test", "third.test"]
    refused = ask(operator, "PATCH", "/galleries/newer.test", {"aliases": [HOST]}, 422).json
    assert (refused["code"], refused["errors"][0]["pointer"]) == ("host_taken", "#/aliases")

    ask(operator, "DELETE", "/galleries/newer.test", status=400)
    ask(operator, "DELETE", "/galleries/newer.test?typed=new.test", status=422)
    ask(operator, "DELETE", "/galleries/newer.test?typed=newer.test", status=204)
    ask(operator, "GET", "/galleries/newer.test", status=404)
    events = [each["event"] for each in listed(operator, "/site-events")]
    assert events[0] == "gallery_removed"
    assert "gallery_added" in events


def test_the_gallery_through_which_it_is_asked_is_not_removed(
    site: Site, operator: TestApp
) -> None:
    ask(operator, "DELETE", f"/galleries/{HOST}?typed={HOST}", status=404)
    ask(operator, "GET", f"/galleries/{HOST}")


def test_galleries_are_listed_by_host(site: Site, operator: TestApp) -> None:
    galleries = listed(operator, "/galleries")
    assert [each["id"] for each in galleries] == [OTHER_HOST, HOST]
    in_full = ask(operator, "GET", f"/galleries/{HOST}").json
    assert (in_full["albums"], in_full["photographs"], in_full["missing"]) == (7, 7, 0)
    assert in_full["owner_is_new"] is False
    before = cost(site, operator, "/galleries")
    site.add_gallery("more.test", owner="foreign", home="more")
    assert cost(site, operator, "/galleries") == before
    ask(operator, "DELETE", "/galleries/more.test?typed=more.test", status=204)


def test_nobody_else_runs_the_site(site: Site, owner: TestApp) -> None:
    user = public_id(site, "viewer")
    requests = [
        ("GET", "/users", None),
        ("GET", f"/users/{user}", None),
        ("POST", "/users", {"name": "Mallory"}),
        ("PATCH", f"/users/{user}", {"active": False}),
        ("DELETE", f"/users/{user}", None),
        ("GET", "/galleries", None),
        ("GET", f"/galleries/{HOST}", None),
        ("POST", "/galleries", {"host": "x.test", "owner": user, "folder": "x"}),
        ("PATCH", f"/galleries/{OTHER_HOST}", {"host": "x.test"}),
        ("POST", f"/galleries/{OTHER_HOST}/first-link", None),
        ("DELETE", f"/galleries/{OTHER_HOST}?typed={OTHER_HOST}", None),
        ("GET", "/site-events", None),
    ]
    # Of whoever runs the site, a token that is good for less reads nothing of it either.
    programs = [
        *(site.browser(), owner, site.program("viewer", Scope.MANAGE)),
        *(site.program("operator", scope) for scope in (Scope.READ, Scope.WRITE)),
        site.program("operator", Scope.MANAGE, site.album("open").id),
    ]
    missing = ask(owner, "GET", f"/groups/{UNKNOWN}", status=404).body
    for app in programs:
        for method, path, body in requests:
            assert ask(app, method, path, body, 404).body == missing, (method, path)
    with site.session() as session:
        assert session.query(User).filter_by(name="Mallory").count() == 0
        assert find_user(session, "viewer").active


def test_what_is_done_to_an_account_is_kept_for_the_site(
    site: Site, operator: TestApp, owner: TestApp
) -> None:
    path = f"/users/{public_id(site, 'foreign')}"
    before = ask(owner, "GET", "/events?limit=1").json["data"]
    ask(operator, "PATCH", path, {"active": False})
    ask(operator, "PATCH", path, {"active": True})
    (last,) = ask(operator, "GET", "/site-events?limit=1").json["data"]
    assert (last["event"], last["who"]) == ("user_enabled", "operator")
    # The owner of this gallery does not know them.
    assert ask(owner, "GET", "/events?limit=1").json["data"] == before


def test_an_owner_reads_and_changes_the_settings(site: Site, owner: TestApp) -> None:
    first = ask(owner, "GET", "/gallery")
    settings = first.json["settings"]
    assert (settings["time_zone"], settings["accent"], settings["ignored"]) == ("UTC", None, [])
    changes = {
        "about_title": "About us",
        "about_text": "We take photographs.",
        "footer": "All ours",
        "accent": "#40c0ff",
        "time_zone": "Europe/Berlin",
        "new_albums": "private",
        "positions": "nobody",
        "indexed": True,
        "layout": "rows",
        "shows_videos": True,
        "previews": False,
        "mailed_links": True,
        "auto_sync": False,
        "ignored": ["*.tmp", "drafts"],
        "api_origins": ["https://app.test"],
        "images_budget": 1000,
        "archives_budget": 500,
    }
    assert set(changes) == set(settings)
    assert all(changes[name] != settings[name] for name in changes)
    tag = {"If-Match": first.headers["ETag"]}
    assert ask(owner, "PATCH", "/gallery", changes, 200, tag).json["settings"] == changes
    ask(owner, "PATCH", "/gallery", {"accent": None}, 412, tag)
    back = ask(owner, "PATCH", "/gallery", {"accent": None}).json["settings"]
    assert back == {**changes, "accent": None}
    assert "About us" in site.browser().get("/about")
    (event,) = ask(owner, "GET", "/events?limit=1").json["data"]
    assert (event["event"], event["who"]) == ("setting", "owner")
    ask(owner, "PATCH", "/gallery", settings)


def test_what_is_no_setting_is_refused_as_a_whole(owner: TestApp) -> None:
    settings = ask(owner, "GET", "/gallery").json["settings"]
    for name, value, code in (
        ("accent", "#000000", "accent_contrast"),
        ("time_zone", "Mars/Olympus", "time_zone_unknown"),
        ("images_budget", 0, "budget_range"),
        ("images_budget", 2**70, "budget_range"),
        ("new_albums", "open", "body_invalid"),
        ("indexed", "yes", "body_invalid"),
        ("footer", None, "body_invalid"),
        ("api_origins", ["no origin"], "origin_invalid"),
        ("host", "x.test", "body_invalid"),
    ):
        answer = ask(owner, "PATCH", "/gallery", {"about_title": "New", name: value}, 422)
        assert answer.json["code"] == code
        assert answer.json["errors"][0]["pointer"].startswith(f"#/{name}")
    assert ask(owner, "GET", "/gallery").json["settings"] == settings


def test_nobody_else_reads_or_changes_settings(site: Site) -> None:
    for name in ("viewer", "foreign", "operator"):
        program = site.program(name, Scope.MANAGE)
        assert "settings" not in ask(program, "GET", "/gallery").json
        ask(program, "PATCH", "/gallery", {"footer": "Mine"}, 404)
    ask(site.browser(), "PATCH", "/gallery", {"footer": "Mine"}, 404)
    reader = site.program("owner", Scope.WRITE)
    assert "settings" in ask(reader, "GET", "/gallery").json
    ask(reader, "PATCH", "/gallery", {"footer": "Mine"}, 403)
    bound = site.program("owner", Scope.MANAGE, site.album("open").id)
    ask(bound, "PATCH", "/gallery", {"footer": "Mine"}, 404)
    with site.session() as session:
        assert session.get_one(Gallery, 1).footer == ""

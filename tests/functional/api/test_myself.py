"""Whoever asks: what programs and browsers are told of their own account, and may do with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from webtest import TestApp

from bviewer.accounts import sign_up
from bviewer.accounts.users import find_user, user_name
from bviewer.models import ApiToken, Scope, UserSession
from tests.functional.api.asking import ask
from tests.functional.api.people import UNKNOWN, cost, listed, people_opened, public_id
from tests.functional.owner.forms import form_at
from tests.site import Site
from tests.stack import Stack


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, database: Stack, one_gallery: Path, each_kind: Path
) -> Iterator[Site]:
    """One world for all tests here."""
    with people_opened(tmp_path_factory.mktemp("myself"), database, one_gallery, each_kind) as site:
        with site.session() as session:
            find_user(session, "viewer").mail = "viewer@pub.test"
        yield site


def csrf(browser: TestApp) -> dict[str, str]:
    """The header by which a browser's session changes something."""
    return {"X-CSRF-Token": ask(browser, "GET", "/users/me").json["csrf_token"]}


def number_of(site: Site, table: type, name: str) -> int:
    """How many rows of a table are somebody's."""
    with site.session() as session:
        return session.query(table).filter_by(user_id=find_user(session, name).id).count()


def test_a_program_is_told_in_whose_name_it_asks_and_how_far(site: Site) -> None:
    told = ask(site.program("viewer", Scope.READ), "GET", "/users/me").json
    links, token = told.pop("links"), told.pop("token")
    assert told == {
        "id": public_id(site, "viewer"),
        "name": "viewer",
        "mail": "viewer@pub.test",
        "language": None,
        "is_owner": False,
        "is_operator": False,
        "has_gallery": False,
        "granted": [site.album("priv").id],
    }
    assert links["self"] == "http://pub.test/api/v1/users/me"
    assert (token["scope"], token["album"], token["expires_at"]) == ("read", None, None)
    owner = ask(site.program("owner", Scope.MANAGE), "GET", "/users/me").json
    assert (owner["is_owner"], owner["token"]["scope"]) == (True, "manage")


def test_a_token_for_one_album_tells_no_more_of_its_person(site: Site) -> None:
    album_id = site.album("priv/openchild").id
    program = site.program("viewer", Scope.MANAGE, album_id)
    told = ask(program, "GET", "/users/me").json
    assert told["token"]["album"] == album_id
    assert told["granted"] == []
    assert "mail" not in told
    for method, path, body in (
        ("PATCH", "/users/me", {"name": "taken over"}),
        ("GET", "/sessions", None),
        ("GET", "/tokens", None),
    ):
        assert ask(program, method, path, body, 403).json["code"] == "scope_insufficient"


def test_strangers_are_asked_for_a_token(site: Site) -> None:
    for path in ("/users/me", "/sessions", "/tokens", f"/sessions/{UNKNOWN}"):
        answer = ask(site.browser(), "GET", path, status=401)
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="bviewer"'
    stale = site.program("viewer")
    with site.session() as session:
        session.query(ApiToken).filter_by(user_id=find_user(session, "viewer").id).delete()
    answer = ask(stale, "GET", "/users/me", status=401)
    assert answer.json["code"] == "token_invalid"
    assert "invalid_token" in answer.headers["WWW-Authenticate"]


def test_what_is_sent_as_a_token_and_is_none_is_refused(site: Site) -> None:
    other = {"Authorization": "Bearer of-another-program"}
    assert ask(site.browser(), "GET", "/albums", status=401, headers=other).json["code"] == (
        "token_invalid"
    )
    ask(site.browser("guest"), "GET", "/users/me", headers=other)  # A proxy's.


def test_a_browser_changes_what_its_page_does_with_a_token_of_forms(site: Site) -> None:
    browser = site.browser("guest")
    told = ask(browser, "GET", "/users/me")
    assert told.json["token"] is None
    ask(browser, "PATCH", "/users/me", {"language": "de"}, 403)
    changed = ask(
        browser, "PATCH", "/users/me", {"language": "de", "name": "gast"}, 200, csrf(browser)
    )
    assert (changed.json["language"], changed.json["name"]) == ("de", "gast")
    back = ask(
        browser, "PATCH", "/users/me", {"language": None, "name": "guest"}, 200, csrf(browser)
    )
    assert (back.json["language"], back.json["name"]) == (None, "guest")
    assert "csrf_token" not in ask(site.program("guest"), "GET", "/users/me").json


def test_a_change_of_oneself_is_made_only_of_what_was_read(site: Site) -> None:
    browser = site.browser("guest")
    tag = ask(browser, "GET", "/users/me").headers["ETag"]
    assert ask(browser, "GET", "/users/me").headers["ETag"] == tag
    headers = {**csrf(browser), "If-Match": tag}
    ask(browser, "PATCH", "/users/me", {"language": "fr"}, 200, headers)
    ask(browser, "PATCH", "/users/me", {"language": "es"}, 412, headers)
    ask(browser, "PATCH", "/users/me", {"language": None}, 200, csrf(browser))


def test_what_is_no_name_or_language_is_refused(site: Site) -> None:
    program = site.program("guest", Scope.MANAGE)
    for body, code in (
        ({"name": "viewer"}, "user_exists"),
        ({"name": " "}, "user_name_invalid"),
        ({"language": "xx"}, "language_unknown"),
        ({"mail": "mine@pub.test"}, "body_invalid"),
        ({"password": "a new password"}, "body_invalid"),
        ({"is_operator": True}, "body_invalid"),
    ):
        assert ask(program, "PATCH", "/users/me", body, 422).json["code"] == code


def test_nobody_finds_out_all_names(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_up, "PER_ADDRESS", 2)
    program = site.program("nobody", Scope.MANAGE)
    program.extra_environ["REMOTE_ADDR"] = "198.51.100.7"
    for _ in range(2):
        ask(program, "PATCH", "/users/me", {"name": "viewer"}, 422)
    answer = ask(program, "PATCH", "/users/me", {"name": "free"}, 429)
    assert answer.json["code"] == "tries_exceeded"
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("scope", [Scope.READ, Scope.WRITE])
def test_a_token_that_is_good_for_less_does_nothing_with_the_account(
    site: Site, scope: Scope
) -> None:
    site.browser("viewer")
    program = site.program("viewer", scope)
    with site.session() as session:
        user = find_user(session, "viewer")
        open_one = session.query(UserSession).filter_by(user_id=user.id).first()
        token = session.query(ApiToken).filter_by(user_id=user.id).first()
        assert open_one
        assert token
        requests = [
            ("PATCH", "/users/me", {"name": "taken over"}),
            ("GET", "/sessions", None),
            ("GET", f"/sessions/{open_one.public_id}", None),
            ("DELETE", f"/sessions/{open_one.public_id}", None),
            ("GET", "/tokens", None),
            ("GET", f"/tokens/{token.id}", None),
            ("DELETE", f"/tokens/{token.id}", None),
        ]
        key = user.id
    before = number_of(site, UserSession, "viewer"), number_of(site, ApiToken, "viewer")
    for method, path, body in requests:
        answer = ask(program, method, path, body, 403)
        assert answer.json["code"] == "scope_insufficient"
        assert "insufficient_scope" in answer.headers["WWW-Authenticate"]
    assert (number_of(site, UserSession, "viewer"), number_of(site, ApiToken, "viewer")) == before
    with site.session() as session:
        assert user_name(session, key) == "viewer"


@pytest.mark.parametrize("scope", list(Scope))
def test_no_token_makes_another_one(site: Site, scope: Scope) -> None:
    program = site.program("viewer", scope)
    before = number_of(site, ApiToken, "viewer")
    body = {"label": "Mine", "scope": "manage"}
    assert ask(program, "POST", "/tokens", body, 405).headers["Allow"] == "GET, HEAD"
    ask(program, "POST", "/sessions", body, 405)
    assert number_of(site, ApiToken, "viewer") == before


def test_sessions_are_listed_and_ended(site: Site) -> None:
    browser, other = site.browser("guest"), site.browser("guest")
    everything = listed(browser, "/sessions")
    assert [each["is_this"] for each in everything].count(True) == 1
    assert {each["host"] for each in everything} == {"pub.test"}
    own = next(each for each in everything if each["is_this"])
    assert ask(browser, "GET", f"/sessions/{own['id']}").json == own
    theirs = next(each for each in listed(other, "/sessions") if each["is_this"])
    ask(browser, "DELETE", f"/sessions/{theirs['id']}", status=403)
    ask(browser, "DELETE", f"/sessions/{theirs['id']}", status=204, headers=csrf(browser))
    ask(other, "GET", "/users/me", status=401)
    ask(browser, "GET", f"/sessions/{theirs['id']}", status=404)
    ask(site.program("viewer", Scope.MANAGE), "GET", f"/sessions/{own['id']}", status=404)
    ask(site.program("viewer", Scope.MANAGE), "DELETE", f"/sessions/{own['id']}", status=404)
    ask(browser, "GET", "/users/me")


def test_tokens_are_listed_without_their_secrets_and_revoked(site: Site) -> None:
    manager, reader = site.program("guest", Scope.MANAGE), site.program("guest")
    secret = reader.extra_environ["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    everything = listed(manager, "/tokens")
    assert secret not in str(everything)
    token_id = ask(reader, "GET", "/users/me").json["token"]["id"]
    (told,) = [each for each in everything if each["id"] == token_id]
    assert (told["scope"], told["label"]) == ("read", "Mirror")
    strange = site.program("viewer", Scope.MANAGE)
    ask(strange, "DELETE", f"/tokens/{token_id}", status=404)
    ask(manager, "DELETE", f"/tokens/{token_id}", status=204)
    ask(reader, "GET", "/users/me", status=401)
    ask(manager, "GET", f"/tokens/{token_id}", status=404)


def test_own_lists_cost_as_much_with_more(site: Site) -> None:
    manager = site.program("nobody", Scope.MANAGE)
    site.browser("nobody")
    ask(manager, "GET", "/users/me")
    before = [cost(site, manager, path) for path in ("/sessions", "/tokens", "/users/me")]
    for _ in range(4):
        site.browser("nobody")
        site.program("nobody")
    assert [cost(site, manager, path) for path in ("/sessions", "/tokens", "/users/me")] == before


def test_an_owner_who_looks_as_somebody_else_is_told_of_no_account(site: Site) -> None:
    owner = site.browser("owner")
    headers = csrf(owner)
    form = form_at(owner, f"{site.album_url('open')}view-as")
    form["person"] = str(form["person"].options[0][0])
    form.submit(status=303)
    for path in ("/users/me", "/sessions", "/tokens"):
        ask(owner, "GET", path, status=404)
    ask(owner, "PATCH", "/users/me", {"name": "x"}, 404, headers)

"""Requests that are sent again with the same Idempotency-Key: done once."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select
from webtest import TestResponse

from bviewer.accounts.repeats import KEPT_FOR, forget_answers
from bviewer.api import repeats
from bviewer.api.views import album_changes
from bviewer.models import IdempotencyKey
from tests.functional.api.writing import ROOT, Program, encoded, opened
from tests.functional.stacks import everywhere
from tests.site import Site
from tests.stack import Stack

SAID = {"title": "Harbour by night"}
NUMBERS = count(1)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, database: Stack) -> Iterator[Site]:
    """One world for all tests here."""
    with opened(tmp_path_factory.mktemp("once"), database) as site:
        yield site


@pytest.fixture(scope="module")
def owner(site: Site) -> Program:
    """A program that may do everything."""
    return Program(site)


@pytest.fixture
def said(owner: Program, site: Site) -> dict[str, Any]:
    """What makes an album, in one of this test's own."""
    parent = {"parent": site.album("trip").id, "title": f"Parent {next(NUMBERS)}"}
    return {**SAID, "parent": owner.post("/albums", parent, 201).json["id"]}


@pytest.fixture
def key(request: pytest.FixtureRequest) -> str:
    """A key of this test's own."""
    return f"key of {request.node.name}".replace(" ", "-")


def number_in(program: Program, said: dict[str, Any]) -> int:
    """How many albums were made."""
    return len(program.get(f"/albums?parent={said['parent']}").json["data"])


def told(answer: TestResponse) -> tuple[Any, ...]:
    """What an answer says."""
    names = ("Location", "ETag", "Content-Type", "Cache-Control")
    return (answer.status_int, answer.body, *(answer.headers.get(name) for name in names))


@everywhere
def test_what_is_sent_again_is_answered_alike_and_done_once(
    owner: Program, said: dict[str, Any], key: str
) -> None:
    first = owner.post("/albums", said, 201, Idempotency_Key=key)
    assert "Idempotency-Replayed" not in first.headers
    again = owner.post("/albums", said, 201, Idempotency_Key=key)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert told(again) == told(first)
    assert number_in(owner, said) == 1
    other = owner.post("/albums", said, 201, Idempotency_Key=f"{key}-2")
    assert other.json["id"] != first.json["id"]


def test_an_answer_without_a_body_is_kept_as_well(
    owner: Program, said: dict[str, Any], key: str
) -> None:
    path = f"/albums/{said['parent']}/let-in"
    first = owner.post(path, status=202, Idempotency_Key=key)
    again = owner.post(path, status=202, Idempotency_Key=key)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert told(again) == told(first)


def test_a_key_is_for_one_request(owner: Program, said: dict[str, Any], key: str) -> None:
    owner.post("/albums", said, 201, Idempotency_Key=key)
    for path, body in (
        ("/albums", {**said, "title": "Another"}),
        ("/albums?via=1111111111zz", said),
        (f"/albums/{said['parent']}/apply", {"settings": ["own_order"]}),
    ):
        refused = owner.post(path, body, 422, Idempotency_Key=key)
        assert refused.json["code"] == "idempotency_key_used"
    assert number_in(owner, said) == 1


def test_what_was_refused_is_not_kept(owner: Program, said: dict[str, Any], key: str) -> None:
    owner.post("/albums", {**said, "title": " "}, 422, Idempotency_Key=key)
    owner.post("/albums", {**said, "parent": "1111111111zz"}, 404, Idempotency_Key=key)
    owner.post("/albums", said, 201, Idempotency_Key=key)


def test_a_key_is_its_callers_own(
    site: Site, owner: Program, said: dict[str, Any], key: str
) -> None:
    first = owner.post("/albums", said, 201, Idempotency_Key=key)
    other = Program(site).post("/albums", said, 201, Idempotency_Key=key)
    browser = site.browser("owner")
    csrf = browser.get("/admin/settings").forms[0]["csrf_token"].value
    headers = {"X-CSRF-Token": csrf, "Idempotency-Key": key, "Content-Type": "application/json"}
    mine = browser.post(f"{ROOT}/albums", encoded(said), headers=headers, status=201)
    assert len({each.json["id"] for each in (first, other, mine)}) == 3
    site.add_user("guest")
    guest = Program(site, person="guest")
    guest.post("/albums", said, 404, Idempotency_Key=key)


def test_strangers_have_no_keys(site: Site, said: dict[str, Any], key: str) -> None:
    browser = site.browser()
    csrf = browser.get("/login").forms[0]["csrf_token"].value
    headers = {"X-CSRF-Token": csrf, "Idempotency-Key": key, "Content-Type": "application/json"}
    refused = browser.post(f"{ROOT}/albums", encoded(said), headers=headers, status=400)
    assert refused.json["code"] == "idempotency_key_anonymous"


@pytest.mark.parametrize("text", ["", "x" * 256, "two words", "\xe9"])
def test_a_key_is_short_and_plain(owner: Program, said: dict[str, Any], text: str) -> None:
    refused = owner.post("/albums", said, 400, Idempotency_Key=text)
    assert refused.json["code"] == "idempotency_key_invalid"
    assert number_in(owner, said) == 0


def test_an_answer_is_kept_for_a_day(
    site: Site, owner: Program, said: dict[str, Any], key: str
) -> None:
    first = owner.post("/albums", said, 201, Idempotency_Key=key)
    grow_older(site, KEPT_FOR - timedelta(minutes=1))
    assert owner.post("/albums", said, 201, Idempotency_Key=key).json == first.json
    grow_older(site, timedelta(minutes=2))
    assert owner.post("/albums", said, 201, Idempotency_Key=key).json["id"] != first.json["id"]
    grow_older(site, KEPT_FOR)
    owner.post("/albums", said, 201, Idempotency_Key=f"{key}-young")
    forget_answers(site.runtime)
    with site.session() as session:
        assert len(session.scalars(select(IdempotencyKey)).all()) == 1


def grow_older(site: Site, time: timedelta) -> None:
    """Make all kept answers older."""
    with site.session() as session:
        for row in session.scalars(select(IdempotencyKey)):
            row.created_at -= time


def test_nobody_reads_in_the_database_what_was_answered(
    site: Site, owner: Program, said: dict[str, Any], key: str
) -> None:
    made = owner.post("/albums", said, 201, Idempotency_Key=key).json
    with site.session() as session:
        rows = session.scalars(select(IdempotencyKey)).all()
        stored = b"".join(row.key_digest + row.request_digest + row.answer for row in rows)
    for text in (key, made["id"], said["title"], "albums", "Location"):
        assert text.encode() not in stored


def test_an_answer_that_cannot_be_kept_is_not_given_and_nothing_is_done(
    owner: Program, said: dict[str, Any], key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("full")

    with monkeypatch.context() as patch:
        patch.setattr(repeats, "keep", fail)
        owner.post("/albums", said, 500, Idempotency_Key=key)
    assert number_in(owner, said) == 0
    owner.post("/albums", said, 201, Idempotency_Key=key)


@pytest.mark.stacks("production")
def test_a_request_that_comes_while_the_first_is_answered_is_told_to_wait(
    site: Site, owner: Program, said: dict[str, Any], key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[TestResponse] = []
    real = album_changes.add_album

    def add_slowly(*values: Any) -> Any:
        monkeypatch.undo()
        seen.append(send_again())
        return real(*values)

    def send_again() -> TestResponse:
        second = Program.__new__(Program)
        second.app = site.browser()
        second.app.extra_environ["HTTP_AUTHORIZATION"] = owner.app.extra_environ[
            "HTTP_AUTHORIZATION"
        ]
        return second.post("/albums", said, 409, Idempotency_Key=key)

    monkeypatch.setattr(album_changes, "add_album", add_slowly)
    owner.post("/albums", said, 201, Idempotency_Key=key)
    (answer,) = seen
    assert answer.json["code"] == "idempotency_key_running"
    assert answer.headers["Retry-After"] == "1"
    assert number_in(owner, said) == 1

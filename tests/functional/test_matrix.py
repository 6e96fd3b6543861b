"""Every view of the application x every kind of person x every kind of node x ways to ask."""

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from webtest import TestApp, TestResponse

from bviewer.models import new_id
from tests.functional.every_view import (
    BRANCH_ADDRESSES,
    FORMS,
    FORMS_OF_A_BRANCH,
    HOLDERS_OF_BRANCHES,
    NODE_ROUTES,
    OF_A_BRANCH,
    OF_A_LINK,
    OF_AN_ARCHIVE,
    OF_ITEMS,
    OF_NO_NODE,
    OF_THE_API,
    OF_THE_GALLERY,
    SIZES,
    SOME_BRANCH_ADDRESSES,
    ViewKey,
)
from tests.functional.stacks import in_a_soak
from tests.functional.world import LIVE, MOVING, Node, World, open_world
from tests.oracle import Person, may
from tests.side_effects import touched_files
from tests.stack import Stack

pytestmark = pytest.mark.stacks("embedded", "redirecting", "production")
# What is denied behind nginx is denied by bviewer as nginx sees it: were it redirecting, nginx
# would send the file.
denying = pytest.mark.stacks("embedded", "production")

FUTURE = "Sat, 01 Jan 2050 00:00:00 GMT"
WAYS_TO_ASK: dict[str, tuple[str, dict[str, str]]] = {
    "get": ("GET", {}),
    "head": ("HEAD", {}),
    "if any": ("GET", {"If-None-Match": "*"}),
    "if new": ("GET", {"If-Modified-Since": FUTURE}),
    "range": ("GET", {"Range": "bytes=0-9"}),
}
OTHER_WAYS = [way for way in WAYS_TO_ASK if way != "get"]
OF_A_FILE = {"get": 200, "head": 200, "if any": 304, "if new": 304, "range": 206}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, database: Stack) -> Iterator[World]:
    """A site in one way of delivery, with a queue that nobody works on."""
    world = open_world(tmp_path_factory.mktemp("matrix"), database)
    yield world
    world.site.close()


# The registry.


def view_key(view: Any) -> ViewKey:
    """What a registered view is known by here."""
    context, route = view["context"], view["route_name"] or ""
    name = "static" if route.startswith("__static/") else context.__name__ if context else route
    return (name, view["name"], view["request_methods"] or "any")


def test_every_view_of_the_application_is_classified(world: World) -> None:
    views = world.site.app.registry.introspector.get_category("views")
    found = {view_key(entry["introspectable"]) for entry in views}
    assert found == {
        *(*NODE_ROUTES, *FORMS, *OF_THE_GALLERY, *OF_A_BRANCH, *FORMS_OF_A_BRANCH),
        *(*OF_A_LINK, *OF_AN_ARCHIVE, *OF_NO_NODE, *OF_THE_API),
    }


def test_sizes_are_all_asked_for(world: World) -> None:
    assert set(SIZES) == set(world.site.runtime.settings.sizes)


# The matrix.


@dataclass(frozen=True)
class Question:
    """One URL of one node."""

    node: Node
    permission: str
    ending: str

    @property
    def url(self) -> str:
        """What is asked for."""
        return self.node.url + self.ending

    @property
    def is_file(self) -> bool:
        """Whether it is a file to be sent: a copy, or an original."""
        return self.node.kind != "album" and self.permission != "edit" and bool(self.ending)

    @property
    def sibling(self) -> tuple[str, str]:
        """What is before and after the id in a URL of the same form, in the same place, that never
        existed."""
        return self.node.parent_url, self.ending

    @property
    def nowhere(self) -> tuple[int, str]:
        """The number of ids in a URL of the same form of which no part ever existed, and what
        follows them."""
        return self.node.url.count("/") - 1, self.ending


# Owners' pages that stand for all of their kind, unless they are asked for simply: what denies is
# the permission, before their views are looked at.
ONE_OF_THE_OWNER = {"album": "edit", "image": "cover", "video": "cover", "motion": "cover"}


def questions(world: World, name: str, way: str) -> Iterator[Question]:
    """All URLs of all nodes; but one size and one page of the owner stand for all, unless they are
    asked for simply, and with each kind of cookie."""
    is_simple = way == "get" and name in EACH_COOKIE
    for route in NODE_ROUTES.values():
        endings = route.endings if is_simple else route.endings[:1]
        stands_for_others = is_simple or route.permission != "edit"
        for node in world.nodes:
            if node.kind in OF_ITEMS[route.kind]:
                for ending in endings:
                    if stands_for_others or ending == ONE_OF_THE_OWNER[node.kind]:
                        yield Question(node, route.permission, ending)


def is_allowed(person: Person, question: Question) -> bool:
    """Whether somebody may have what is asked for; what is gone is the owner's alone."""
    is_shown = person.owns or "gone" not in question.node.path
    return is_shown and may(person, question.permission, question.node.way)


def ask(browser: TestApp, way: str, url: str) -> TestResponse:
    """Ask for a URL in one of the ways."""
    method, headers = WAYS_TO_ASK[way]
    return (browser.get if method == "GET" else browser.head)(url, headers=headers, status="*")


def essence(response: TestResponse) -> tuple[str, list[tuple[str, str]], bytes]:
    """All that a client sees of an answer, but when it was given."""
    headers = [header for header in response.headerlist if header[0] != "Date"]
    return response.status, headers, response.body


PEOPLE = (
    *("anonymous", "foreign", "operator", "guest", "viewer", "everywhere", "member", "family"),
    "owner",
    *("holder", "holder with originals", "holder of an expired link"),
    *("holder of a revoked link", "holder without the password"),
    *("program", "bound program"),
)


# Without a cookie, and with each kind of one: these ask for all that one page or form of the owner
# can stand for, and in every way.
EACH_COOKIE = ("anonymous", "guest", "holder", "owner")
# Behind nginx, whoever else there is asks in a soak.
EVERYBODY = [pytest.param(name, marks=() if name in EACH_COOKIE else in_a_soak) for name in PEOPLE]
# In a soak, in every way by whoever else there is.
ALL_AT_LENGTH = [
    pytest.param(name, marks=() if name in EACH_COOKIE else pytest.mark.soak) for name in PEOPLE
]
# Where one is let in, a way to ask meets nothing else of whom it is asked by.
LEAST_AND_MOST = ("anonymous", pytest.param("owner", marks=in_a_soak))


@denying
@pytest.mark.parametrize("name", EVERYBODY)
def test_denied_is_like_missing_and_has_no_side_effect(world: World, name: str) -> None:
    check_what_is_denied(world, name, "get")


@denying
@in_a_soak
@pytest.mark.parametrize("way", OTHER_WAYS)
@pytest.mark.parametrize("name", ALL_AT_LENGTH)
def test_denied_is_like_missing_however_one_asks(world: World, name: str, way: str) -> None:
    check_what_is_denied(world, name, way)


def check_what_is_denied(world: World, name: str, way: str) -> None:
    """All that somebody may not see answers as what never existed, and costs as much.

    What never existed is asked for once for each form of an address in each place.
    """
    browser, person = world.people[name]
    ask(browser, way, f"/{new_id()}/")  # Templates are read at their first use.
    before = (world.jobs(), world.cached())
    ours = str(world.site.library.parent)  # Measuring coverage looks at source files meanwhile.
    with world.site.statements() as statements:

        def observe(url: str) -> tuple[Any, int, list[str]]:
            statements.clear()
            with touched_files() as touched:
                answer = ask(browser, way, url)
            return essence(answer), len(statements), [line for line in touched if ours in line]

        @functools.cache
        def sibling(before: str, ending: str) -> tuple[Any, int, list[str]]:
            return observe(f"{before}{new_id()}/{ending}")

        @functools.cache
        def nowhere(depth: int, ending: str) -> tuple[Any, int, list[str]]:
            return observe("/" + "".join(f"{new_id()}/" for _ in range(depth)) + ending)

        for question in questions(world, name, way):
            if not is_allowed(person, question):
                denied = observe(question.url)
                assert denied[0][0] == "404 Not Found", question
                assert denied[2] == []
                assert denied == sibling(*question.sibling) == nowhere(*question.nowhere), question
    assert (world.jobs(), world.cached()) == before


@denying
@pytest.mark.parametrize("name", EVERYBODY)
def test_a_branch_is_like_a_page_that_never_existed(world: World, name: str) -> None:
    asks_for_all = name in {*EACH_COOKIE, *HOLDERS_OF_BRANCHES}
    urls = BRANCH_ADDRESSES if asks_for_all else SOME_BRANCH_ADDRESSES
    check_branches(world, name, ["get"], urls)
    for url in urls:
        assert world.people[name][0].post(url, status="*").status_int in {400, 404, 405}


@denying
@in_a_soak
@pytest.mark.parametrize("name", ALL_AT_LENGTH)
def test_a_branch_is_like_a_page_that_never_existed_however_one_asks(
    world: World, name: str
) -> None:
    check_branches(world, name, OTHER_WAYS, SOME_BRANCH_ADDRESSES)


def check_branches(world: World, name: str, ways: Sequence[str], urls: Sequence[str]) -> None:
    """The pages of a branch answer the owner, and others as what never existed."""
    browser, _person = world.people[name]
    ask(browser, "get", f"/{new_id()}/")  # Templates are read at their first use.
    pages = set(OF_A_BRANCH.values())
    with world.site.statements() as statements:

        def observe(way: str, url: str) -> tuple[Any, int]:
            statements.clear()
            return essence(ask(browser, way, url)), len(statements)

        nowhere = functools.cache(observe)
        for way, url in itertools.product(ways, urls):
            top = url[1:].partition("/")[0]
            if HOLDERS_OF_BRANCHES.get(name) == top and is_of_a_branch(url):
                assert ask(browser, way, url).status_int == (200 if url in pages else 301), url
                continue
            if name == "holder without the password" and url in {"/s", "/s/"}:
                assert ask(browser, way, url).status_int == (200 if url == "/s/" else 404)
                continue
            answer = observe(way, url)
            assert answer[0][0] == "404 Not Found", url
            assert answer == nowhere(way, re.sub("[^/]+", "nothing", url)), url


def is_of_a_branch(url: str) -> bool:
    """Whether a page is at this address, with a slash at its end or without."""
    return any(url.rstrip("/") == page.rstrip("/") for page in OF_A_BRANCH.values())


@denying
@pytest.mark.parametrize("name", EVERYBODY)
def test_a_form_that_is_denied_is_like_one_that_never_existed(world: World, name: str) -> None:
    browser, person = world.people[name]
    token = list(browser.get("/login").forms.values())[-1]["csrf_token"].value

    def send(url: str) -> tuple[str, list[tuple[str, str]], bytes]:
        return essence(browser.post(url, {"csrf_token": token}, status="*"))

    @functools.cache
    def sibling(before: str, view: str) -> tuple[str, list[tuple[str, str]], bytes]:
        return send(f"{before}{new_id()}/{view}")

    for node in world.nodes:
        for view, permission in forms(name, node.kind):
            if may(person, permission, node.way):
                continue
            answer = send(f"{node.url}{view}")
            assert answer[0] == "404 Not Found", node
            assert answer == sibling(node.parent_url, view), node


def forms(name: str, kind: str) -> Iterator[tuple[str, str]]:
    """The forms of a kind of node, and what they need; for most people one stands for all."""
    resource = "AlbumResource" if kind == "album" else "ImageResource"
    for (context, view, _method), permission in FORMS.items():
        if context == resource and (name in EACH_COOKIE or view == ONE_OF_THE_OWNER[kind]):
            yield view, permission


@pytest.mark.parametrize("name", EVERYBODY)
def test_allowed_is_answered(world: World, name: str) -> None:
    check_what_is_allowed(world, name, "get")


@pytest.mark.parametrize("way", OTHER_WAYS)
@pytest.mark.parametrize("name", LEAST_AND_MOST)
def test_allowed_is_answered_however_one_asks(world: World, name: str, way: str) -> None:
    check_what_is_allowed(world, name, way)


def check_what_is_allowed(world: World, name: str, way: str) -> None:
    """All that somebody may see is there, and nginx is told to send what is a file.

    Pages are the same whoever sends files, and in one album whatever way they are asked for.
    """
    browser, person = world.people[name]
    wrong = []
    for question in questions(world, name, way):
        is_told = question.is_file or (world.mode == "direct" and is_simple_or_open(question, way))
        if is_told and is_allowed(person, question):
            answer = ask(browser, way, question.url)
            if answer.status_int != expected_status(world, question, name, way):
                wrong.append((question.url, question.node.path, answer.status))
            sent_by_nginx = "X-Accel-Redirect" in answer.headers
            # A part of a file is sent by the application, in each way.
            is_part = question.ending == "motion" and question.node.path != LIVE
            is_sent = question.is_file and not is_part and answer.status_int == 200
            assert sent_by_nginx == (world.mode == "nginx" and is_sent)
    assert wrong == []


def is_simple_or_open(question: Question, way: str) -> bool:
    """Whether a page is asked for simply, or is of an album that everybody may see."""
    return way == "get" or question.node.path.partition("/")[0] == "open"


def expected_status(world: World, question: Question, name: str, way: str) -> int:
    """What somebody who may have it gets."""
    of_a_file = 200 if world.mode == "nginx" else OF_A_FILE[way]
    path, ending = question.node.path, question.ending
    if not ending or question.node.kind == "album" or question.permission == "edit":
        return 302 if question.node.kind == "motion" else 200
    if ending in {"full", "raw"}:
        is_gone = "gone" in path or question.node.kind == "video"
        has_it = path == LIVE if ending == "raw" else not is_gone
        return of_a_file if has_it else 404
    if ending in {"play", "motion"}:
        is_part = path in MOVING
        has_film = moves(path, name) if ending == "motion" else plays(path)
        return (OF_A_FILE[way] if is_part else of_a_file) if has_film else 404
    if "cold" in path:
        return 202
    if "bare" in path:
        return 404
    return 415 if "broken" in path else of_a_file


def plays(path: str) -> bool:
    """Whether an image is a clip that is there."""
    return path.endswith(".mp4") and "gone" not in path


def moves(path: str, name: str) -> bool:
    """Whether a photograph moves for somebody: not by a link that tells no details of cameras."""
    return path in MOVING or (path == LIVE and name != "holder")


AUDIENCES = {
    "visible": ("public, ", "/_bv/pub/"),
    "hidden": ("private, ", "/_bv/hid/"),
    "private": ("private, no-cache", "/_bv/prv/"),
}


def test_caches_are_told_who_may_have_a_rendition(world: World) -> None:
    owner, strictness = world.people["owner"][0], list(AUDIENCES)
    for node in world.nodes:
        if node.path.endswith(("a.jpg", "p.jpg", "h.jpg", "v.mp4", "s.jpg", "q.jpg")):
            closed = max(strictness.index(flag) for _id, flag in node.way)
            directive, prefix = AUDIENCES[strictness[closed]]
            answer = owner.get(f"{node.url}small.jpg", status=200)
            if world.mode == "nginx":
                assert answer.headers["X-Accel-Redirect"].startswith(prefix)
            else:
                assert answer.headers["Cache-Control"].startswith(directive)
            original = owner.get(f"{node.url}full", status=200)
            if world.mode == "direct":
                assert original.headers["Cache-Control"] == "private, no-cache"


def test_caches_are_told_who_may_have_a_clip(world: World) -> None:
    owner, strictness = world.people["owner"][0], list(AUDIENCES)
    for path in ("open/clip.mp4", "hid/visiblechild/v.mp4"):
        node = next(each for each in world.nodes if each.path == path)
        closed = max(strictness.index(flag) for _id, flag in node.way)
        directive, prefix = AUDIENCES[strictness[closed]]
        answer = owner.get(f"{node.url}play", status=200)
        if world.mode == "nginx":
            assert answer.headers["X-Accel-Redirect"].startswith(prefix.replace("bv/", "bv/lib"))
        else:
            assert answer.headers["Cache-Control"].startswith(directive)
        assert answer.headers["Content-Type"] == "video/mp4"
        assert "Content-Disposition" not in answer.headers


def test_the_watch_sees_what_an_allowed_request_does(world: World) -> None:
    image = world.site.image_url("open/a.jpg")
    with touched_files() as touched:
        world.site.browser().get(f"{image}small.jpg")
    assert any(str(world.site.cache) in line for line in touched)
    with touched_files() as touched:
        world.site.browser().get(f"{image}full")
    assert any("a.jpg" in line for line in touched)


def test_a_rendition_that_is_not_there_is_queued_once(world: World) -> None:
    cold = f"{world.site.image_url('priv/cold.jpg')}small.jpg"
    world.people["viewer"][0].get(cold, status=202)
    before = world.jobs()
    assert before > 0
    world.people["owner"][0].get(cold, status=202)
    assert world.jobs() == before

"""Every endpoint x every kind of person x every kind of node: the API denies what a page denies."""

import functools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from webtest import TestApp, TestResponse

from bviewer.api.endpoints import Endpoint, all_endpoints
from bviewer.api.paths import PATHS, path_of
from bviewer.models import new_id
from bviewer.tree.api import AlbumMember, Collection, ItemMember, Member, NodeMember
from tests.functional.stacks import everywhere, in_a_soak
from tests.functional.test_matrix import PEOPLE
from tests.functional.test_matrix import essence as essence_of_pages
from tests.functional.world import Node, World, open_world
from tests.oracle import Person, may
from tests.side_effects import touched_files
from tests.stack import Stack

pytestmark = everywhere

PLACES = {"album": "albums", "image": "items", "video": "items", "motion": "items"}
MEMBERS = {"album": AlbumMember, "image": ItemMember, "video": ItemMember, "motion": ItemMember}
# Behind nginx, others than these ask in a soak.
SOME = {"anonymous", "guest", "owner", "program", "bound program"}
EVERYBODY = [pytest.param(name, marks=() if name in SOME else in_a_soak) for name in PEOPLE]
# Of a collection that lists to each what they may see, nothing is denied.
HOLDERS = {"edit": {"owner"}, "manage": {"owner"}, "operate": {"operator"}}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, database: Stack) -> Iterator[World]:
    """A site with a queue that nobody works on."""
    world = open_world(tmp_path_factory.mktemp("api"), database)
    yield world
    world.site.close()


def endpoints(world: World) -> list[Endpoint]:
    """All endpoints there are."""
    return all_endpoints(world.site.app.registry)


def send(browser: TestApp, method: str, url: str) -> TestResponse:
    """Ask for something in a way that no endpoint refuses before it knows who asks."""
    body, headers = b"", {"Host": browser.extra_environ["HTTP_HOST"]}
    if method in {"POST", "PATCH"}:
        body, headers = b"{}", {**headers, "Content-Type": "application/json"}
    return browser.request(url, method=method, body=body, headers=headers, status="*")


def essence(response: TestResponse) -> tuple[str, list[tuple[str, str]], bytes]:
    """All that a client sees of an answer, but when it was given, and after how many others."""
    status, headers, body = essence_of_pages(response)
    return status, [each for each in headers if "ratelimit" not in each[0].lower()], body


def address(node: Node, node_id: str | None = None, action: str = "") -> str:
    """Where a node, or another one of its kind, is asked for by whoever knows what it is in."""
    own_id = node.url.rstrip("/").rpartition("/")[2][-12:]
    above = ",".join(album_id for album_id, _flag in node.way if album_id != own_id)
    rest = f"/{action}" if action else ""
    return f"/api/v1/{PLACES[node.kind]}/{node_id or own_id}{rest}?via={above}"


def is_allowed(person: Person, node: Node, permission: str) -> bool:
    """Whether somebody may do something with a node; what moves a photograph is none, and what is
    gone its owner's alone."""
    if node.kind == "motion" or ("gone" in node.path and not person.owns):
        return False
    return may(person, permission, node.way)


Observed = tuple[Any, int, list[str]]


def observer(world: World, browser: TestApp, statements: list[str]) -> Callable[..., Observed]:
    """What asks, and returns all that a client and the database see of it."""
    ours = str(world.site.library.parent)

    def observe(method: str, url: str) -> Observed:
        statements.clear()
        with touched_files() as touched:
            answer = send(browser, method, url)
        return essence(answer), len(statements), [line for line in touched if ours in line]

    return observe


@pytest.mark.parametrize("name", EVERYBODY)
def test_a_node_that_is_denied_is_like_one_that_never_existed(world: World, name: str) -> None:
    browser, person = world.people[name]
    send(browser, "GET", address(world.nodes[0], new_id()))
    before = (world.jobs(), world.cached())
    with world.site.statements() as statements:
        observe = observer(world, browser, statements)
        for node in world.nodes:
            for endpoint in endpoints(world):
                if not issubclass(MEMBERS[node.kind], endpoint.context):
                    continue
                if endpoint.permission is None or is_allowed(person, node, endpoint.permission):
                    continue
                if is_allowed(person, node, "view"):
                    continue  # They are told that this takes other methods, or a token more scope.
                denied = observe(endpoint.method, address(node, action=endpoint.name))
                missing = address(node, new_id(), endpoint.name)
                assert denied[0][0] == "404 Not Found", (node, endpoint)
                assert denied[2] == []
                assert denied == observe(endpoint.method, missing), (node, endpoint)
    assert (world.jobs(), world.cached()) == before


@pytest.mark.parametrize("name", EVERYBODY)
def test_a_node_that_may_be_seen_is_told_of(world: World, name: str) -> None:
    browser, person = world.people[name]
    for node in world.nodes:
        answer = send(browser, "GET", address(node))
        expected = 200 if is_allowed(person, node, "view") else 404
        assert answer.status_int == expected, node
        if expected == 200:
            check_links(browser, person, node, answer.json)


def check_links(browser: TestApp, person: Person, node: Node, document: dict[str, Any]) -> None:
    """What is told of a node is what its page and its permissions say."""
    links = document["links"]
    assert links["html"].endswith(node.url)
    assert ("visibility" in document or "path" in document) == may(person, "edit", node.way)
    if node.kind != "album":
        has_file = "gone" not in node.path and node.kind != "video"
        has_original = has_file and may(person, "download", node.way)
        assert (links["original"] is not None) == has_original
        for copy in document["renditions"]:
            assert browser.get(copy["href"], status="*").status_int in {200, 202}
    for link in (links["self"], links["parent"], links.get("items"), links.get("albums")):
        if link is not None:
            assert browser.get(link, status=200).json


@pytest.mark.parametrize("name", EVERYBODY)
def test_a_collection_is_for_those_with_its_permission(world: World, name: str) -> None:
    browser, _person = world.people[name]

    @functools.cache
    def nothing(method: str, depth: int) -> Any:
        return essence(send(browser, method, "/api/v1" + "/nothing" * depth))

    for endpoint in endpoints(world):
        kind = endpoint.context
        if issubclass(kind, NodeMember) or not issubclass(kind, Collection | Member):
            continue
        if endpoint.permission is None:
            continue
        path = path_of(endpoint).replace("{id}", new_id())
        answer = send(browser, endpoint.method, path)
        if name not in HOLDERS[endpoint.permission]:
            depth = PATHS[kind].count("/") - 2 + bool(endpoint.name)
            assert essence(answer) == nothing(endpoint.method, depth), endpoint
            assert answer.status_int == 404
        elif endpoint.method == "GET":
            is_made_up = "{id}" in path_of(endpoint)
            assert answer.status_int == (404 if is_made_up else 200), endpoint
        else:
            assert answer.status_int in {403, 422}, endpoint  # A browser sends no token here.

"""What pages ask PostgreSQL for in a large gallery: found by indexes, by as many statements."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from bench.world import Shape, World, make_world
from tests.plans import Statement, noted_statements, plans, scanned_whole
from tests.site import Site
from tests.stack import Stack

pytestmark = pytest.mark.stacks("production")

SMALL, LARGE = Shape(1_000, 60, 500), Shape(20_000, 500, 5_000)
LARGE_TABLES = {"album", "image", "album_summary"}
PAGES = {
    "home": lambda world: world.home.url,
    "deep": lambda world: world.deep.url,
    "first page": lambda world: world.largest.url,
    "later page": lambda world: f"{world.largest.url}?after={middle(world)}",
    "page before": lambda world: f"{world.largest.url}?before={middle(world)}",
    "image": lambda world: f"{world.largest.url}{middle(world)}/",
    "thumbnail": lambda world: f"{world.largest.url}{middle(world)}/small.jpg",
    "old link": lambda world: f"/{middle(world)}/",
    "nothing": lambda world: f"{world.largest.url}{world.home.id}/",
}


def middle(world: World) -> str:
    """An image in the middle of the largest album."""
    images = world.images[world.largest.id]
    return images[len(images) // 2]


@pytest.fixture(scope="module")
def worlds(
    tmp_path_factory: pytest.TempPathFactory, database: Stack
) -> Iterator[dict[str, tuple[Site, World]]]:
    """A small world and a large one, with a queue that nobody works on."""
    made = {}
    for name, shape in (("small", SMALL), ("large", LARGE)):
        site = Site(tmp_path_factory.mktemp(name), database, waiting=True)
        gallery_id = site.add_gallery()
        made[name] = (site, make_world(url_of(site), gallery_id, shape))
    yield made
    for site, _world in made.values():
        site.close()


def url_of(site: Site) -> str:
    """Where the database of a site is."""
    return site.ini["sqlalchemy.url"]


@contextmanager
def planner(site: Site) -> Iterator[psycopg.Connection]:
    """A connection that reads a whole table only if there is no index to find rows by.

    A table as small as these may be read whole in less time; a million rows are for `bench.scale`.
    """
    with psycopg.connect(url_of(site), autocommit=True) as connection:
        connection.execute("SET enable_seqscan = off")
        yield connection


def statements_of(site: Site, person: str | None, path: str) -> list[Statement]:
    """What one request asks for."""
    engines = [site.app.registry[f"bviewer.{name}"] for name in ("engine", "autocommit_engine")]
    browser = site.browser(person)
    with noted_statements(engines) as statements:
        browser.get(path, status="*")
    assert statements
    return statements


@pytest.mark.parametrize("person", [None, "owner"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_cost_as_many_statements_in_a_large_gallery(worlds, page, person):
    numbers = {
        name: len(statements_of(site, person, PAGES[page](world)))
        for name, (site, world) in worlds.items()
    }
    assert numbers["large"] == numbers["small"]


@pytest.mark.parametrize("person", [None, "owner"])
@pytest.mark.parametrize("page", PAGES)
def test_no_statement_of_a_page_reads_a_whole_table(worlds, page, person):
    site, world = worlds["large"]
    statements = statements_of(site, person, PAGES[page](world))
    with planner(site) as connection:
        for statement in statements:
            for plan in plans(connection, statement):
                assert not scanned_whole(plan, LARGE_TABLES), statement.sql


def test_reading_a_whole_table_is_noticed(worlds):
    site, _world = worlds["large"]
    statement = Statement("SELECT id FROM image WHERE size = %(size)s::BIGINT", {"size": 5})
    with planner(site) as connection:
        assert [scanned_whole(plan, LARGE_TABLES) for plan in plans(connection, statement)] == [
            {"image"},
            {"image"},
        ]


def test_the_largest_album_is_in_order_over_all_its_pages(worlds):
    site, world = worlds["small"]
    browser, found = site.browser(), []
    page = browser.get(world.largest.url)
    while True:
        found += [
            link["href"].rstrip("/").rpartition("/")[2] for link in page.html.select("ul.images a")
        ]
        following = page.html.select_one("a[rel~=next]")
        if following is None:
            break
        page = browser.get(following["href"])
    assert found == world.images[world.largest.id]

"""What pages cost: the number of SQL statements is the same at any depth and size."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from webtest import TestApp

from bviewer.access.grants import grant
from bviewer.albums.summaries import refresh_summaries
from bviewer.models import Album, Gallery, Image, SortOrder, User, new_id
from bviewer.renditions.cache import content_fingerprint
from tests.functional.stacks import everywhere
from tests.pictures import jpeg
from tests.site import Site

pytestmark = everywhere

ANONYMOUS, MORE_WHEN_SIGNED_IN = 6, 2
FEW, MANY = 10, 2000

# Albums 1, 1/2, 1/2/3... nine levels deep; at both ends there is one with many images as well.
LEVELS = ["/".join(str(step) for step in range(1, depth + 1)) for depth in range(1, 10)]
SHALLOW, DEEP = LEVELS[0], LEVELS[-1]
PLACES = {
    "shallow, few": SHALLOW,
    "shallow, many": f"{SHALLOW}-many",
    "deep, few": DEEP,
    "deep, many": f"{DEEP}-many",
}
PEOPLE = [None, "plain", "guest", "everywhere", "owner"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, database: Path) -> Iterator[Site]:
    """A site with a queue that nobody works on; `guest` was given a private album."""
    folder = tmp_path_factory.mktemp("statements")
    site = Site(folder, database, waiting=True)
    site.add_gallery()
    with site.session() as session:
        for path in LEVELS:
            add_album(session, path, FEW)
        for path in (PLACES["shallow, many"], PLACES["deep, many"]):
            add_album(session, path, MANY)
        for number in range(50):
            add_album(session, f"child-{number}", 1)
        add_album(session, "priv", FEW, "private")
        refresh_summaries(session, session.scalars(select(Album.id)))
    for name in ("plain", "guest", "everywhere"):
        site.add_user(name)
    with site.session() as session:
        gallery = session.scalars(select(Gallery)).one()
        people = {user.name: user for user in session.scalars(select(User))}
        given = session.scalars(select(Album.id).where(Album.folder == "priv")).one()
        grant(session, people["guest"], gallery, given)
        grant(session, people["everywhere"], gallery, None)
    yield site
    site.close()


def add_album(session: Session, path: str, images: int, flag: str = "visible") -> None:
    """An album with rows of images that have no files."""
    parent = session.scalars(select(Album).where(Album.folder == path.rpartition("/")[0])).one()
    album = Album(
        gallery_id=parent.gallery_id,
        parent_id=parent.id,
        folder=path,
        title=path,
        sort_key=b"",
        visibility=flag,
        order=SortOrder.OLDEST,
    )
    session.add(album)
    session.flush()
    session.execute(insert(Image), [image_values(album, number) for number in range(images)])


def image_values(album: Album, number: int) -> dict[str, object]:
    """The row of an image, a minute later than the one before."""
    return {
        "id": new_id(),
        "album_id": album.id,
        "path": image_path(album.folder or "", number),
        "sort_key": f"{number:04}".encode(),
        "time": datetime(2024, 1, 1) + timedelta(minutes=number),
        "time_source": "exif",
        "size": 1,
        "mtime_ns": 1,
        "ctime_ns": 1,
        "quick_hash": b"",
        "state": "ready",
    }


def image_path(folder: str, number: int) -> str:
    """Where an image of an album would be."""
    return f"{folder}/{number:04}.jpg"


def cost(site: Site, browser: TestApp, url: str, status: int = 200) -> int:
    """The number of statements of one answer."""
    with site.statements() as statements:
        browser.get(url, status=status)
    return len(statements)


def costs(site: Site, name: str | None, urls: dict[str, str], status: int = 200) -> set[int]:
    """The different numbers of statements of some answers."""
    browser = site.browser(name)
    return {cost(site, browser, url, status) for url in urls.values()}


def warm(site: Site, path: str) -> str:
    """Put a rendition into the cache; returns its address."""
    image, runtime = site.image(path), site.runtime
    fingerprint = content_fingerprint(
        runtime.pipeline_version, image.size, image.mtime_ns, image.quick_hash
    )
    runtime.cache.write(runtime.cache.relative_path(1, image.id, fingerprint, "small"), jpeg(3, 2))
    return f"{site.image_url(path)}small.jpg"


@pytest.mark.parametrize("name", PEOPLE)
def test_album_pages_cost_the_same_at_any_depth_and_size(site: Site, name: str | None) -> None:
    pages = {place: site.album_url(path) for place, path in PLACES.items()}
    (number,) = costs(site, name, pages)
    assert number <= ANONYMOUS + (MORE_WHEN_SIGNED_IN if name else 0)


@pytest.mark.parametrize("name", PEOPLE)
def test_further_pages_of_an_album_cost_the_same(site: Site, name: str | None) -> None:
    pages = {}
    for place in ("shallow, many", "deep, many"):
        album = site.album_url(PLACES[place])
        middle = site.image(image_path(PLACES[place], MANY // 2)).id
        pages[place] = f"{album}?after={middle}"
        pages[f"{place}, back"] = f"{album}?before={middle}"
    (number,) = costs(site, name, pages)
    assert number <= ANONYMOUS + (MORE_WHEN_SIGNED_IN if name else 0)


@pytest.mark.parametrize("name", PEOPLE)
def test_the_home_costs_as_much_with_fifty_albums(site: Site, name: str | None) -> None:
    assert len(site.browser().get("/").html.select("ul.albums a")) > 50
    number = cost(site, site.browser(name), "/")
    assert number <= ANONYMOUS + (MORE_WHEN_SIGNED_IN if name else 0)


@pytest.mark.parametrize("name", PEOPLE)
def test_image_pages_cost_the_same_at_any_depth_and_size(site: Site, name: str | None) -> None:
    pages = {
        f"{place} {number}": site.image_url(image_path(path, number))
        for place, path in PLACES.items()
        for number in (0, FEW // 2, FEW - 1)
    }
    (number,) = costs(site, name, pages)
    assert number <= ANONYMOUS + (MORE_WHEN_SIGNED_IN if name else 0)


def test_signing_in_adds_two_statements_at_most(site: Site) -> None:
    pages = ["/", site.album_url(DEEP), site.image_url(image_path(DEEP, 0))]
    for url in pages:
        anonymous = cost(site, site.browser(), url)
        for name in PEOPLE[1:]:
            assert cost(site, site.browser(name), url) - anonymous <= MORE_WHEN_SIGNED_IN


@pytest.mark.parametrize("name", PEOPLE)
def test_a_public_thumbnail_costs_one_statement(site: Site, name: str | None) -> None:
    thumbnails = {place: warm(site, image_path(path, 0)) for place, path in PLACES.items()}
    assert costs(site, name, thumbnails) == {1}
    browser = site.browser(name)
    for url in thumbnails.values():
        known = browser.get(url).headers["ETag"]
        with site.statements() as statements:
            browser.get(url, headers={"If-None-Match": known}, status=304)
            browser.get(url, headers={"Range": "bytes=0-9"}, status=206)
            browser.head(url, status=200)
        assert len(statements) == 3


@pytest.mark.parametrize("name", PEOPLE)
def test_a_thumbnail_that_is_not_ready_costs_one_statement(site: Site, name: str | None) -> None:
    cold = {
        place: f"{site.image_url(image_path(path, 1))}small.jpg" for place, path in PLACES.items()
    }
    assert costs(site, name, cold, status=202) == {1}


@pytest.mark.parametrize("name", ["guest", "everywhere", "owner"])
def test_a_private_thumbnail_costs_one_more_for_who_it_is(site: Site, name: str) -> None:
    thumbnail = warm(site, image_path("priv", 0))
    assert cost(site, site.browser(name), thumbnail) == 2

"""What pages cost with a million photographs, beside the same pages with ten thousand.

`python -m bench.scale`. PostgreSQL; requests are calls of the application in this process, for the
small world and for the large one by turns. Pages with as many tiles are compared: 40 albums at
home, an album of 40 photographs at depth 8, the first page of the largest album and one behind most
of it (200 photographs each), pages and thumbnails of photographs all over the largest album. The
numbers of statements must be the same, and no statement may read a whole table.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from pyramid.request import Request
from pyramid.router import Router
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from bench.laboratory import tell
from bench.world import Shape, World, make_world
from bviewer import main as make_app
from bviewer.accounts.sessions import open_session
from bviewer.accounts.users import add_user
from bviewer.albums.galleries import add_gallery
from bviewer.db.schema import migrate
from bviewer.db.sessions import work_session
from bviewer.models import Image
from bviewer.renditions.cache import content_fingerprint
from tests.pictures import jpeg
from tests.plans import noted_statements, plans, scanned_whole
from tests.postgresql import Server, running_server

HOST = "photos.test"
SHAPES = {"small": Shape(10_000, 200, 2_000), "large": Shape(1_000_000, 20_000, 20_000)}
ROUNDS = 300
WARM_UP = 20
SAMPLE = 50  # Photographs.
MOST = 1.3  # Times as long as in the small world.
LARGE_TABLES = {"album", "image", "album_summary"}


class Gallery(NamedTuple):
    """A gallery to measure, and the paths to ask for by what they are."""

    app: Router
    paths: dict[str, list[str]]
    owner_token: str

    def ask(self, path: str, token: str = "") -> None:
        """One request, which must succeed."""
        request = Request.blank(path, base_url=f"http://{HOST}")
        if token:
            request.headers["Cookie"] = f"bv={token}"
        response = request.get_response(self.app)
        assert response.status_int in {200, 301}, f"{path}: {response.status}"

    def engines(self) -> list[Engine]:
        """Both pools of the application."""
        return [self.app.registry[f"bviewer.{name}"] for name in ("engine", "autocommit_engine")]


@contextmanager
def make_gallery(server: Server, folder: Path, name: str) -> Iterator[Gallery]:
    """A gallery of one of the shapes in a database of its own."""
    server.execute(f"CREATE DATABASE {name}")
    url = server.url(name)
    engine = create_engine(url)
    migrate(engine)
    with work_session(engine) as session:
        owner = add_user(session, "owner")
        gallery_id = add_gallery(session, HOST, owner, "").id
        token = open_session(session, owner.id, gallery_id)
    engine.dispose()
    started = time.perf_counter()
    world = make_world(url, gallery_id, SHAPES[name])
    print(f"{name}: {SHAPES[name]} made in {time.perf_counter() - started:.0f} s", flush=True)
    (folder / "library").mkdir(exist_ok=True)
    app = make_app(
        {},
        **{
            "sqlalchemy.url": url,
            "bviewer.library": str(folder / "library"),
            "bviewer.cache": str(folder / name),
            "bviewer.queue": "immediate",
            "bviewer.secret": "a secret for benches that is long enough",
            "bviewer.delivery": "nginx",
            "bviewer.api_per_minute": "100000000",
        },
    )
    gallery = Gallery(app, paths_of(app, gallery_id, world), token)
    yield gallery
    for pool in gallery.engines():
        pool.dispose()


def paths_of(app: Router, gallery_id: int, world: World) -> dict[str, list[str]]:
    """What to ask for; renditions of the thumbnails are there afterwards."""
    images = world.images[world.largest.id]
    sample = images[:: len(images) // SAMPLE][:SAMPLE]
    pages = [f"{world.largest.url}{image_id}/" for image_id in sample]
    warm(app, gallery_id, sample)
    return {
        "home": ["/"],
        "album at depth 8": [world.deep.url],
        "largest album, first page": [world.largest.url],
        "largest album, a page far behind": [
            f"{world.largest.url}?after={images[len(images) * 9 // 10 - 1]}"
        ],
        "page of a photograph": pages,
        "thumbnail": [f"{page}small.jpg" for page in pages],
        "old link": [f"/{image_id}/" for image_id in sample],
    }


def warm(app: Router, gallery_id: int, image_ids: list[str]) -> None:
    """Put thumbnails into the cache."""
    runtime = app.registry["bviewer.runtime"]
    with Session(runtime.engine) as session:
        for image_id in image_ids:
            image = session.get_one(Image, image_id)
            fingerprint = content_fingerprint(
                runtime.pipeline_version, image.size, image.mtime_ns, image.quick_hash
            )
            path = runtime.cache.relative_path(gallery_id, image_id, fingerprint, "small")
            runtime.cache.write(path, jpeg(30, 20))


def times(galleries: dict[str, Gallery], page: str) -> dict[str, float]:
    """Median seconds of requests for one kind of page, in each world."""
    seen: dict[str, list[float]] = {name: [] for name in galleries}
    paths = {name: cycle(gallery.paths[page]) for name, gallery in galleries.items()}
    for _round in range(WARM_UP + ROUNDS):
        for name, gallery in galleries.items():
            path = next(paths[name])
            started = time.perf_counter()
            gallery.ask(path)
            seen[name].append(time.perf_counter() - started)
    return {name: statistics.median(seconds[WARM_UP:]) for name, seconds in seen.items()}


def check_statements(galleries: dict[str, Gallery], page: str) -> None:
    """Raise AssertionError if the worlds cost differently, or a statement reads a whole table."""
    numbers = {}
    for name, gallery in galleries.items():
        for who, token in (("stranger", ""), ("owner", gallery.owner_token)):
            with noted_statements(gallery.engines()) as statements:
                gallery.ask(gallery.paths[page][-1], token)
            numbers[name, who] = len(statements)
            if name == "large":
                check_plans(gallery, page, statements)
    for who in ("stranger", "owner"):
        assert numbers["small", who] == numbers["large", who], (page, numbers)
    print(
        f"{page}: {numbers['large', 'stranger']} statements, "
        f"{numbers['large', 'owner']} for the owner; in both worlds, by indexes only",
        flush=True,
    )


def check_plans(gallery: Gallery, page: str, statements: list) -> None:
    """Raise AssertionError if one of the statements reads a whole table."""
    with gallery.engines()[1].connect() as connection:
        driver = connection.connection.driver_connection
        for statement in statements:
            for plan in plans(driver, statement):
                whole = scanned_whole(plan, LARGE_TABLES)
                assert not whole, f"{page}: reads all of {whole}: {statement.sql}"


def main() -> None:
    """Measure and tell."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(running_server())
        galleries = {
            name: stack.enter_context(make_gallery(server, folder, name)) for name in SHAPES
        }
        pages = list(galleries["small"].paths)
        for page in pages:
            check_statements(galleries, page)
        for page in pages:
            median = times(galleries, page)
            milliseconds = ", ".join(f"{name} {1000 * s:.2f} ms" for name, s in median.items())
            print(f"{page}: {milliseconds}")
            tell(page, median["large"] / median["small"], MOST, at_most=True, unit=" x")


if __name__ == "__main__":
    main()

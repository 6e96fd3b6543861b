"""What the first page of a large album costs on SQLite, beside that of an album of 200.

`python -m bench.large_album`. As `bench.scale`, in this process and by turns: an album of 20,000
among 5,000 small ones, and one of 200 in a small gallery; both pages have 200 tiles.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine

from bench.laboratory import tell
from bench.scale import HOST, MOST, Gallery, times
from bench.world import Shape, make_world
from bviewer import main as make_app
from bviewer.accounts.users import add_user
from bviewer.albums.galleries import add_gallery
from bviewer.db.engine import refresh_statistics
from bviewer.db.schema import migrate
from bviewer.db.sessions import work_session

SHAPES = {"small": Shape(2_000, 100, 200), "large": Shape(60_000, 5_000, 20_000)}
PAGE = "largest album, first page"


@contextmanager
def make_gallery(folder: Path, name: str) -> Iterator[Gallery]:
    """A gallery of one of the shapes in a database of its own."""
    url = f"sqlite:///{folder}/{name}.sqlite"
    engine = create_engine(url)
    migrate(engine)
    with work_session(engine) as session:
        gallery_id = add_gallery(session, HOST, add_user(session, "owner"), "").id
    world = make_world(url, gallery_id, SHAPES[name])
    started = time.perf_counter()
    refresh_statistics(engine)
    print(f"{name}: {time.perf_counter() - started:.2f} s for statistics", flush=True)
    engine.dispose()
    (folder / "library").mkdir(exist_ok=True)
    app = make_app(
        {},
        **{
            "sqlalchemy.url": url,
            "bviewer.library": str(folder / "library"),
            "bviewer.cache": str(folder / name),
            "bviewer.queue": "immediate",
            "bviewer.secret": "a secret for benches that is long enough",
        },
    )
    gallery = Gallery(app, {PAGE: [world.largest.url]}, "")
    yield gallery
    for pool in gallery.engines():
        pool.dispose()


def main() -> None:
    """Measure and tell."""
    with (
        tempfile.TemporaryDirectory() as folder,
        make_gallery(Path(folder), "small") as small,
        make_gallery(Path(folder), "large") as large,
    ):
        median = times({"small": small, "large": large}, PAGE)
    print(", ".join(f"{name} {1000 * seconds:.2f} ms" for name, seconds in median.items()))
    tell("album of 20,000 / of 200", median["large"] / median["small"], MOST, at_most=True)


if __name__ == "__main__":
    main()

"""What the first page of a large album costs on SQLite, beside that of an album of 200.

`python -m bench.large_album`. As `bench.scale`, in this process and by turns: an album of 20,000
among 5,000 small ones, and one of 200 in a small gallery; both pages have 200 tiles.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
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

SMALL, LARGE = Shape(2_000, 100, 200), Shape(60_000, 5_000, 20_000)
PAGE = "first page"


@contextmanager
def make_gallery(folder: Path, name: str, fill: Callable[[str, int], str]) -> Iterator[Gallery]:
    """A gallery in a database of its own; `fill` puts albums into it, and returns the path of a
    page."""
    url = f"sqlite:///{folder}/{name}.sqlite"
    engine = create_engine(url)
    migrate(engine)
    with work_session(engine) as session:
        gallery_id = add_gallery(session, HOST, add_user(session, "owner"), "").id
    path = fill(url, gallery_id)
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
    gallery = Gallery(app, {PAGE: [path]}, "")
    yield gallery
    for pool in gallery.engines():
        pool.dispose()


def compare(small: Callable[[str, int], str], large: Callable[[str, int], str]) -> float:
    """Return how many times as long as that of a small gallery the page of a large one takes."""
    with (
        tempfile.TemporaryDirectory() as folder,
        make_gallery(Path(folder), "small", small) as one,
        make_gallery(Path(folder), "large", large) as other,
    ):
        median = times({"small": one, "large": other}, PAGE)
    print(", ".join(f"{name} {1000 * seconds:.2f} ms" for name, seconds in median.items()))
    return median["large"] / median["small"]


def largest_of(shape: Shape, url: str, gallery_id: int) -> str:
    """Fill a gallery, and return the path of its largest album."""
    return make_world(url, gallery_id, shape).largest.url


def main() -> None:
    """Measure and tell."""
    ratio = compare(partial(largest_of, SMALL), partial(largest_of, LARGE))
    tell("album of 20,000 / of 200", ratio, MOST, at_most=True)


if __name__ == "__main__":
    main()

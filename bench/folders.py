"""Opening a folder of 5,000 files to pick from: how long its owner waits, in this process.

`python -m bench.folders`. Beside it the album page of the same folder, as its owner sees it.
"""

import statistics
import tempfile
import time
from pathlib import Path

from pyramid.paster import get_app
from sqlalchemy import select
from webtest import TestApp

from bench.laboratory import tell
from bviewer.accounts.sessions import open_session
from bviewer.accounts.users import add_user
from bviewer.albums.galleries import add_gallery
from bviewer.cli.project import open_project
from bviewer.db.sessions import work_session
from bviewer.models import Album
from bviewer.process.installation import HOST, Installation
from bviewer.sync.service import run_sync
from tests.pictures import jpeg

FILES = 5_000
ROUNDS = 9
AT_MOST = 1.0  # Seconds.
FOLDER = "many"


def prepare(folder: Path) -> tuple[TestApp, str]:
    """A gallery with one large folder; its owner's browser, and the address of its album."""
    library = folder / "library"
    (library / FOLDER).mkdir(parents=True)
    content = jpeg(60, 40)
    for number in range(FILES):
        (library / FOLDER / f"IMG_{number:05}.jpg").write_bytes(content + number.to_bytes(4))
    place = Installation(folder / "data")
    place.create(library)
    with open_project(place.ini) as runtime:
        with work_session(runtime.engine) as session:
            owner = add_user(session, "owner")
            gallery_id = add_gallery(session, HOST, owner, "").id
            token = open_session(session, owner.id, gallery_id)
        run_sync(runtime, gallery_id)
        with work_session(runtime.engine) as session:
            album_id = session.scalars(select(Album.id).where(Album.folder == FOLDER)).one()
    browser = TestApp(get_app(str(place.ini)), extra_environ={"HTTP_HOST": HOST})
    browser.set_cookie("bv", token)
    return browser, browser.get(f"/{album_id}/").follow().request.path


def seconds(browser: TestApp, url: str) -> float:
    """How long a page takes."""
    started = time.perf_counter()
    browser.get(url, status=200)
    return time.perf_counter() - started


def main() -> None:
    """Measure and tell."""
    with tempfile.TemporaryDirectory() as folder:
        browser, album = prepare(Path(folder))
        pages = {"folder": f"{album}folders", "items": f"{album}items", "album": album}
        for url in pages.values():
            seconds(browser, url)
        times = {
            name: statistics.median(seconds(browser, url) for _ in range(ROUNDS))
            for name, url in pages.items()
        }
    for name, value in times.items():
        print(f"{name}: {value * 1000:.0f} ms")
    tell(f"opening a folder of {FILES:,} files", times["folder"], AT_MOST, at_most=True, unit=" s")
    tell("items to choose from / album", times["items"] / times["album"], 2, at_most=True)


if __name__ == "__main__":
    main()

"""What an owner's pages cost beside the album page, and the same page for somebody signed in.

`python -m bench.owner`: folders of 5,000 files, all in this process; medians of rounds in turn.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pyramid.paster import get_app
from sqlalchemy import select
from webtest import TestApp

from bench.laboratory import tell
from bviewer.access.grants import grant
from bviewer.accounts.sessions import open_session
from bviewer.accounts.users import add_user
from bviewer.albums.galleries import add_gallery
from bviewer.config.hosts import THIS_MACHINE
from bviewer.db.sessions import work_session
from bviewer.models import Album, Gallery, User
from bviewer.process.installation import Installation
from bviewer.process.project import open_project
from bviewer.sync.service import run_sync
from tests.pictures import jpeg

FILES = 5_000
ROUNDS = 9
AT_MOST = 1.0  # Seconds.
WORDS = ("\u00e9t\u00e9", "No\u00ebl", "\u00eele", "plage", "Zo\u00eb", "gar\u00e7on", "mer")


def words(number: int) -> str:
    """Return a name of words alone, with accents, for each number another one."""
    parts = []
    for _ in range(5):
        number, rest = divmod(number, len(WORDS))
        parts.append(WORDS[rest])
    return f"{' '.join(parts)}.jpg"


MIXED = ("IMG_{}.JPG", "2019-07-0{}, Strand.jpg", "\u00c9t\u00e9 {} (2).jpg", "{}.png")
# As cameras call files, and as people do, by the name of a folder that holds nothing else.
COUNTED = "counted by a camera"
KINDS: Mapping[str, Callable[[int], str]] = {
    COUNTED: "IMG_{:05}.jpg".format,
    "numbers of any length": "IMG_{}.jpg".format,
    "accents": "\u00c9t\u00e9 {}, \u00e0 la mer.JPG".format,
    "four kinds": lambda number: MIXED[number % len(MIXED)].format(number),
    "words": words,
}


class People(NamedTuple):
    """The browsers of an owner, of somebody who was given everything, and of a stranger."""

    owner: TestApp
    guest: TestApp
    stranger: TestApp


def prepare(folder: Path) -> tuple[People, dict[str, str]]:
    """A gallery with some large folders; who looks at it, and the addresses of their albums."""
    library = folder / "library"
    content = jpeg(60, 40)
    for start, (name, called) in enumerate(KINDS.items()):
        (library / name).mkdir(parents=True)
        for number in range(FILES):
            unique = (start * FILES + number).to_bytes(4)
            (library / name / called(number)).write_bytes(content + unique)
    place = Installation(folder / "data")
    place.create(library)
    with open_project(place.ini) as runtime:
        with work_session(runtime.engine) as session:
            owner = add_user(session, "owner")
            gallery_id = add_gallery(session, THIS_MACHINE, owner, "").id
        run_sync(runtime, gallery_id)
        with work_session(runtime.engine) as session:
            gallery, guest = session.get_one(Gallery, gallery_id), add_user(session, "guest")
            grant(session, guest, gallery, None)
            owner = session.get_one(User, gallery.owner_id)
            tokens = [open_session(session, user.id, gallery_id) for user in (owner, guest)]
            query = select(Album.folder, Album.id).where(Album.folder.in_(KINDS))
            ids = dict(session.execute(query).tuples().all())
    application = get_app(str(place.ini))
    people = People(
        *(TestApp(application, extra_environ={"HTTP_HOST": THIS_MACHINE}) for _ in range(3))
    )
    for browser, token in zip(people, tokens, strict=False):
        browser.set_cookie("bv", token)
    owner = people.owner
    return people, {name: owner.get(f"/{ids[name]}/").follow().request.path for name in KINDS}


def seconds(browser: TestApp, url: str) -> float:
    """How long a page takes."""
    started = time.process_time()
    browser.get(url, status=200)
    return time.process_time() - started


def medians(
    pages: Mapping[str, tuple[TestApp, str]], before: Callable[[], object] = lambda: None
) -> dict[str, float]:
    """How long pages take, in turn; something may happen before each round."""
    rounds = []
    for _ in range(ROUNDS + 1):
        before()
        rounds.append({name: seconds(*page) for name, page in pages.items()})
    return {name: statistics.median(each[name] for each in rounds[1:]) for name in pages}


def first_opening(folder: Path, owner: TestApp, album: str) -> float:
    """How long it takes to open a folder that has changed just now, of which nothing is known;
    beside the page of its album."""
    pages = {"album": (owner, album), "folders": (owner, f"{album}folders")}
    times = medians(pages, partial(os.utime, folder))
    return times["folders"] / times["album"]


def main() -> None:
    """Measure and tell."""
    with tempfile.TemporaryDirectory() as folder:
        people, albums = prepare(Path(folder))
        album = albums[COUNTED]
        pages = {
            "album": (people.owner, album),
            "for somebody signed in": (people.guest, album),
            "for a stranger": (people.stranger, album),
            "overview": (people.owner, "/admin/"),
            "what came in": (people.owner, "/admin/news"),
            "people": (people.owner, "/admin/people"),
            **{
                name: (people.owner, f"{album}{name}")
                for name in ("folders", "items", "arrange", "edit", "access", "share")
            },
        }
        times = medians(pages)
        library = Path(folder) / "library"
        first = {name: first_opening(library / name, people.owner, albums[name]) for name in KINDS}
    for name, value in times.items():
        print(f"{name}: {value * 1000:.0f} ms")
    tell(f"opening a folder of {FILES:,} files", times["folders"], AT_MOST, at_most=True, unit=" s")
    for name in ("overview", "folders", "items"):
        tell(f"{name} / album", times[name] / times["album"], 2, at_most=True)
    for name, ratio in first.items():
        tell(f"folders, opened for the first time / album, {name}", ratio, 2, at_most=True)
    signed_in = times["for somebody signed in"] / times["for a stranger"]
    tell("album, for somebody signed in / for a stranger", signed_in, 1.3, at_most=True)


if __name__ == "__main__":
    main()

"""Changes of 5,000 photographs in one transaction, beside the raw UPDATE of the same rows.

`python -m bench.bulk`. Raw is what no change can do without: one statement that writes the same
columns of the same rows, and the commit. Both run in alternating rounds on the same database; all
of an album, and as many ids as a form names them.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, insert, select, text
from sqlalchemy.orm import Session

from bench.laboratory import tell
from bviewer.accounts.users import add_user
from bviewer.albums.adding import add_album
from bviewer.albums.chosen_items import Chosen, choose, choose_all
from bviewer.albums.galleries import add_gallery
from bviewer.albums.item_times import shift_times
from bviewer.albums.transfers import move_items
from bviewer.config.hosts import THIS_MACHINE
from bviewer.db.sessions import work_session
from bviewer.library.names import sort_key
from bviewer.models import Album, Image, Visibility, new_id
from bviewer.process.installation import Installation
from bviewer.process.project import open_project

ITEMS = 5_000
ROUNDS = 9
AT_MOST = 5

# One place from the next, so that each round changes what it finds.
SHIFT = (
    "UPDATE image SET file_time = coalesce(file_time, time), "
    "time = strftime('%Y-%m-%d %H:%M:%f', time, '+1 hours') || '000' WHERE album_id = :source"
)
MOVE = "UPDATE image SET album_id = :target, is_picked = 1 WHERE album_id = :source"

Work = Callable[[Session, str, str], object]


def image_row(album_id: str, number: int) -> dict[str, object]:
    """A photograph that nobody has on a disk."""
    name = f"IMG_{number:05}.jpg"
    return {
        "id": new_id(),
        "album_id": album_id,
        "path": f"somewhere/{name}",
        "sort_key": sort_key(name),
        "time": datetime(2024, 1, 1) + timedelta(minutes=number),
        "time_source": "exif",
        "size": number,
        "mtime_ns": number,
        "ctime_ns": number,
        "quick_hash": number.to_bytes(16),
        "camera": {},
    }


def fill(engine: Engine) -> tuple[str, str]:
    """Two albums, all photographs in the first one; returns their ids."""
    with work_session(engine) as session:
        gallery = add_gallery(session, THIS_MACHINE, add_user(session, "owner"), "")
        top = session.scalars(select(Album).where(Album.gallery_id == gallery.id)).one()
        albums = [add_album(session, top, title, Visibility.PRIVATE).id for title in ("one", "two")]
        rows = [image_row(albums[0], number) for number in range(ITEMS)]
        session.execute(insert(Image), rows)
        ids.extend(str(row["id"]) for row in rows)
    return albums[0], albums[1]


def seconds(engine: Engine, work: Work, source: str, target: str) -> float:
    """How long a change takes, with its commit."""
    started = time.perf_counter()
    with work_session(engine) as session:
        work(session, source, target)
    return time.perf_counter() - started


def raw(statement: str) -> Work:
    """Just the statement."""

    def work(session: Session, source: str, target: str) -> None:
        session.execute(text(statement), {"source": source, "target": target})

    return work


def shift_all(session: Session, source: str, _target: str) -> None:
    """All of the album, an hour later."""
    album = session.get_one(Album, source)
    shift_times(session, album, choose_all(session, album), timedelta(hours=1))


def shift_named(session: Session, source: str, _target: str) -> None:
    """The same photographs by their ids."""
    album = session.get_one(Album, source)
    shift_times(session, album, named(session, album), timedelta(hours=1))


def move_named(session: Session, source: str, target: str) -> None:
    """All of them into the other album, by their ids."""
    album = session.get_one(Album, source)
    move_items(session, album, session.get_one(Album, target), named(session, album))


def named(session: Session, album: Album) -> Chosen:
    """All photographs of an album, as a form names them."""
    return choose(session, album, ids)


ids: list[str] = []

CASES: dict[str, tuple[Work, Work]] = {
    "shift of a whole album": (shift_all, raw(SHIFT)),
    "shift of as many ids": (shift_named, raw(SHIFT)),
    "move of as many ids": (move_named, raw(MOVE)),
}


def main() -> None:
    """Measure and tell."""
    with tempfile.TemporaryDirectory() as folder:
        place = Installation(Path(folder) / "data")
        (Path(folder) / "library").mkdir()
        place.create(Path(folder) / "library")
        with open_project(place.ini) as runtime:
            source, target = fill(runtime.engine)
            for name, (work, statement) in CASES.items():
                pairs = []
                for _ in range(ROUNDS):
                    pair = []
                    for each in (statement, work):
                        pair.append(seconds(runtime.engine, each, source, target))
                        if "move" in name:
                            source, target = target, source
                    pairs.append(pair)
                plain, whole = (statistics.median(each) for each in zip(*pairs, strict=True))
                print(f"{name}: {whole * 1000:.0f} ms, raw {plain * 1000:.0f} ms")
                ratio = statistics.median(whole / plain for plain, whole in pairs)
                tell(f"{name} of {ITEMS:,} / raw UPDATE", ratio, AT_MOST, at_most=True, unit=" x")


if __name__ == "__main__":
    main()

"""What films cost: an album of photographs, beside one of photographs, clips and videos, and beside
one of photographs, some of which move.

`python -m bench.films`: pages of 200 items and warm thumbnails, by processor time, all in this
process; medians of rounds in turn. The numbers of statements must be equal.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from pyramid.paster import get_app
from sqlalchemy import select, update
from webob import Request

from bench.laboratory import tell
from bviewer.accounts.users import add_user
from bviewer.albums.films import film_at
from bviewer.albums.galleries import add_gallery
from bviewer.albums.item_editing import ItemValues
from bviewer.albums.summaries import refresh_summaries
from bviewer.config.hosts import THIS_MACHINE
from bviewer.db.sessions import work_session
from bviewer.models import Album, Image, ItemKind, MotionKind
from bviewer.process.installation import Installation
from bviewer.process.project import open_project
from bviewer.queue.runtime import Runtime
from bviewer.rendering.render import render_image
from bviewer.renditions.store import Facts
from bviewer.sync.service import run_sync
from bviewer.videos.editing import add_video
from bviewer.videos.pictures import keep
from tests.pictures import jpeg
from tests.plans import noting

ITEMS = 200
FILMS = 20  # Of each kind, among the items.
ROUNDS = 41
PAGES, THUMBNAILS = 4, 200  # At a time.
AT_LEAST = 0.97
WIDTH, HEIGHT = 640, 360


class Places(NamedTuple):
    """The pages of three albums, and a thumbnail of a photograph and of a video."""

    plain: str
    mixed: str
    moving: str
    photograph: str
    video: str


def prepare(folder: Path) -> tuple[Any, Places]:
    """An application over three albums; in one of them are films of both kinds, and photographs
    that move in another one."""
    library = folder / "library"
    for name in ("plain", "mixed", "moving"):
        (library / name).mkdir(parents=True)
        number = ITEMS - FILMS if name == "mixed" else ITEMS
        for position in range(number):
            (library / name / f"{position:03}.jpg").write_bytes(jpeg(WIDTH, HEIGHT))
    place = Installation(folder / "data")
    place.create(library)
    with open_project(place.ini) as runtime:
        with work_session(runtime.engine) as session:
            gallery_id = add_gallery(session, THIS_MACHINE, add_user(session, "owner"), "").id
        run_sync(runtime, gallery_id)
        ids = fill(runtime)
        for image_id in ids:
            render_image(runtime, image_id)
        with work_session(runtime.engine) as session:
            session.execute(update(Image).values(placeholder=b"x" * 108))
    application = get_app(str(place.ini))
    return application, places(application, *ids)


def fill(runtime: Runtime) -> tuple[str, str, str]:
    """Make clips of some photographs, let others move, and add videos; returns a photograph, a
    video, and a photograph that moves."""
    picture, facts = jpeg(WIDTH, HEIGHT), Facts(WIDTH, HEIGHT, b"")
    with work_session(runtime.engine) as session:
        albums = {album.folder: album for album in session.scalars(select(Album))}
        mixed = albums["mixed"]
        for number in range(FILMS):
            values = ItemValues(time=session.scalars(select(Image.time).limit(1)).one())
            video = add_video(session, mixed, f"dQw4w9Wg{number:03}", values)
            keep(session, film_at(video.path), picture, facts)
        some = select(Image.id).where(Image.album_id == mixed.id, Image.kind == ItemKind.IMAGE)
        clips = session.scalars(some.order_by(Image.path).limit(FILMS)).all()
        session.execute(
            update(Image)
            .where(Image.id.in_(clips))
            .values(kind=ItemKind.CLIP, duration_ms=65_000, media_type='video/mp4; codecs="avc1"')
        )
        others = select(Image.id).where(Image.album_id == albums["moving"].id)
        moving = session.scalars(others.order_by(Image.path).limit(FILMS)).all()
        part = {"motion": MotionKind.PLAIN, "motion_start": 100_000, "motion_size": 2_000_000}
        session.execute(update(Image).where(Image.id.in_(moving)).values(part))
        refresh_summaries(session, [mixed.id])
        first = select(Image.id).where(Image.album_id == albums["plain"].id).limit(1)
        return session.scalars(first).one(), video.id, moving[0]


def places(application: Any, photograph: str, video: str, moving: str) -> Places:
    """The addresses of what is looked at, as old links lead to them."""
    there = [where(application, f"/{each}/") for each in (photograph, video, moving)]
    albums = (f"{url.rstrip('/').rpartition('/')[0]}/" for url in there)
    return Places(*albums, *(f"{url}small.jpg" for url in there[:2]))


def where(application: Any, path: str) -> str:
    """Where an old link leads to."""
    answer = Request.blank(path, base_url=f"http://{THIS_MACHINE}").get_response(application)
    return Request.blank(answer.location).path


def ask(application: Any, path: str) -> None:
    """Ask for a page or a thumbnail, and take all of it."""
    answer = Request.blank(path, base_url=f"http://{THIS_MACHINE}").get_response(application)
    assert answer.status_int == 200, (path, answer.status)
    assert answer.body


def ratio(application: Any, without: str, with_films: str, number: int) -> float:
    """How long one takes / the other, median of rounds in turn."""

    def seconds(path: str) -> float:
        started = time.process_time()
        for _ in range(number):
            ask(application, path)
        return time.process_time() - started

    rounds = [(seconds(without), seconds(with_films)) for _ in range(ROUNDS)]
    return statistics.median(plain / mixed for plain, mixed in rounds)


def statements(application: Any, paths: Iterable[str]) -> list[int]:
    """How many statements each of these takes."""
    names = ("bviewer.engine", "bviewer.autocommit_engine")
    engines = [application.registry[name] for name in names]
    numbers = []
    for path in paths:
        seen: list[str] = []
        note: Callable[[Any], None] = lambda statement, seen=seen: seen.append(statement.sql)  # noqa: E731
        with noting(engines, note):
            ask(application, path)
        numbers.append(len(seen))
    return numbers


def main() -> None:
    """Measure and tell."""
    with tempfile.TemporaryDirectory() as folder:
        application, found = prepare(Path(folder))
        for path in found * 10:
            ask(application, path)
        plain, mixed, moving, photograph, video = statements(application, found)
        page = ratio(application, found.plain, found.mixed, PAGES)
        moving_page = ratio(application, found.plain, found.moving, PAGES)
        thumbnail = ratio(application, found.photograph, found.video, THUMBNAILS)
    print(f"statements: pages {plain}, {mixed} and {moving}, thumbnails {photograph} and {video}")
    tell("page of 200 photographs / of 160, 20 clips and 20 videos", page, AT_LEAST)
    tell("page of 200 photographs / of 200, 20 of which move", moving_page, AT_LEAST)
    tell("thumbnail of a photograph / of a video", thumbnail, AT_LEAST)
    more = mixed + moving - 2 * plain + video - photograph
    tell("statements more with films", more, 0, at_most=True)


if __name__ == "__main__":
    main()

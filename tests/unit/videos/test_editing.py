"""Putting films into albums while workers are at the pictures of the same ones."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bviewer.albums.chosen_items import choose
from bviewer.albums.films import film_at
from bviewer.albums.item_editing import ItemValues
from bviewer.albums.selections import select_items
from bviewer.albums.transfers import copy_items
from bviewer.db.schema import migrate
from bviewer.models import Album, Image
from bviewer.problems import Problem
from bviewer.renditions.store import Facts
from bviewer.videos.editing import add_video
from bviewer.videos.pictures import keep
from tests.films import TUBE, add_film
from tests.processes import wait_until
from tests.site import Site

WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.fixture
def site(tmp_path: Path, empty: Path, each_kind: Path, postgresql: str) -> Iterator[Site]:
    """A site on PostgreSQL, where two write at once."""
    site = Site(tmp_path, empty, with_app=False, **{"sqlalchemy.url": postgresql})
    migrate(site.runtime.engine)
    site.copy(each_kind)
    yield site
    site.close()


def album(session: Session, folder: str) -> Album:
    return session.scalars(select(Album).where(Album.folder == folder)).one()


def add_to(session: Session, folder: str) -> None:
    add_video(session, album(session, folder), TUBE, ItemValues())


def adding(session: Session, _item: str) -> None:
    add_to(session, "hid")


def copying(session: Session, item: str) -> None:
    source = album(session, "open")
    copy_items(session, source, album(session, "hid"), choose(session, source, [item]))


def selecting(session: Session, item: str) -> None:
    select_items(session, album(session, "open"), [item])


def meanwhile(
    site: Site, first: Callable[[Session], None], other: Callable[[Session], None]
) -> None:
    """Do two things at once: the first is there before the other, and over after it has begun."""

    def do_other() -> None:
        with site.session() as session:
            other(session)

    with ThreadPoolExecutor(1) as threads:
        with site.session() as session:
            first(session)
            session.flush()
            done = threads.submit(do_other)
            with site.session() as watching:
                is_waiting = lambda: watching.scalar(WAITING) or done.done()  # noqa: E731
                wait_until(is_waiting, "both")
        done.result()


@pytest.mark.parametrize("other", [adding, copying, selecting])
def test_a_film_that_comes_while_its_picture_is_stored_has_it(
    site: Site, other: Callable[[Session, str], None]
) -> None:
    item = add_film(site, "open")

    def store(session: Session) -> None:
        film = film_at(session.get_one(Image, item).path)
        keep(session, film, b"picture", Facts(320, 180, b""))

    meanwhile(site, store, lambda session: other(session, item))
    with site.session() as session:
        rows = session.scalars(select(Image).where(Image.kind == "video")).all()
        assert [(row.state, row.size) for row in rows] == [("ready", 7)] * 2


def test_two_who_add_the_same_film_have_it_once_in_each_album(site: Site) -> None:
    meanwhile(site, lambda session: add_to(session, "open"), lambda session: add_to(session, "hid"))
    with site.session() as session:
        assert len(session.scalars(select(Image).where(Image.kind == "video")).all()) == 2


def test_a_button_that_was_pressed_twice_is_refused_once(site: Site) -> None:
    with pytest.raises(Problem, match="video_exists"):
        meanwhile(
            site, lambda session: add_to(session, "open"), lambda session: add_to(session, "open")
        )

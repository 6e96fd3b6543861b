"""Resized images that nobody has asked for yet."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from bviewer.albums.originals import home_of
from bviewer.models import Gallery, Image, ImageState
from bviewer.models.image import UNRENDERED
from bviewer.queue.task import Priority, Work
from bviewer.rendering import precache as precaching
from bviewer.rendering.precache import Precaching
from bviewer.rendering.render import render_grid, render_image
from bviewer.renditions.reserve import Room
from bviewer.sync.by_itself import sync_by_itself
from bviewer.sync.service import sync_gallery_in_turn
from bviewer.tasks import upkeep
from tests.films import TUBE, VIMEO, add_film, give_picture
from tests.mirrored import mirror
from tests.pictures import jpeg
from tests.site import Site
from tests.unit.queue.working import renditions, run_waiting
from tests.unit.settings import settings


@pytest.fixture
def photos(queued: Site) -> Site:
    """A site with four photographs, of the years 2001 to 2004."""
    for year in (2002, 2004, 2001, 2003):
        queued.write(f"{year}.jpg", jpeg(60, 40) + str(year).encode())
    mirror(queued)
    with queued.session() as session:
        for image in session.scalars(select(Image)):
            image.time = datetime(int(image.path[:4]), 1, 1)
    return queued


def waiting(site: Site) -> list[str]:
    """The files whose jobs are waiting, in their attempt."""
    ids = [task.args[1] for task in site.runtime.queue.huey.pending()]
    with site.session() as session:
        paths = dict(session.execute(select(Image.id, Image.path)).all())
    return [paths[image_id] for image_id in ids]


def test_idle_workers_render_everything_the_newest_first(photos: Site) -> None:
    Precaching().send(photos.runtime)
    assert waiting(photos) == ["2004.jpg", "2003.jpg", "2002.jpg", "2001.jpg"]
    run_waiting(photos.runtime.queue)
    assert len(list(photos.cache.rglob("*.jpg"))) == 20
    Precaching().send(photos.runtime)
    assert waiting(photos) == []


def test_pictures_of_films_are_resized_beforehand_as_well(photos: Site) -> None:
    """Although they are on no disk."""
    give_picture(photos, add_film(photos, ""))
    add_film(photos, "", VIMEO)  # Without a picture.
    Precaching().send(photos.runtime)
    films = [path for path in waiting(photos) if path.startswith("\0")]
    assert films == [f"\0youtube/{TUBE}"]


def test_the_last_room_on_a_disk_is_for_what_visitors_ask_for(
    photos: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve = photos.runtime.cache.reserve
    monkeypatch.setattr(reserve, "room", lambda: Room(1000, 500))
    assert Precaching().send(photos.runtime) == 0
    monkeypatch.setattr(reserve, "room", lambda: Room(1000, 501))
    assert Precaching().send(photos.runtime) == 4


def test_what_a_visitor_asks_for_goes_before_it(photos: Site) -> None:
    Precaching().send(photos.runtime)
    image_id = photos.image("2001.jpg").id
    assert photos.runtime.send(render_image, image_id)
    assert waiting(photos)[:2] == ["2001.jpg", "2004.jpg"]
    run_waiting(photos.runtime.queue)
    assert {photos.image(f"{year}.jpg").attempts for year in range(2001, 2005)} == {0}


def test_only_so_many_are_sent_at_once_and_none_while_others_wait(
    photos: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(precaching, "AT_ONCE", 3)
    sender, image_id = Precaching(), photos.image("2001.jpg").id
    photos.runtime.queue.send("render_image", image_id, key="another")
    assert sender.send(photos.runtime) == 0
    photos.runtime.queue.huey.dequeue()
    assert sender.send(photos.runtime) == 3
    assert sender.send(photos.runtime) == 0
    run_waiting(photos.runtime.queue)
    assert sender.send(photos.runtime) == 1


@pytest.mark.parametrize("state", [ImageState.BROKEN, ImageState.MISSING])
def test_what_cannot_be_shown_is_left_alone(photos: Site, state: ImageState) -> None:
    with photos.session() as session:
        session.execute(update(Image).values(state=state))
    assert Precaching().send(photos.runtime) == 0


def test_photograph_that_has_changed_is_sent_again(photos: Site) -> None:
    Precaching().send(photos.runtime)
    run_waiting(photos.runtime.queue)
    photos.write("2002.jpg", jpeg(80, 50))
    photos.sync()
    Precaching().send(photos.runtime)
    assert waiting(photos) == ["2002.jpg"]


def test_gallery_whose_cache_is_nearly_full_gets_no_more_of_it(photos: Site) -> None:
    home = photos.cache / "images/1/aa"
    home.mkdir(parents=True)
    with photos.session() as session:
        session.scalars(select(Gallery)).one().images_budget_mb = 1
    (home / "a.jpg").write_bytes(bytes(int(0.91 * 2**20)))
    assert Precaching().send(photos.runtime) == 0
    (home / "a.jpg").write_bytes(bytes(int(0.89 * 2**20)))
    assert Precaching().send(photos.runtime) == 4


def test_full_gallery_does_not_keep_others_from_theirs(photos: Site) -> None:
    photos.write("other/2000.jpg")
    photos.add_gallery("other.test", home="other")
    photos.sync(host="other.test")
    photos.sync()
    (photos.cache / "images/1").mkdir(parents=True)
    (photos.cache / "images/1/a.jpg").write_bytes(bytes(2**20))
    with photos.session() as session:
        session.get_one(Gallery, 1).images_budget_mb = 1
    assert Precaching().send(photos.runtime) == 1
    assert waiting(photos) == ["2000.jpg"]


def test_cache_is_measured_now_and_then(photos: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, sender, folder = [1000.0], Precaching(), photos.cache / "images/1"
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    folder.mkdir(parents=True)
    assert sender.cached_bytes(photos.runtime, 1) == 0
    (folder / "a.jpg").write_bytes(bytes(1000))
    assert sender.cached_bytes(photos.runtime, 1) == 0
    clock[0] += precaching.MEASURED_EVERY
    assert sender.cached_bytes(photos.runtime, 1) == 1000


def test_disk_that_is_not_mounted_is_not_tried(photos: Site) -> None:
    away = photos.library.rename(photos.library.with_name("away"))
    photos.library.mkdir()
    assert Precaching().send(photos.runtime) == 0
    photos.library.rmdir()
    away.rename(photos.library)
    assert home_of(photos.runtime.library, "").check_root() is None
    assert Precaching().send(photos.runtime) == 4


@pytest.mark.parametrize("is_folder_left", [True, False])
def test_photographs_of_one_disk_that_is_away_do_not_keep_others_waiting(
    photos: Site, monkeypatch: pytest.MonkeyPatch, is_folder_left: bool
) -> None:
    monkeypatch.setattr(precaching, "AT_ONCE", 2)
    for number in range(5):
        photos.write(f"usb/{number}.jpg", jpeg(61, 40) + bytes([number]))
    photos.sync()
    (photos.library / "usb").rename(photos.library.with_name("usb"))
    if is_folder_left:
        (photos.library / "usb").mkdir()
    assert Precaching().send(photos.runtime) == 2
    assert waiting(photos) == ["2004.jpg", "2003.jpg"]


def test_what_was_put_off_does_not_keep_others_waiting(
    photos: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(precaching, "AT_ONCE", 1)
    photos.runtime.send(render_image, photos.image("2004.jpg").id)
    photos.runtime.queue.huey.dequeue()
    assert Precaching().send(photos.runtime) == 1
    assert waiting(photos) == ["2003.jpg"]
    monkeypatch.setattr(precaching, "AT_ONCE", 5)
    run_waiting(photos.runtime.queue)
    assert Precaching().send(photos.runtime) == 2
    assert waiting(photos) == ["2002.jpg", "2001.jpg"]


@pytest.mark.parametrize("precache", [True, False])
def test_operator_can_do_without(tmp_path: Path, precache: bool) -> None:
    tasks = upkeep(settings(tmp_path, **{"bviewer.precache": str(precache).lower()}))
    assert ("precache" in [task.name for task in tasks]) == precache


@pytest.mark.parametrize(("at_once", "work"), [(4, render_image), (5, render_grid)])
def test_of_a_few_what_pages_show_many_of_is_made_first(
    photos: Site, monkeypatch: pytest.MonkeyPatch, at_once: int, work: Work
) -> None:
    monkeypatch.setattr(precaching, "AT_ONCE", at_once)
    assert Precaching().send(photos.runtime) == 4
    names = {task.name for task in photos.runtime.queue.huey.pending()}
    assert names == {photos.runtime.tasks[work].name}


@pytest.mark.parametrize("work", [sync_gallery_in_turn, sync_by_itself])
def test_what_a_sync_brought_is_made_at_once(tmp_path: Path, database: Path, work: Work) -> None:
    site = Site(
        tmp_path,
        database,
        with_app=False,
        **{"bviewer.precache": "true", "bviewer.queue": f"sqlite:///{tmp_path}/queue.sqlite"},
    )
    site.runtime.send(work, site.add_gallery())
    site.write("a/photo.jpg", jpeg(60, 40))
    run_waiting(site.runtime.queue)
    assert renditions(site, "a/photo.jpg")
    site.close()


@pytest.fixture
def on_postgresql(tmp_path: Path, database: Path, migrated_postgresql: str) -> Iterator[Site]:
    """A site on PostgreSQL, whose tables are empty."""
    site = Site(tmp_path, database, with_app=False, **{"sqlalchemy.url": migrated_postgresql})
    yield site
    site.close()


@pytest.mark.parametrize("fixture", ["queued", "on_postgresql"])
def test_looking_for_them_reads_an_index(request: pytest.FixtureRequest, fixture: str) -> None:
    site = request.getfixturevalue(fixture)
    with site.session() as session:
        if fixture == "on_postgresql":
            session.execute(text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN" if fixture == "on_postgresql" else "EXPLAIN QUERY PLAN"
        query = f"SELECT id FROM image WHERE {UNRENDERED} ORDER BY time DESC LIMIT 1"
        plan = " ".join(str(row) for row in session.execute(text(f"{explain} {query}")))
    assert "ix_image_unrendered" in plan
    assert "SORT" not in plan.upper().replace("SORT_KEY", "")


def test_background_is_its_priority(photos: Site) -> None:
    Precaching().send(photos.runtime)
    priorities = {task.priority for task in photos.runtime.queue.huey.pending()}
    assert priorities == {Priority.BACKGROUND}

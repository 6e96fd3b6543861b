"""Large copies are made of one photograph when somebody wants them first, and of no other."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bviewer.models import Gallery, ImageState
from bviewer.queue.counters import (
    RENDERING_SECONDS,
    RENDITIONS_FAILED,
    RENDITIONS_MADE,
    Counters,
)
from bviewer.queue.task import TryLater, Work
from bviewer.rendering import on_demand
from bviewer.rendering.on_demand import render_size, render_tiles
from bviewer.rendering.render import render_image
from bviewer.renditions import store
from bviewer.renditions.errors import BrokenImage
from bviewer.renditions.filling import SHARE
from bviewer.renditions.tiling import tiles_of
from bviewer.sandbox.errors import WorkStopped
from bviewer.sandbox.places import Places
from bviewer.sandbox.run import run_limited
from tests.mirrored import mirror
from tests.pictures import jpeg, noise
from tests.site import Site

PATH = "a.jpg"


@pytest.fixture
def image(site: Site) -> str:
    """The id of the one image."""
    site.write(PATH, noise(2400, 1600))
    mirror(site)
    return site.image(PATH).id


def made(site: Site) -> dict[str, Path]:
    """The files in the cache, by the name of the size."""
    return {file.stem.rpartition("-")[2]: file for file in site.cache.glob("images/*/*/*.jpg")}


def test_a_size_on_demand_is_made_alone(site: Site, image: str) -> None:
    render_image(site.runtime, image)
    assert not {"large", "huge"} & set(made(site))
    before = {name: file.stat().st_mtime_ns for name, file in made(site).items()}
    render_size(site.runtime, image, "large")
    after = {name: file.stat().st_mtime_ns for name, file in made(site).items()}
    assert set(after) - set(before) == {"large"}
    assert {name: after[name] for name in before} == before


def test_what_was_never_rendered_is_rendered_first(site: Site, image: str) -> None:
    render_size(site.runtime, image, "large")
    assert {"small", "big", "large"} <= set(made(site))
    assert site.image(PATH).width == 2400


@pytest.mark.parametrize(
    "work", [render_image, partial(render_size, size_name="large"), render_tiles]
)
def test_decoding_has_a_place_and_holds_on_to_its_task_meanwhile(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch, work: Work
) -> None:
    if work is not render_image:
        render_image(site.runtime, image)
    done: list[str] = []

    @contextmanager
    def taken(_places: Places, hold_on: Callable[[], None], **_how: bool) -> Iterator[None]:
        hold_on()  # As it does while it waits for one.
        done.append("taken")
        yield
        done.append("left")

    def limited(work: Work, memory_mb: int, seconds: float, hold_on: Callable[[], None]) -> object:
        hold_on()
        return run_limited(work, memory_mb, seconds)

    monkeypatch.setattr(Places, "taken", taken)
    monkeypatch.setattr(store, "run_limited", limited)
    monkeypatch.setattr(site.runtime.queue, "hold_on", lambda: done.append("still here"))
    work(site.runtime, image)
    assert done == ["still here", "taken", "still here", "left"]


@pytest.mark.parametrize("name", ["vast", "small", "full"])
def test_no_other_name_is_made(site: Site, image: str, name: str) -> None:
    render_size(site.runtime, image, name)
    assert not made(site)


def test_one_that_cannot_be_made_is_as_large_as_can_be_and_not_tried_again(
    site: Site, image: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    render_image(site.runtime, image)
    tries = []

    def fail(*arguments: object, **_options: object) -> None:
        tries.append(arguments)
        raise BrokenImage("it needs more memory than allowed")

    monkeypatch.setattr(on_demand, "make_renditions", fail)
    render_size(site.runtime, image, "huge")
    render_size(site.runtime, image, "huge")
    assert len(tries) == 1
    assert made(site)["huge"].read_bytes() == made(site)["big"].read_bytes()
    assert site.image(PATH).state == ImageState.READY


def test_of_a_size_that_a_page_shows_many_of_nothing_else_is_made(site: Site, image: str) -> None:
    render_size(site.runtime, image, "row")
    assert set(made(site)) == {"row"}


def test_one_that_cannot_be_made_nor_any_other_is_broken(site: Site, image: str) -> None:
    site.write(PATH, b"no picture")
    site.sync()
    render_size(site.runtime, image, "row")
    assert not made(site)
    assert site.image(PATH).state == ImageState.BROKEN


def test_a_file_that_changed_meanwhile_is_read_again(site: Site, image: str) -> None:
    render_image(site.runtime, image)
    site.write(PATH, noise(300, 200, seed=2))
    with pytest.raises(TryLater):
        render_size(site.runtime, image, "large")
    assert "large" not in made(site)


# Tiles.


@pytest.fixture
def panorama(site: Site) -> str:
    """The id of an image that is too large to be shown as one."""
    site.write(PATH, jpeg(9000, 600))
    mirror(site)
    image_id = site.image(PATH).id
    render_image(site.runtime, image_id)
    return image_id


def tiles(site: Site) -> list[Path]:
    """The tiles in the cache."""
    return sorted(site.cache.glob("images/*/*/*-tile.jpg"))


def test_all_tiles_are_made_at_once(site: Site, panorama: str) -> None:
    assert not tiles(site)
    render_tiles(site.runtime, panorama)
    assert len(tiles(site)) == len(list(tiles_of(9000, 600)))


def test_all_tiles_of_an_image_count_as_one_rendition(
    site: Site, panorama: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    counters = Counters(tmp_path / "counters")
    runtime = replace(site.runtime, counters=counters)
    render_tiles(runtime, panorama)
    tiles(site)[0].unlink()
    monkeypatch.setattr(on_demand, "make_tiles", stop)
    render_tiles(runtime, panorama)
    sums = counters.totals()
    assert (sums[RENDITIONS_MADE], sums[RENDITIONS_FAILED]) == (1, 1)
    assert sums[RENDERING_SECONDS] > 0


def stop(*_arguments: object) -> None:
    """As if the decoder hung."""
    raise WorkStopped("it took too long")


def test_tiles_that_went_are_made_again(site: Site, panorama: str) -> None:
    render_tiles(site.runtime, panorama)
    before = {file: file.stat().st_mtime_ns for file in tiles(site)}
    gone, *rest = before
    gone.unlink()
    render_tiles(site.runtime, panorama)
    after = {file: file.stat().st_mtime_ns for file in tiles(site)}
    assert set(after) == set(before)
    assert [after[file] for file in rest] == [before[file] for file in rest]


def test_one_that_cannot_be_cut_is_marked_and_not_tried_again(
    site: Site, panorama: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def fail(*arguments: object) -> None:
        tries.append(arguments)
        raise WorkStopped("it took too long")

    monkeypatch.setattr(on_demand, "make_tiles", fail)
    made(site)["big"].unlink()  # As it was removed for want of room.
    render_tiles(site.runtime, panorama)
    render_tiles(site.runtime, panorama)
    assert len(tries) == 1
    assert [file.name.endswith("-untiled-tile.jpg") for file in tiles(site)] == [True]
    assert site.image(PATH).state == ImageState.READY


# Room in the cache.

MB = 1024 * 1024


def fill(site: Site, size: int, age: float) -> Path:
    """A file in the cache, last used `age` seconds ago, of a gallery that may have one MB."""
    with site.session() as session:
        session.query(Gallery).one().images_budget_mb = 1
    file = site.cache / "images" / "1" / "Ab" / "old-tile.jpg"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(bytes(size))
    os.utime(file, (time.time() - age,) * 2)
    return file


def test_tiles_find_room_before_the_hour_is_over(site: Site, panorama: str) -> None:
    old = fill(site, MB, age=7200)
    render_tiles(site.runtime, panorama)
    assert old.exists()  # Too little was made before for a look.
    for file in set(tiles(site)) - {old}:
        file.unlink()
    render_tiles(site.runtime, panorama)
    assert not old.exists()
    assert len(tiles(site)) > 1


def test_large_copies_are_counted_as_well(site: Site, image: str) -> None:
    render_size(site.runtime, image, "large")
    assert site.runtime.filling.is_due(1, made(site)["large"].stat().st_size * SHARE)
    site.runtime.filling.note_look(1, is_full=True)
    with pytest.raises(TryLater, match="filled"):
        render_size(site.runtime, image, "huge")


def test_nothing_more_is_made_on_demand_where_nothing_can_be_removed(
    site: Site, panorama: str
) -> None:
    fill(site, 2 * MB, age=0)
    site.runtime.filling.add(1, MB // SHARE)
    for _twice in range(2):
        with pytest.raises(TryLater, match="filled"):
            render_tiles(site.runtime, panorama)
    assert len(tiles(site)) == 1
    fill(site, 1, age=0)
    site.runtime.filling.note_look(1, is_full=False)
    render_tiles(site.runtime, panorama)
    assert len(tiles(site)) > 1

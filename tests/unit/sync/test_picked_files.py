"""Images that somebody picked, when their files go and come back."""

import os
from collections.abc import Iterable
from contextlib import suppress

import pytest
from sqlalchemy import select

from bviewer.albums.ignoring import ignore_only
from bviewer.albums.selections import select_items
from bviewer.library.listing import FileEntry
from bviewer.library.tree import Library
from bviewer.models import Album, Gallery, Image, ImageState
from bviewer.queue.task import TryLater
from bviewer.rendering.render import render_image
from bviewer.sync.guard import SyncRefused
from tests.site import Site
from tests.unit.sync.checks import rows
from tests.unit.sync.fixtures import fill, picture

PATH = "open/1.jpg"


@pytest.fixture
def picked(site: Site) -> str:
    """A selection of a photograph; returns the id of the photograph there."""
    fill(site, PATH, "open/2.jpg", "other/3.jpg", "other/4.jpg")
    image = site.image(PATH)
    with site.session() as session:
        selection = select_items(session, session.get_one(Album, image.album_id), [image.id])
        return session.scalars(select(Image.id).filter_by(album_id=selection.id)).one()


def state(site: Site, image_id: str) -> tuple[str, str]:
    image = rows(site)[1][image_id]
    return image.path, image.state


def test_what_is_gone_is_missing_and_told_once(site: Site, picked: str) -> None:
    (site.library / PATH).unlink()
    with suppress(TryLater):
        render_image(site.runtime, picked)
    assert state(site, picked) == (PATH, ImageState.MISSING)
    render_image(site.runtime, picked)  # Nobody tries again.
    assert site.sync().missing == 0


def test_a_sync_tells_of_it_in_its_album(site: Site, picked: str) -> None:
    (site.library / PATH).unlink()
    report = site.sync()
    album_id = rows(site)[1][picked].album_id
    assert (report.missing, report.gone[album_id]) == (2, 1)
    assert site.sync("other").missing == 0


@pytest.mark.parametrize("place", [PATH, "other/back.jpg"])
def test_what_comes_back_is_shown_again_wherever_it_is(site: Site, picked: str, place: str) -> None:
    aside = (site.library / PATH).rename(site.library.parent / "aside.jpg")
    site.sync()
    assert state(site, picked) == (PATH, ImageState.MISSING)
    aside.rename(site.library / place)
    os.utime(site.library / place, (1_600_000_000, 1_600_000_000))  # As from a backup.
    site.sync()
    assert state(site, picked) == (place, ImageState.READY)
    render_image(site.runtime, picked)
    assert site.sync().changed == 0


def test_another_photograph_in_its_place_is_not_shown(site: Site, picked: str) -> None:
    (site.library / PATH).unlink()
    site.sync()
    site.write(PATH, picture(999))
    site.sync()
    assert state(site, picked) == (PATH, ImageState.MISSING)


def test_what_a_sync_passes_over_is_looked_for_as_well(site: Site, picked: str) -> None:
    with site.session() as session:
        ignore_only(session.get_one(Gallery, 1), "open")
    site.sync(accept_missing=True)
    assert state(site, picked) == (PATH, ImageState.READY)
    (site.library / PATH).unlink()
    assert site.sync().missing == 1
    assert state(site, picked) == (PATH, ImageState.MISSING)


def test_a_gallery_of_selections_alone_waits_for_its_disk(site: Site, picked: str) -> None:
    with site.session() as session:
        session.get_one(Gallery, 1).ignored = "open\nother"
    site.sync(accept_missing=True)
    away = (site.library / "open").rename(site.library.parent / "away")
    with pytest.raises(SyncRefused, match=r"vanished=1, known=1"):
        site.sync()
    assert state(site, picked) == (PATH, ImageState.READY)
    site.sync(accept_missing=True)
    assert state(site, picked) == (PATH, ImageState.MISSING)
    away.rename(site.library / "open")
    assert site.sync().changed == 1


def test_what_follows_its_file_is_not_taken_for_lost(site: Site, picked: str) -> None:
    (site.library / "open").rename(site.library / "renamed")
    assert site.sync().missing == 0
    assert state(site, picked) == ("renamed/1.jpg", ImageState.READY)


@pytest.mark.parametrize(("is_new", "looks"), [(False, 1), (True, 2)])
def test_files_are_looked_at_once_if_a_sync_has_nothing_else_to_do(
    site: Site, picked: str, monkeypatch: pytest.MonkeyPatch, is_new: bool, looks: int
) -> None:
    """Else much may have happened meanwhile."""
    looked: list[str] = []
    entries = Library.entries

    def look(library: Library, folder: str, names: Iterable[str]) -> dict[str, FileEntry]:
        looked.append(folder)
        return entries(library, folder, names)

    monkeypatch.setattr(Library, "entries", look)
    if is_new:
        site.write("other/new.jpg", picture(9000))
    site.sync()
    assert len(looked) == looks

"""Films of providers have no files: no sync looks for them, moves them, or finds them missing."""

import shutil

import pytest
from sqlalchemy import select

from bviewer.albums.adding import add_album
from bviewer.albums.chosen_items import choose_all
from bviewer.albums.galleries import find_gallery
from bviewer.albums.picking import bind, unbind, usual_folder
from bviewer.albums.transfers import copy_items
from bviewer.models import Album, Image, Visibility
from bviewer.process.health import knows_photographs
from bviewer.rendering.album_jobs import reread_image
from bviewer.sync.missing import find_missing
from bviewer.sync.plan import held_images
from tests.films import TUBE, VIMEO, add_film, film_row, give_picture
from tests.site import Site
from tests.unit.sync.fixtures import fill


@pytest.fixture
def films(site: Site) -> list[str]:
    """A film with a picture and one without, beside photographs in `rome`."""
    fill(site, "rome/1.jpg", "rome/2.jpg", "oslo/3.jpg")
    found = [add_film(site, "rome"), add_film(site, "rome", VIMEO)]
    give_picture(site, found[0])
    return found


def known(site: Site) -> list[tuple[str, str, str, bool]]:
    """What the rows of films say."""
    with site.session() as session:
        rows = session.scalars(select(Image).where(Image.kind == "video")).all()
        return sorted((row.id, row.path, row.state, row.is_picked) for row in rows)


def test_no_sync_changes_a_film(site: Site, films: list[str]) -> None:
    before = known(site)
    assert site.sync().missing == 0
    assert known(site) == before
    (site.library / "rome").rename(site.library / "roma")
    site.sync()
    assert known(site) == before
    assert film_row(site, films[0]).album_id == site.album("roma").id
    (site.library / "roma/1.jpg").rename(site.library / "oslo/1.jpg")
    site.sync()
    assert film_row(site, films[0]).album_id == site.album("roma").id
    shutil.rmtree(site.library / "roma")
    report = site.sync(accept_missing=True)
    assert (report.missing, known(site)) == (1, before)


def test_a_film_in_an_album_of_no_folder_is_not_missing(site: Site, films: list[str]) -> None:
    with site.session() as session:
        rome = session.scalars(select(Album).where(Album.folder == "rome")).one()
        album = add_album(session, rome, "By hand", Visibility.VISIBLE)
        copy_items(session, rome, album, choose_all(session, rome))
        unbind(session, rome)
    before = known(site)
    assert len(before) == 4
    assert site.sync().missing == 0
    assert known(site) == before
    with site.session() as session:
        album = session.scalars(select(Album).where(Album.title == "By hand")).one()
        assert usual_folder(session, album) == "rome"
        bind(session, album, "rome", may_close=True)
    site.sync()
    assert known(site) == before


def test_a_film_is_not_among_what_is_missing(site: Site, films: list[str]) -> None:
    (site.library / "rome/1.jpg").unlink()
    with site.session() as session:
        gallery = find_gallery(session, "pub.test")
        session.expunge(gallery)
    found = find_missing(site.runtime.engine, gallery, site.runtime.library)
    assert (found.number, found.total) == (1, 3)


def test_films_are_no_files_that_tell_a_folder_from_others(site: Site, films: list[str]) -> None:
    with site.session() as session:
        assert held_images(session, 1)["rome"] == 2


def test_a_gallery_of_films_alone_needs_no_disk(site: Site) -> None:
    add_film(site, "")
    assert not knows_photographs(site.runtime.engine)
    fill(site, "rome/1.jpg")
    assert knows_photographs(site.runtime.engine)


def test_the_file_of_a_film_is_read_by_nobody(site: Site, films: list[str]) -> None:
    before = known(site)
    for film in films:
        reread_image(site.runtime, film)
    assert known(site) == before


def test_a_folder_that_is_called_like_a_provider_is_no_film(site: Site, films: list[str]) -> None:
    fill(site, f"youtube/{TUBE}.jpg")
    assert site.image(f"youtube/{TUBE}.jpg").kind == "image"
    assert site.sync().missing == 0

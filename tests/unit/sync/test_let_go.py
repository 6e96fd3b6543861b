"""Folders without albums, when they are renamed or copied."""

import shutil
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.picking import bind, unbind
from bviewer.albums.trash import delete_album, find_deletion, folders_left, restore_album
from bviewer.library.reading import storable_inode
from bviewer.models import Album, Visibility
from bviewer.sync.report import Report
from tests.functional.folders import copy, edit_all, move
from tests.site import Site
from tests.unit.sync.checks import assert_counted, present
from tests.unit.sync.fixtures import GALLERY, fill, grow_old, images_in, pick, picture


@pytest.fixture
def deleted(site: Site) -> str:
    """A visible album that its owner deleted; returns its id."""
    fill(site, "open/1.jpg", "open/kids/2.jpg", "open/kids/3.jpg", "open/kids/small/4.jpg")
    album_id = site.album("open/kids").id
    with site.session() as session:
        grow_old(session)
        delete_album(session, session.get_one(Album, album_id))
    site.sync()
    return album_id


def sync(site: Site) -> Report:
    return site.sync(accept_missing=True)


def of_the_gallery(site: Site) -> set[str | None]:
    """The folders of albums that are there."""
    with site.session() as session:
        albums = session.scalars(select(Album).filter_by(gallery_id=GALLERY, missing=False))
        return {album.folder for album in albums}


@pytest.mark.parametrize(
    ("old", "new"),
    [("open/kids", "open/older"), ("open", "other"), ("open/kids", "deep/down/kids")],
)
def test_a_deleted_folder_stays_away_by_another_name(site: Site, deleted: str, old: str, new: str):
    move(site, old, new)
    edit_all(site.library / new)
    move(site, f"{new}/kids" if old == "open" else new, "once/more")
    report = sync(site)
    assert ("open/kids", "once/more") in report.renamed
    move(site, "once/more", "twice")
    assert sync(site).closed == []
    shown = of_the_gallery(site)
    assert not {folder for folder in shown if folder and folder.startswith(("twice", "once/"))}
    with site.session() as session:
        restore_album(session, find_deletion(session, GALLERY, deleted))
    assert images_in(site, "twice") == ["twice/2.jpg", "twice/3.jpg"], "before any sync"
    sync(site)
    assert {"twice", "twice/small"} <= of_the_gallery(site)
    assert site.album("twice").id == deleted
    assert_counted(site)


def copied(site: Site) -> None:
    copy(site, "open/kids", "backup")


def copied_and_removed(site: Site) -> None:
    copied(site)
    shutil.rmtree(site.library / "open/kids")


def replaced_in_full(site: Site) -> None:
    """Its very folder has other pictures: perhaps it is one that was made anew."""
    for number in (2, 3):
        (site.library / f"open/kids/{number}.jpg").unlink()
    shutil.rmtree(site.library / "open/kids/small")
    site.write("open/kids/5.jpg", picture(5000))
    move(site, "open/kids", "backup")


@pytest.mark.parametrize("happen", [copied, copied_and_removed, replaced_in_full])
def test_what_may_be_deleted_arrives_private(
    site: Site, deleted: str, happen: Callable[[Site], None]
):
    happen(site)
    report = sync(site)
    assert site.album("backup").visibility == Visibility.PRIVATE
    assert report.closed[0].origin == "kids (deleted)"


def test_another_folder_in_its_place_is_as_new(site: Site, deleted: str):
    """A folder without album is no reason to close others as long as it is there."""
    fill(site, "open/new/5.jpg")
    assert site.album("open/new").visibility == Visibility.VISIBLE


def test_an_album_that_follows_a_folder_of_a_deleted_one_goes_along_with_it(
    site: Site, deleted: str
):
    fill(site, "hand/9.jpg")
    album_id = site.album("hand").id
    with site.session() as session:
        album = session.get_one(Album, album_id)
        unbind(session, album)
        bind(session, album, "open/kids", may_close=True)
    sync(site)
    move(site, "open/kids", "open/older")
    sync(site)
    assert site.album("open/older").id == album_id
    assert {"open/older/2.jpg", "open/older/3.jpg"} <= set(present(site))


@pytest.mark.parametrize("part", [unbind, delete_album])
def test_an_album_that_follows_the_folder_of_a_closed_one_is_new_whatever_was_picked_for_it(
    site: Site, part: Callable[[Session, Album], None]
):
    fill(site, "open/1.jpg", "secret/2.jpg", "secret/3.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    image, open_id = site.image("secret/2.jpg"), site.album("open").id
    with site.session() as session:
        grow_old(session)
        part(session, session.get_one(Album, image.album_id))
        album = session.get_one(Album, open_id)
        pick(session, image, album.id)
        unbind(session, album)
        session.flush()
        bind(session, album, "secret", may_close=True)
    site.sync()
    with site.session() as session:
        album = session.get_one(Album, open_id)
        assert (album.folder, album.visibility) == ("secret", Visibility.PRIVATE)


def test_a_new_folder_with_the_inode_of_a_deleted_one_is_new(site: Site, deleted: str):
    """A folder of the same name in it says nothing."""
    shutil.rmtree(site.library / "open/kids")
    site.write("wedding/small/5.jpg", picture(5000))
    with site.session() as session:
        inode = storable_inode((site.library / "wedding").stat().st_ino)
        session.get_one(Album, deleted).folder_inode = inode
    sync(site)
    assert {"wedding", "wedding/small"} <= of_the_gallery(site)


def test_what_an_album_let_go_of_is_shown_by_it_from_where_it_is(site: Site):
    fill(site, "open/1.jpg", "secret/2.jpg", "secret/3.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    with site.session() as session:
        unbind(session, session.get_one(Album, site.album("secret").id))
    site.sync()
    move(site, "secret", "renamed")
    assert site.sync().missing == 0
    assert set(present(site)) == {"open/1.jpg", "renamed/2.jpg", "renamed/3.jpg"}
    edit_all(site.library / "renamed")
    move(site, "renamed", "again")
    sync(site)
    assert "again" not in of_the_gallery(site)
    with site.session() as session:
        assert [row.folder for row in folders_left(session, GALLERY)] == ["again"]

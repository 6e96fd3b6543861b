"""What somebody took out of an album, or moved into another one, stays there when files move."""

import shutil

import pytest
from sqlalchemy import select

from bviewer.albums.chosen_items import Chosen, choose_all
from bviewer.albums.excluding import include_all, number_excluded
from bviewer.albums.removing import purge_rest, remove_items
from bviewer.albums.transfers import move_items
from bviewer.albums.trash import delete_album
from bviewer.models import Album, Image, Visibility
from tests.functional.folders import move
from tests.site import Site
from tests.unit.sync.fixtures import fill, grow_old, pick


@pytest.fixture
def moved(site: Site) -> Site:
    """A site with a picture that was moved by hand from a visible album into a private one."""
    fill(site, "open/1.jpg", "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    with site.session() as session:
        grow_old(session)
        albums = {album.folder: album for album in session.scalars(select(Album))}
        image_id = session.scalars(select(Image.id).where(Image.path == "open/1.jpg")).one()
        chosen = Chosen(albums["open"].id, (image_id,), 1)
        move_items(session, albums["open"], albums["vault"], chosen)
    return site


def images_in(site: Site, folder: str) -> list[str]:
    """Return the paths of the images of an album."""
    query = select(Image.path).join(Album).where(Album.folder == folder).order_by(Image.path)
    with site.session() as session:
        return list(session.scalars(query))


def test_a_renamed_file_stays_out_and_its_image_follows_it(moved: Site):
    move(moved, "open/1.jpg", "open/one.jpg")
    for _ in range(2):
        moved.sync(accept_missing=True)
        assert images_in(moved, "open") == ["open/2.jpg"]
        assert images_in(moved, "vault") == ["open/one.jpg", "vault/3.jpg"]


def test_a_copy_beside_a_file_that_is_left_out_is_shown_and_told(moved: Site):
    shutil.copy2(moved.library / "open/1.jpg", moved.library / "open/copy.jpg")
    report = moved.sync()
    assert images_in(moved, "open") == ["open/2.jpg", "open/copy.jpg"]
    assert len(report.shared) == 1


@pytest.mark.parametrize("is_there", [True, False], ids=["copied", "moved by copying"])
def test_a_new_album_with_what_was_moved_by_hand_is_as_closed(moved: Site, is_there: bool):
    shutil.copytree(moved.library / "open", moved.library / "other")
    if not is_there:
        moved.sync()
        shutil.rmtree(moved.library / "open")
    moved.sync(accept_missing=True)
    assert moved.album("other").visibility == Visibility.PRIVATE


def test_what_was_picked_and_is_in_its_own_album_as_well_closes_nothing(site: Site):
    fill(site, "open/1.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    with site.session() as session:
        grow_old(session)
        vault = session.scalars(select(Album).where(Album.folder == "vault")).one()
        pick(
            session,
            session.scalars(select(Image).where(Image.path == "open/1.jpg")).one(),
            vault.id,
        )
    shutil.copytree(site.library / "open", site.library / "other")
    site.sync()
    assert site.album("other").visibility == Visibility.VISIBLE


def test_what_was_picked_from_an_album_that_was_deleted_stays_in_its_own_alone(site: Site):
    fill(site, "raw/1.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    with site.session() as session:
        grow_old(session)
        albums = {album.folder: album for album in session.scalars(select(Album))}
        picture = session.scalars(select(Image).where(Image.path == "raw/1.jpg")).one()
        pick(session, picture, albums["vault"].id)
        delete_album(session, albums["raw"])
    move(site, "raw", "renamed")
    site.sync(accept_missing=True)
    with site.session() as session:
        folders = session.scalars(select(Album.folder).where(Album.gallery_id.is_not(None)))
        assert set(folders) == {"", "vault"}
    assert images_in(site, "vault") == ["renamed/1.jpg", "vault/3.jpg"]


@pytest.mark.parametrize("is_removed", [False, True])
def test_what_was_moved_stays_out_when_what_was_removed_is_let_in_again(
    moved: Site, is_removed: bool
):
    with moved.session() as session:
        album = session.scalars(select(Album).where(Album.folder == "open")).one()
        if is_removed:
            remove_items(session, album, choose_all(session, album))
            purge_rest(session, session.scalars(select(Album).filter_by(gallery_id=None)).one())
        assert number_excluded(session, album.id) == is_removed
        include_all(session, album)
    moved.sync()
    assert images_in(moved, "open") == ["open/2.jpg"]

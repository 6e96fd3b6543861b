"""What is known of folders that no album is made of."""

import pytest
from sqlalchemy import select

from bviewer.albums.moving import move_album
from bviewer.albums.picking import bind, unbind
from bviewer.albums.trash import (
    delete_album,
    find_deletion,
    folders_left,
    let_folders_return,
    restore_album,
)
from bviewer.models import Album, ClosedBecause, DeletedFolder, FormerContent, Visibility
from tests.functional.folders import edit_all, move
from tests.site import Site
from tests.unit.sync.checks import assert_counted, visible
from tests.unit.sync.fixtures import GALLERY, fill, grow_old


def test_a_folder_that_a_closed_album_let_go_of_returns_as_closed(site: Site):
    fill(site, "secret/1.jpg", "open/2.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    secret = site.album("secret")
    with site.session() as session:
        for album in session.scalars(select(Album).where(Album.parent_id.is_not(None))).all():
            unbind(session, album)
        left = folders_left(session, GALLERY)
        assert [tuple(row) for row in left] == [("open", "open"), ("secret", "secret")]
        let_folders_return(session, GALLERY)
        kept = session.scalars(select(FormerContent.album_id))
        assert kept.all() == [secret.id], "what everybody saw is nobody's secret"
    site.sync()
    again = site.album("secret")
    assert (again.visibility, again.closed_like) == (Visibility.PRIVATE, secret.id)
    assert again.closed_because == ClosedBecause.KNOWN
    assert site.album("open").visibility == Visibility.VISIBLE


def test_a_folder_that_an_album_let_go_of_is_not_left_while_that_is_deleted(site: Site):
    fill(site, "around/secret/1.jpg")
    album_id = site.album("around").id
    with site.session() as session:
        unbind(session, session.get_one(Album, site.album("around/secret").id))
        delete_album(session, session.get_one(Album, album_id))
        let_folders_return(session, GALLERY)
        assert set(session.scalars(select(DeletedFolder.folder))) == {"around", "around/secret"}


def put_back(site: Site, album_id: str) -> None:
    with site.session() as session:
        restore_album(session, find_deletion(session, GALLERY, album_id))


def test_what_an_album_let_go_of_another_one_may_follow_when_it_is_put_back(site: Site):
    fill(site, "one/1.jpg", "two/2.jpg")
    one, two = site.album("one").id, site.album("two").id
    with site.session() as session:
        unbind(session, session.get_one(Album, one))
        bind(session, session.get_one(Album, two), "one")
    site.sync(accept_missing=True)
    with site.session() as session:
        delete_album(session, session.get_one(Album, one))
    with site.session() as session:
        assert restore_album(session, find_deletion(session, GALLERY, one)).folder is None


def test_what_an_album_let_go_of_it_goes_on_to_do_without_when_it_is_put_back(site: Site):
    fill(site, "secret/1.jpg", "secret/below/2.jpg")
    secret = site.album("secret").id
    site.set_visibility("secret", Visibility.PRIVATE)
    with site.session() as session:
        unbind(session, session.get_one(Album, secret))
    site.sync()
    with site.session() as session:
        delete_album(session, session.get_one(Album, secret))
    with site.session() as session:
        restore_album(session, find_deletion(session, GALLERY, secret))
        assert session.scalars(select(DeletedFolder.folder)).all() == ["secret"]
    edit_all(site.library / "secret")
    move(site, "secret", "new")
    site.sync(accept_missing=True)
    assert visible(site) == set()


@pytest.mark.parametrize("visibility", [Visibility.HIDDEN, Visibility.PRIVATE])
@pytest.mark.parametrize("part", ["kids", "kids/small"])
def test_what_went_into_a_closed_folder_while_it_was_deleted_is_put_back_as_closed(
    site: Site, part: str, visibility: Visibility
):
    fill(site, "kids/1.jpg", "kids/small/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", visibility)
    kids = site.album("kids").id
    with site.session() as session:
        grow_old(session)
        delete_album(session, session.get_one(Album, kids))
    site.sync()
    move(site, part, "vault/there")
    site.sync(accept_missing=True)
    put_back(site, kids)
    fill(site, "vault/there/4.jpg", "vault/there/new/5.jpg")
    site.sync()
    assert site.album("vault/there").visibility == visibility
    assert visible(site) == ({"kids/1.jpg"} if part == "kids/small" else set())
    assert_counted(site)


def test_what_a_person_put_elsewhere_is_put_back_as_open_as_it_was_there(site: Site):
    fill(site, "vault/kids/1.jpg", "vault/2.jpg", "open/3.jpg")
    kids, opened = site.album("vault/kids").id, site.album("open").id
    with site.session() as session:
        move_album(session, session.get_one(Album, kids), session.get_one(Album, opened))
    site.set_visibility("vault", Visibility.PRIVATE)
    with site.session() as session:
        delete_album(session, session.get_one(Album, kids))
    put_back(site, kids)
    site.sync()
    assert visible(site) == {"vault/kids/1.jpg", "open/3.jpg"}

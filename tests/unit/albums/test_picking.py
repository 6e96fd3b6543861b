"""Picking files of folders for albums."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bviewer.albums import picking
from bviewer.albums.closed_folders import is_closing
from bviewer.albums.moving import move_album
from bviewer.albums.picking import bind, unbind, usual_folder
from bviewer.albums.trash import (
    delete_album,
    find_deletion,
    folders_left,
    purge,
    restore_album,
)
from bviewer.models import Album, Deletion, Image, Visibility
from bviewer.problems import Problem
from bviewer.sync.origins import origins_of
from tests.site import Site
from tests.unit.sync.fixtures import GALLERY, fill


def test_the_usual_folder_of_an_album_is_that_of_most_of_a_fair_sample(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(site, "a/1.jpg", "b/1.jpg", "b/2.jpg", "b/3.jpg", "c/1.jpg", "d/1.jpg")
    with site.session() as session:
        top = session.query(Album).filter_by(parent_id=None).one()
        images = session.query(Image).order_by(Image.path).all()
        # By no index are they in this order.
        for image, digit in zip(images, "538409", strict=True):
            image.id, image.album_id = digit * 12, top.id
        session.flush()
        assert usual_folder(session, top) == "b"
        monkeypatch.setattr(picking, "LOOKED_AT", 1)
        assert usual_folder(session, top) == "c"


def test_what_is_known_of_a_deleted_album_outlives_another_one_in_its_folder(site: Site) -> None:
    fill(site, "open/1.jpg", "secret/1.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    secret, heir_id = (site.album(folder).id for folder in ("secret", "open"))
    content = site.image("secret/1.jpg").quick_hash
    with site.session() as session:
        heir = session.get_one(Album, heir_id)
        unbind(session, heir)
        delete_album(session, session.get_one(Album, secret))
        with pytest.raises(Problem, match="folder_was_closed"):
            bind(session, heir, "secret")
        bind(session, heir, "secret", may_close=True)
        assert heir.visibility == Visibility.PRIVATE
        assert origins_of(session, GALLERY, {content: ["new.jpg"]}) == {content: {secret: None}}
        with pytest.raises(Problem, match="folder_taken"):
            restore_album(session, find_deletion(session, GALLERY, secret))
        assert [row.folder for row in folders_left(session, GALLERY)] == ["open"]
    site.sync(accept_missing=True)
    with site.session() as session:
        followed = session.scalars(select(Album).filter_by(folder="secret", gallery_id=GALLERY))
        assert [(each.id, each.visibility) for each in followed] == [(heir_id, Visibility.PRIVATE)]


@pytest.mark.parametrize("is_private", [True, False])
def test_it_is_told_whether_a_folder_closes_an_album_that_follows_it(
    site: Site, is_private: bool
) -> None:
    fill(site, "open/1.jpg", "other/1.jpg", "safe/1.jpg", "safe/vault/1.jpg")
    if is_private:
        site.set_visibility("safe", Visibility.PRIVATE)
    with site.session() as session:
        albums = {album.folder: album for album in session.scalars(select(Album))}
        heir, vault = albums["open"], albums["safe/vault"]
        unbind(session, heir)
        unbind(session, vault)
        assert is_closing(session, heir, "safe/vault") == is_private
        assert not is_closing(session, vault, "safe/vault")
        delete_album(session, albums["safe"])
        assert is_closing(session, heir, "safe/vault")
        assert not is_closing(session, heir, "other")
        session.get_one(Deletion, albums["safe"].id).deleted_at -= timedelta(days=31)
        purge(session)
        assert is_closing(session, heir, "safe/vault") == is_private
        bind(session, heir, "safe/vault", may_close=is_private)
    site.sync(accept_missing=True)
    assert (site.album("safe/vault").visibility == Visibility.PRIVATE) == is_private


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_folder_in_that_of_a_closed_album_closes_as_well(site: Site, is_gone: bool) -> None:
    """The album itself holds no pictures, and an album is in between that was put elsewhere."""
    fill(site, "open/1.jpg", "safe/vault/1.jpg", "safe/kids/1.jpg")
    site.set_visibility("safe", Visibility.PRIVATE)
    with site.session() as session:
        albums = {album.folder: album for album in session.scalars(select(Album))}
        safe, heir = albums["safe"], albums["open"]
        unbind(session, heir)
        move_album(session, albums["safe/kids"], albums[""], may_open=True)
        delete_album(session, safe)
        if is_gone:
            session.get_one(Deletion, safe.id).deleted_at -= timedelta(days=31)
            purge(session)
        assert is_closing(session, heir, "safe")
        assert is_closing(session, heir, "safe/new/deep")
        assert not is_closing(session, heir, "safe/kids/new")
        assert not is_closing(session, heir, "other")


def test_an_album_that_follows_its_folder_again_leaves_none_behind(site: Site) -> None:
    fill(site, "open/1.jpg")
    with site.session() as session:
        album = session.get_one(Album, site.album("open").id)
        unbind(session, album)
        assert [row.folder for row in folders_left(session, GALLERY)] == ["open"]
        bind(session, album, "open")
        assert folders_left(session, GALLERY) == []
    assert (site.sync().missing, site.album("open").visibility) == (0, Visibility.VISIBLE)

"""What is in the folders of closed albums that are none any more stays as closed as these."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bviewer.albums.editing import set_visibility
from bviewer.albums.picking import find_folder_album, unbind
from bviewer.albums.trash import KEPT_FOR, delete_album, let_folders_return, purge
from bviewer.models import Album, Deletion, Image, NotedFile, Visibility, now
from bviewer.sync import noting
from tests.films import add_film
from tests.functional.folders import copy, edit_all, move
from tests.pictures import jpeg
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import GALLERY, edit, fill, grow_old, pick, picture


def deleted(session: Session, album: Album) -> None:
    delete_album(session, album)


def gone_for_good(session: Session, album: Album) -> None:
    delete_album(session, album)
    session.flush()
    session.get_one(Deletion, album.id).deleted_at -= timedelta(days=31)
    purge(session)


def with_the_album_above(session: Session, album: Album) -> None:
    """The album is closed by one above it, and that only later."""
    album.visibility = Visibility.VISIBLE
    delete_album(session, album)
    above = find_folder_album(session, GALLERY, "safe")
    set_visibility(session, above, Visibility.PRIVATE)


def let_go(session: Session, album: Album) -> None:
    unbind(session, album)


def let_go_and_deleted(session: Session, album: Album) -> None:
    unbind(session, album)
    session.flush()
    delete_album(session, album)


def away(site: Site, happen: Callable[[Session, Album], None]) -> None:
    """Let something happen to a private album, long after everything arrived."""
    fill(site, "open/1.jpg", "safe/a.jpg", "safe/vault/2.jpg", "safe/vault/3.jpg")
    site.set_visibility("safe/vault", Visibility.PRIVATE)
    with site.session() as session:
        grow_old(session)
        happen(session, find_folder_album(session, GALLERY, "safe/vault"))
    site.sync(accept_missing=True)


def sync(site: Site) -> None:
    site.sync(accept_missing=True)


WAYS = [deleted, gone_for_good, with_the_album_above, let_go, let_go_and_deleted]


@pytest.mark.parametrize("happen", WAYS)
def test_what_is_edited_or_put_into_its_folder_is_as_closed(
    site: Site, happen, monkeypatch: pytest.MonkeyPatch
):
    """It is read once."""
    away(site, happen)
    edit(site, "safe/vault/2.jpg")
    site.write("safe/vault/new/4.jpg", picture(9000))
    sync(site)
    with monkeypatch.context() as patches:
        patches.setattr(noting, "content_of", None)
        sync(site)
    copy(site, "safe/vault/2.jpg", "edited/2.jpg")
    move(site, "safe/vault/new/4.jpg", "added/4.jpg")
    sync(site)
    assert site.album("edited").visibility == Visibility.PRIVATE
    assert site.album("added").visibility == Visibility.PRIVATE


@pytest.mark.parametrize("happen", WAYS)
def test_what_is_edited_and_copied_before_a_sync_is_as_closed(site: Site, happen):
    away(site, happen)
    edit(site, "safe/vault/2.jpg")
    copy(site, "safe/vault/2.jpg", "backup/2.jpg")
    sync(site)
    assert site.album("backup").visibility == Visibility.PRIVATE


@pytest.mark.parametrize("happen", [gone_for_good, let_go])
def test_an_album_that_a_sync_makes_of_it_again_is_as_closed(site: Site, happen):
    away(site, happen)
    edit_all(site.library / "safe/vault")
    sync(site)
    with site.session() as session:
        let_folders_return(session, GALLERY)
    sync(site)
    assert site.album("safe/vault").visibility == Visibility.PRIVATE


def test_what_was_edited_goes_along_with_its_folder(site: Site):
    away(site, deleted)
    move(site, "safe/vault", "other")
    edit(site, "other/2.jpg")
    sync(site)
    copy(site, "other/2.jpg", "edited/2.jpg")
    sync(site)
    assert site.album("edited").visibility == Visibility.PRIVATE


@pytest.mark.parametrize("is_gone", [False, True])
def test_edits_of_what_was_visible_are_closed_until_it_is_gone_for_good(site: Site, is_gone: bool):
    fill(site, "open/1.jpg", "open/kids/2.jpg")
    with site.session() as session:
        grow_old(session)
        delete_album(session, find_folder_album(session, GALLERY, "open/kids"))
    edit(site, "open/kids/2.jpg")
    sync(site)
    if is_gone:
        purge_all(site)
    copy(site, "open/kids/2.jpg", "edited/2.jpg")
    sync(site)
    is_closed = site.album("edited").visibility == Visibility.PRIVATE
    assert is_closed != is_gone


def purge_all(site: Site) -> None:
    """Let all that was deleted be gone for good."""
    with site.session() as session:
        session.execute(update(Deletion).values(deleted_at=now() - KEPT_FOR))
        purge(session)


@pytest.mark.parametrize("is_moved", [False, True])
@pytest.mark.parametrize("happen", [deleted, gone_for_good, let_go])
def test_what_comes_into_the_folder_of_a_visible_one_is_as_closed_as_the_folder_around(
    site: Site, happen, is_moved: bool
):
    folder = "kids" if is_moved and happen != gone_for_good else "vault/kids"
    fill(site, "open/1.jpg", "vault/2.jpg", f"{folder}/3.jpg")
    with site.session() as session:
        grow_old(session)
        happen(session, find_folder_album(session, GALLERY, folder))
    site.set_visibility("vault", Visibility.PRIVATE)
    sync(site)
    if folder == "kids":
        move(site, "kids", "vault/kids")
    site.write("vault/kids/9.jpg", picture(9000))
    site.write("vault/kids/small/8.jpg", picture(8000))
    sync(site)
    sync(site)
    purge_all(site)
    copy(site, "vault/kids/9.jpg", "added/9.jpg")
    copy(site, "vault/kids/small", "small")
    sync(site)
    assert site.album("added").visibility == Visibility.PRIVATE
    assert site.album("small").visibility == Visibility.PRIVATE


def test_a_copy_that_was_synced_alone_is_as_closed_as_the_folder_around(site: Site):
    fill(site, "open/1.jpg", "vault/2.jpg", "vault/kids/3.jpg")
    with site.session() as session:
        grow_old(session)
        gone_for_good(session, find_folder_album(session, GALLERY, "vault/kids"))
    site.set_visibility("vault", Visibility.PRIVATE)
    site.write("vault/kids/9.jpg", picture(9000))
    copy(site, "vault/kids/9.jpg", "added/9.jpg")
    site.sync("added")
    sync(site)
    assert site.album("added").visibility == Visibility.PRIVATE


def test_the_folder_around_may_be_that_of_a_closed_album_that_is_gone_for_good(site: Site):
    fill(site, "open/1.jpg", "vault/2.jpg", "vault/kids/3.jpg")
    with site.session() as session:
        grow_old(session)
        gone_for_good(session, find_folder_album(session, GALLERY, "vault/kids"))
    site.set_visibility("vault", Visibility.PRIVATE)
    with site.session() as session:
        gone_for_good(session, find_folder_album(session, GALLERY, "vault"))
    site.write("vault/kids/9.jpg", picture(9000))
    sync(site)
    copy(site, "vault/kids/9.jpg", "added/9.jpg")
    sync(site)
    assert site.album("added").visibility == Visibility.PRIVATE


def test_what_was_picked_of_a_visible_one_follows_what_is_written_over(site: Site):
    """Although nothing says when it was taken."""
    site.write("open/kids/2.jpg", jpeg(16, 12))
    fill(site, "open/1.jpg", "hand/3.jpg")
    query = select(Image).where(Image.path == "open/kids/2.jpg")
    with site.session() as session:
        grow_old(session)
        pick(session, session.scalars(query).one(), find_folder_album(session, GALLERY, "hand").id)
        delete_album(session, find_folder_album(session, GALLERY, "open/kids"))
    edit(site, "open/kids/2.jpg")
    sync(site)
    with site.session() as session:
        assert session.scalars(query.where(Image.is_picked)).one().state == "ready"


def test_what_was_picked_of_it_follows_an_edit(site: Site):
    fill(site, "safe/vault/2.jpg")
    away(site, deleted)
    query = select(Image).where(Image.path == "safe/vault/2.jpg")
    with site.session() as session:
        pick(session, session.scalars(query).one(), find_folder_album(session, GALLERY, "open").id)
    edit(site, "safe/vault/2.jpg")
    for _ in range(2):
        sync(site)
        with site.session() as session:
            image = session.scalars(query.where(Image.is_picked)).one()
            assert image.state == "ready"
            assert image.size == (site.library / image.path).stat().st_size
    copy(site, "safe/vault/2.jpg", "edited/2.jpg")
    sync(site)
    assert site.album("edited").visibility == Visibility.PRIVATE


def test_only_what_the_rows_of_an_album_do_not_describe_is_noted(site: Site):
    away(site, deleted)
    edit(site, "safe/vault/2.jpg")
    for _ in range(2):
        sync(site)
        with site.session() as session:
            assert [row.name for row in session.scalars(select(NotedFile))] == ["2.jpg"]


@pytest.mark.parametrize("path", ["vault/9.jpg", "vault/new/9.jpg"])
def test_a_closed_album_without_pictures_is_known_by_its_folder_when_it_is_gone(
    site: Site, path: str
):
    """It held albums, and films of providers."""
    fill(site, "open/1.jpg", "vault/kids/2.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    add_film(site, "vault")
    with site.session() as session:
        grow_old(session)
        gone_for_good(session, find_folder_album(session, GALLERY, "vault"))
    site.write(path, picture(9000))
    sync(site)
    copy(site, path, "added/9.jpg")
    sync(site)
    assert site.album("added").visibility == Visibility.PRIVATE


@pytest.mark.parametrize("let_it_be", [True, False])
@pytest.mark.parametrize("happen", [deleted, gone_for_good, let_go, let_go_and_deleted])
def test_its_folder_is_as_closed_by_another_name_if_all_was_edited(
    site: Site, happen, let_it_be: bool
):
    fill(site, "open/1.jpg", "vault/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    with site.session() as session:
        grow_old(session)
        happen(session, find_folder_album(session, GALLERY, "vault"))
    if let_it_be:
        sync(site)
    edit_all(site.library / "vault")
    move(site, "vault", "open/other")
    sync(site)
    assert visible(site) == {"open/1.jpg"}


def test_an_empty_closed_album_is_known_by_its_folder_when_it_is_gone(site: Site):
    fill(site, "open/1.jpg")
    (site.library / "vault").mkdir()
    site.sync()
    site.set_visibility("vault", Visibility.PRIVATE)
    with site.session() as session:
        grow_old(session)
        gone_for_good(session, find_folder_album(session, GALLERY, "vault"))
    site.write("vault/9.jpg", picture(9000))
    move(site, "vault", "other")
    sync(site)
    assert visible(site) == {"open/1.jpg"}

"""Copies that a sync saw before it saw what they are copies of."""

import os
import shutil
from collections.abc import Callable

import pytest

from bviewer.albums.picking import find_folder_album, unbind
from bviewer.albums.trash import delete_album, let_folders_return
from bviewer.models import Visibility
from bviewer.sync.plan import Plan
from tests.functional.folders import copy
from tests.site import Site
from tests.unit.sync.fixtures import (
    GALLERY,
    edit,
    fill,
    grow_old,
    picture,
    put_into_vault,
    take_out,
)

Happening = Callable[[Site], str]


def delete_vault(site: Site) -> None:
    with site.session() as session:
        grow_old(session)
        delete_album(session, find_folder_album(session, GALLERY, "vault"))
    site.sync(accept_missing=True)


def put_into_a_closed_album(site: Site) -> str:
    site.write("vault/9.jpg", picture(9000))
    return "vault/9.jpg"


def put_into_the_folder_of_a_deleted_album(site: Site) -> str:
    delete_vault(site)
    site.write("vault/9.jpg", picture(9000))
    return "vault/9.jpg"


def edited_in_the_folder_of_a_deleted_album(site: Site) -> str:
    delete_vault(site)
    edit(site, "vault/3.jpg")
    return "vault/3.jpg"


def removed_and_edited(site: Site) -> str:
    take_out(site, "open/1.jpg")
    edit(site, "open/1.jpg")
    return "open/1.jpg"


def moved_by_hand_and_edited(site: Site) -> str:
    put_into_vault(site, "open/1.jpg")
    edit(site, "open/1.jpg")
    return "open/1.jpg"


def moved_by_hand_out_of_an_album_that_let_go_of_its_folder(site: Site) -> str:
    put_into_vault(site, "open/1.jpg")
    with site.session() as session:
        unbind(session, find_folder_album(session, GALLERY, "open"))
    site.sync()
    edit(site, "open/1.jpg")
    return "open/1.jpg"


HAPPENINGS = [
    put_into_a_closed_album,
    put_into_the_folder_of_a_deleted_album,
    edited_in_the_folder_of_a_deleted_album,
    removed_and_edited,
    moved_by_hand_and_edited,
    moved_by_hand_out_of_an_album_that_let_go_of_its_folder,
]


@pytest.fixture
def site(site: Site) -> Site:
    """A site with a visible album and a private one."""
    fill(site, "open/1.jpg", "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    return site


@pytest.fixture
def sync_after_the_others(site: Site, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sync a folder as one does that looked at the others before they changed."""

    def sync(folder: str) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(Plan, "is_explained", True)
            site.sync(folder)

    return sync


@pytest.mark.parametrize("happen", HAPPENINGS)
@pytest.mark.parametrize("copy_file", [shutil.copy2, os.link])
def test_a_copy_that_was_seen_before_is_closed_by_the_next_sync(
    site: Site,
    sync_after_the_others: Callable[[str], None],
    happen: Happening,
    copy_file: Callable[..., object],
) -> None:
    copy(site, happen(site), "new/x.jpg", copy_file)
    sync_after_the_others("new")
    assert site.album("new").visibility == Visibility.VISIBLE
    report = site.sync(accept_missing=True)
    assert [closing.title for closing in report.closed] == ["new"]
    assert site.album("new").visibility == Visibility.PRIVATE


@pytest.mark.parametrize("happen", HAPPENINGS)
def test_a_copy_that_comes_with_the_same_sync_is_closed(site: Site, happen: Happening) -> None:
    copy(site, happen(site), "new/x.jpg")
    site.sync(accept_missing=True)
    assert site.album("new").visibility == Visibility.PRIVATE


def test_an_album_that_a_sync_makes_again_is_as_closed_as_what_went_from_it(site: Site) -> None:
    """What was edited there is known to nothing but an image that was moved by hand."""
    moved_by_hand_out_of_an_album_that_let_go_of_its_folder(site)
    with site.session() as session:
        let_folders_return(session, GALLERY)
    site.sync(accept_missing=True)
    assert site.album("open").visibility == Visibility.PRIVATE


def test_what_was_copied_from_a_new_album_into_such_a_folder_leaves_that_open(site: Site) -> None:
    """The older file is no copy."""
    delete_vault(site)
    site.write("new/x.jpg", picture(9000))
    site.sync()
    copy(site, "new/x.jpg", "vault/9.jpg")
    assert site.sync(accept_missing=True).closed == []


def test_an_album_that_is_there_for_long_stays_open(
    site: Site, sync_after_the_others: Callable[[str], None]
) -> None:
    path = edited_in_the_folder_of_a_deleted_album(site)
    copy(site, path, "new/x.jpg")
    sync_after_the_others("new")
    with site.session() as session:
        grow_old(session)
    assert site.sync(accept_missing=True).closed == []


def test_one_that_its_owner_opened_meanwhile_stays_open(
    site: Site, sync_after_the_others: Callable[[str], None]
) -> None:
    path = edited_in_the_folder_of_a_deleted_album(site)
    copy(site, path, "new/x.jpg")
    sync_after_the_others("new")
    site.set_visibility("new", Visibility.VISIBLE)
    site.sync(accept_missing=True)
    assert site.album("new").visibility == Visibility.VISIBLE

"""What albums leave out, and what becomes of it when something is let in again."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bviewer.albums.excluding import include_all, number_excluded
from bviewer.albums.removing import restore_deleted
from bviewer.models import Album, Deletion, Visibility
from tests.functional.folders import copy, move
from tests.pictures import jpeg
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import (
    age_and_sync,
    edit,
    fill,
    put_into_vault,
    take_out,
    write_anew,
)


@pytest.fixture
def photos(site: Site) -> Site:
    """A visible album, and a private one."""
    fill(site, "open/1.jpg", "open/2.jpg", "open/3.jpg", "vault/9.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    return site


def restore_first(site: Site) -> None:
    """Put back what was taken out first."""
    with site.session() as session:
        deletions = session.scalars(select(Deletion).order_by(Deletion.deleted_at)).all()
        restore_deleted(session, deletions[0])


@pytest.mark.parametrize("is_edited", [False, True])
@pytest.mark.parametrize("leave_out", [take_out, put_into_vault], ids=["removed", "moved"])
def test_what_has_the_name_of_a_picture_that_is_put_back_stays_out(
    photos: Site, leave_out: Callable[[Site, str], None], is_edited: bool
) -> None:
    take_out(photos, "open/1.jpg")
    leave_out(photos, "open/2.jpg")
    age_and_sync(photos)
    (photos.library / "open/1.jpg").unlink()
    move(photos, "open/2.jpg", "open/1.jpg")
    age_and_sync(photos)
    if is_edited:
        edit(photos, "open/1.jpg")
        age_and_sync(photos)
    restore_first(photos)
    for _ in range(2):
        age_and_sync(photos)
        assert visible(photos) == {"open/3.jpg"}


def test_what_is_put_back_is_shown_although_its_file_was_away(photos: Site) -> None:
    take_out(photos, "open/1.jpg")
    move(photos, "open/1.jpg", ".away/1.jpg")
    copy(photos, "open/2.jpg", "open/1.jpg")
    age_and_sync(photos)
    (photos.library / "open/1.jpg").unlink()
    restore_first(photos)
    age_and_sync(photos)
    move(photos, ".away/1.jpg", "open/1.jpg")
    age_and_sync(photos)
    assert visible(photos) == {"open/1.jpg", "open/2.jpg", "open/3.jpg"}


def test_what_is_put_back_is_in_the_folder_that_its_album_has_by_now(photos: Site) -> None:
    take_out(photos, "open/1.jpg")
    move(photos, "open", "elsewhere")
    age_and_sync(photos)
    restore_first(photos)
    for _ in range(2):
        age_and_sync(photos)
        assert visible(photos) == {f"elsewhere/{number}.jpg" for number in (1, 2, 3)}


@pytest.mark.parametrize("leave_out", [take_out, put_into_vault], ids=["removed", "moved"])
@pytest.mark.parametrize("name", ["0.jpg", "0 (1).jpg"])
def test_what_lies_elsewhere_is_not_let_in_however_often_it_was_edited(
    photos: Site, leave_out: Callable[[Site, str], None], name: str
) -> None:
    photos.write("open/0.jpg", jpeg(16, 12))  # It does not say when it was taken.
    photos.sync()
    leave_out(photos, "open/0.jpg")
    if name != "0.jpg":
        copy(photos, "open/0.jpg", f"open/{name}")
    for _ in range(2):
        age_and_sync(photos)
        write_anew(photos, f"open/{name}")
    age_and_sync(photos)
    with photos.session() as session:
        album = session.scalars(select(Album).filter_by(folder="open")).one()
        assert number_excluded(session, album.id) == 0
        include_all(session, album)
    age_and_sync(photos)
    assert visible(photos) == {"open/1.jpg", "open/2.jpg", "open/3.jpg"}

"""What is copied from a closed album, or took its place, arrives private."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import select

from bviewer.models import Album, Gallery, Image, Visibility
from bviewer.queue.task import TryLater
from bviewer.rendering.render import render_image
from tests.functional.folders import copy, edit_all, move, pictures_that_a_stranger_reaches, tiles
from tests.functional.stacks import everywhere, in_a_soak
from tests.site import Site
from tests.unit.sync.checks import assert_counted, openness, rows
from tests.unit.sync.fixtures import fill, picture


def copied_and_deleted(site: Site) -> None:
    copy(site, "secret", "new")
    site.sync()
    shutil.rmtree(site.library / "secret")


def copied_twice(site: Site) -> None:
    copied_and_deleted(site)
    site.sync(accept_missing=True)
    copy(site, "new", "open/newer")


def deleted_and_copied_back(site: Site) -> None:
    copy(site, "secret", ".backup")
    shutil.rmtree(site.library / "secret")
    site.sync(accept_missing=True)
    copy(site, ".backup", "new")


def copied_over_what_was_visible(site: Site) -> None:
    shutil.rmtree(site.library / "open")
    site.sync(accept_missing=True)
    copy(site, "secret", "open")


def copied_into_an_empty_album(site: Site) -> None:
    (site.library / "empty").mkdir()
    site.sync()
    copy(site, "secret", "empty")


def copied_while_the_sync_runs(site: Site) -> None:
    """A first sync finds the beginning of a file, the next one all of them."""
    whole = (site.library / "secret" / "2.jpg").read_bytes()
    site.write("new/2.jpg", whole[: len(whole) // 2])
    site.sync()
    copy(site, "secret", "new")


def closed_by_copying(site: Site) -> None:
    """What was visible is put into the private album, and turns up at its old place again."""
    copy(site, "open", "secret/open")
    site.sync()
    shutil.rmtree(site.library / "open")
    site.sync(accept_missing=True)
    site.set_visibility("secret/open", Visibility.VISIBLE)
    copy(site, "secret/open", "open")


def copied_alone_and_synced_alone(site: Site) -> None:
    copy(site, "secret/below", "new/deep/below")
    site.sync("new/deep/below")


COPIES: dict[str, Callable[[Site], None]] = {
    "with their times": lambda site: copy(site, "secret", "new"),
    "with new times": lambda site: copy(site, "secret", "new", shutil.copy),
    "below a visible one": lambda site: copy(site, "secret", "open/new"),
    "a part": lambda site: copy(site, "secret/below", "open/below"),
    "one picture into a new folder": lambda site: copy(site, "secret/2.jpg", "new/x.jpg"),
    "and deleted after a sync": copied_and_deleted,
    "again and again": copied_twice,
    "back after they were deleted": deleted_and_copied_back,
    "over what was visible": copied_over_what_was_visible,
    "into an empty album": copied_into_an_empty_album,
    "while the sync runs": copied_while_the_sync_runs,
    "to where they were before they were closed": closed_by_copying,
    "and only the copy is synced": copied_alone_and_synced_alone,
}


@everywhere
@in_a_soak
@pytest.mark.parametrize("happen", COPIES.values(), ids=COPIES.keys())
def test_copies_of_what_was_private_arrive_private(secret: Site, happen: Callable[[Site], None]):
    happen(secret)
    albums, images = rows(secret)
    closed = {
        (secret.library / image.path).read_bytes()
        for image in images.values()
        if image.path.startswith(("secret/", "new/")) and (secret.library / image.path).exists()
        if openness(albums, image.album_id) == "private"
    }
    closed |= {path.read_bytes() for path in (secret.library / "new").rglob("*.jpg")}
    assert closed
    secret.sync(accept_missing=True)
    assert not closed & pictures_that_a_stranger_reaches(secret)
    secret.sync()
    assert not closed & pictures_that_a_stranger_reaches(secret)
    assert_counted(secret)


def test_a_copy_of_a_private_branch_tells_no_stranger_its_titles(secret: Site):
    copy(secret, "secret/below", "new/below")
    (secret.library / "new" / "lawyers").mkdir()
    (report,) = secret.sync().closed
    assert (report.title, secret.album("new/below").visibility) == ("new", "visible")
    page = secret.browser().get("/").text
    assert not [title for title in ("new", "below", "lawyers") if f"/{title}" in page]


def test_the_owner_opens_what_arrived_private_once_and_for_all(secret: Site):
    copy(secret, "secret", "new")
    (closing,) = secret.sync().closed
    assert (closing.title, closing.origin, closing.was) == ("new", "Ours", "private")
    assert closing.album_id == secret.album("new").id
    secret.set_visibility("new", Visibility.VISIBLE)
    secret.write("new/9.jpg", picture(999))
    assert secret.sync().closed == []
    assert tiles(secret.browser(), secret.album_url("new")) == ["2", "3", "9"]
    assert secret.album("new").closed_because is None


def test_a_picture_put_into_an_album_follows_it_and_this_is_said(secret: Site):
    copy(secret, "secret/2.jpg", "open/2.jpg")
    report = secret.sync()
    assert list(report.openness()) == [
        "1 file is in open now, which is visible, and known from Ours, which is private"
    ]
    assert tiles(secret.browser(), secret.album_url("open")) == ["1", "2"]
    move(secret, "secret/3.jpg", "open/3.jpg")
    assert secret.sync().shared.total() == 1


@pytest.mark.parametrize("flag", [Visibility.PRIVATE, Visibility.HIDDEN])
def test_copies_of_what_was_hidden_arrive_private_unless_they_stay_hidden(
    site: Site, flag: Visibility
):
    fill(site, "open/1.jpg", "closed/2.jpg")
    site.set_visibility("closed", flag)
    copy(site, "closed", "closed/new")
    copy(site, "closed/2.jpg", "open/new/2.jpg")
    report = site.sync()
    assert [closing.title for closing in report.closed] == ["new"]
    assert site.album("closed/new").visibility == Visibility.VISIBLE
    assert site.album("open/new").visibility == Visibility.PRIVATE


def rename_while_empty(site: Site) -> None:
    move(site, "secret", ".away")
    (site.library / "secret").mkdir()
    site.sync(accept_missing=True)
    move(site, "secret", "new")
    edit_all(site.library / ".away")
    for path in (site.library / ".away").glob("*.jpg"):
        path.rename(site.library / "new" / path.name)


def rename_after_editing(site: Site) -> None:
    edit_all(site.library / "secret")
    move(site, "secret", "new")


def rename_with_what_is_above(site: Site) -> None:
    move(site, "secret", "open/secret")
    site.sync()
    edit_all(site.library / "open" / "secret")
    move(site, "open", "new")
    move(site, "new/secret", "new/other")


def move_after_editing(site: Site) -> None:
    edit_all(site.library / "secret")
    move(site, "secret", "open/deep/Secret")


def into_an_empty_album_after_editing(site: Site) -> None:
    (site.library / "new").mkdir()
    site.sync()
    edit_all(site.library / "secret")
    for name in ("2.jpg", "3.jpg", "below"):
        move(site, f"secret/{name}", f"new/{name}")
    (site.library / "secret").rmdir()


def sync_alone_after_editing(site: Site) -> None:
    rename_after_editing(site)
    site.sync("new", accept_missing=True)


def sync_a_part_alone_after_editing(site: Site) -> None:
    rename_after_editing(site)
    site.sync("new/below", accept_missing=True)


def sync_alone_what_was_moved_after_editing(site: Site) -> None:
    edit_all(site.library / "secret")
    move(site, "secret", "open/secret")
    site.sync("open", accept_missing=True)


@everywhere
@in_a_soak
@pytest.mark.parametrize(
    ("happen", "folder"),
    [
        (rename_while_empty, "new"),
        (rename_after_editing, "new"),
        (rename_with_what_is_above, "new/other"),
        (move_after_editing, "open/deep/Secret"),
        (into_an_empty_album_after_editing, "new"),
        (sync_alone_after_editing, "new"),
        (sync_a_part_alone_after_editing, "new"),
        (sync_alone_what_was_moved_after_editing, "open/secret"),
    ],
)
def test_what_appears_beside_a_private_album_that_vanished_arrives_private(
    secret: Site, happen: Callable[[Site], None], folder: str
):
    happen(secret)
    closed = {path.read_bytes() for path in (secret.library / folder).rglob("*.jpg")}
    secret.sync(accept_missing=True)
    assert closed
    assert not closed & pictures_that_a_stranger_reaches(secret)
    album = secret.album(folder)
    above = secret.album(folder.rpartition("/")[0])
    assert "gone" in {album.closed_because, above.closed_because}


def test_what_appears_elsewhere_or_beside_an_open_one_is_as_open_as_ever(secret: Site):
    edit_all(secret.library / "open")
    move(secret, "open", "new")
    assert secret.sync(accept_missing=True).closed == []
    assert secret.album("new").visibility == Visibility.VISIBLE
    shutil.rmtree(secret.library / "secret")
    secret.write("new/deep/5.jpg")
    assert secret.sync(accept_missing=True).closed == []
    assert secret.album("new/deep").visibility == Visibility.VISIBLE


@pytest.fixture
def two_galleries(site: Site) -> Site:
    """The folder mine/secret is private; yours.test shows the folder yours."""
    fill(site, "mine/secret/1.jpg", "yours/open/2.jpg")
    site.set_visibility("mine/secret", Visibility.PRIVATE)
    return site


@pytest.mark.parametrize(("owner", "closed"), [("owner", 1), ("somebody", 0)])
def test_an_owner_is_known_in_all_galleries_and_tells_other_owners_nothing(
    two_galleries: Site, owner: str, closed: int
):
    site = two_galleries
    site.add_gallery("yours.test", owner=owner, home="yours")
    site.sync(host="yours.test")
    copy(site, "mine/secret", "yours/new")
    report = site.sync(host="yours.test")
    assert len(report.closed) == closed
    assert len(list(report.openness())) == closed


def test_what_was_moved_to_a_private_album_of_another_gallery_comes_back_private(
    two_galleries: Site,
):
    site = two_galleries
    site.add_gallery("yours.test", home="yours")
    site.sync(host="yours.test")
    move(site, "yours/open/2.jpg", "mine/secret/2.jpg")
    site.sync(accept_missing=True)
    site.sync(host="yours.test", accept_missing=True)
    copy(site, "mine/secret/2.jpg", "yours/new/2.jpg")
    assert [closing.title for closing in site.sync(host="yours.test").closed] == ["new"]


def test_who_asks_before_the_sync_does_not_make_a_copy_something_known(two_galleries: Site):
    site = two_galleries
    site.add_gallery("yours.test", home="yours")
    site.sync(host="yours.test")
    with site.session() as session:
        gallery_id = session.scalars(select(Gallery.id).where(Gallery.host == "yours.test")).one()
        query = select(Image.id).join(Album, Album.id == Image.album_id)
        image_id = session.scalars(query.where(Album.gallery_id == gallery_id)).one()
    shutil.copy(site.library / "mine/secret/1.jpg", site.library / "yours/open/2.jpg")
    os.utime(site.library / "yours/open/2.jpg", (1_700_000_001, 1_700_000_001))
    with suppress(TryLater):
        render_image(site.runtime, image_id)
    site.sync(host="yours.test")
    with site.session() as session:
        query = select(Album.visibility).join(Image, Image.album_id == Album.id)
        assert session.scalars(query.where(Image.id == image_id)).one() == Visibility.PRIVATE


def test_what_is_visible_in_another_gallery_over_the_same_files_stays_so(two_galleries: Site):
    site = two_galleries
    site.add_gallery("all.test", home="mine")
    assert site.sync(host="all.test").closed == []
    copy(site, "mine/secret", "mine/new")
    assert [closing.title for closing in site.sync().closed] == ["new"]
    assert site.sync(host="all.test").closed == []

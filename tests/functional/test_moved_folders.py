"""What becomes of albums, and of who may see them, when folders are moved and renamed."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from bviewer.albums.galleries import find_gallery
from bviewer.albums.picking import UNSEEN
from bviewer.library.listing import FolderListing
from bviewer.library.tree import Library
from bviewer.models import Album, Image, Visibility
from bviewer.sync.rehoming import change_home
from bviewer.sync.run import sync_gallery
from tests.functional.folders import move, pictures_that_a_stranger_reaches, tiles
from tests.functional.stacks import everywhere
from tests.site import Site
from tests.unit.sync.checks import assert_counted, rows
from tests.unit.sync.fixtures import fill


def swap_folders(site: Site) -> None:
    move(site, "open", ".open")
    move(site, "secret", "open")
    move(site, ".open", "secret")


def rename_everything(site: Site) -> None:
    move(site, "secret", "new")
    move(site, "new/2.jpg", "new/second.jpg")
    move(site, "new/below", "new/under")


def over_a_deleted_one(site: Site) -> None:
    move(site, "open", ".open")
    site.sync(accept_missing=True)
    move(site, "secret", "open")


def over_one_that_is_deleted_by_the_same_sync(site: Site) -> None:
    shutil.rmtree(site.library / "open")
    move(site, "secret", "open")


def in_two_steps(site: Site) -> None:
    move(site, "secret", ".secret")
    site.sync(accept_missing=True)
    move(site, ".secret", "open/later")


def split(site: Site) -> None:
    move(site, "secret/2.jpg", "one/2.jpg")
    move(site, "secret/3.jpg", "two/3.jpg")
    move(site, "secret/below", "two/below")
    (site.library / "secret").rmdir()


def into_an_empty_album(site: Site) -> None:
    (site.library / "empty").mkdir()
    site.sync()
    for name in ("2.jpg", "3.jpg", "below"):
        move(site, f"secret/{name}", f"empty/{name}")
    (site.library / "secret").rmdir()


UPHEAVALS: dict[str, Callable[[Site], None]] = {
    "renamed": lambda site: move(site, "secret", "new"),
    "moved below a visible one": lambda site: move(site, "secret", "open/secret"),
    "moved deep and renamed": lambda site: move(site, "secret", "open/a/b/c"),
    "a part moved below a visible one": lambda site: move(site, "secret/below", "open/below"),
    "a part moved to the top": lambda site: move(site, "secret/below", "below"),
    "everything renamed at once": rename_everything,
    "names exchanged": swap_folders,
    "took the name of a deleted one": over_a_deleted_one,
    "away at one sync, elsewhere at the next": in_two_steps,
    "split": split,
    "merged into an empty album": into_an_empty_album,
}


@everywhere
@pytest.mark.parametrize("happen", UPHEAVALS.values(), ids=UPHEAVALS.keys())
def test_what_was_private_stays_private_wherever_it_goes(
    secret: Site, happen: Callable[[Site], None]
):
    closed = {
        path.read_bytes() for path in (secret.library / "secret").rglob("*") if path.is_file()
    }
    images = {image.quick_hash: image.id for image in rows(secret)[1].values()}
    happen(secret)
    report = secret.sync(accept_missing=True)
    assert report.added == 0
    assert not closed & pictures_that_a_stranger_reaches(secret)
    now = {image.quick_hash: image.id for image in rows(secret)[1].values()}
    assert now == images
    assert_counted(secret)
    secret.sync()
    assert not closed & pictures_that_a_stranger_reaches(secret)


@pytest.mark.parametrize(
    ("happen", "folder"),
    [
        (UPHEAVALS["renamed"], "new"),
        (UPHEAVALS["moved deep and renamed"], "open/a/b/c"),
        (rename_everything, "new"),
        (swap_folders, "open"),
        (over_a_deleted_one, "open"),
        (over_one_that_is_deleted_by_the_same_sync, "open"),
        (in_two_steps, "open/later"),
    ],
)
def test_title_access_and_id_go_with_the_album(
    secret: Site, happen: Callable[[Site], None], folder: str
):
    before = secret.album("secret")
    happen(secret)
    secret.sync(accept_missing=True)
    album = secret.album(folder)
    assert (album.id, album.title, album.visibility) == (before.id, "Ours", "private")
    shown = tiles(secret.browser("guest"), secret.album_url(folder))
    assert "2" in shown or "second" in shown


def test_titles_follow_folders_that_nobody_named(site: Site):
    fill(site, "a/b/1.jpg")
    move(site, "a", "Rome_2024")
    move(site, "Rome_2024/b", "Rome_2024/Forum")
    site.sync()
    page = site.browser().get(site.album_url("Rome_2024/Forum"))
    assert page.html.h1.get_text() == "Forum"
    assert [a.get_text() for a in page.html.select(".breadcrumbs a")] == ["pub.test", "Rome 2024"]


def test_folders_of_folders_without_own_images_are_followed(site: Site):
    fill(site, "a/b/c/1.jpg", "a/b/d/2.jpg")
    (site.library / "a" / "b" / "empty").mkdir()
    site.sync()
    ids = {folder: site.album(folder).id for folder in ("a", "a/b", "a/b/c", "a/b/empty")}
    move(site, "a", "x")
    site.sync()
    for folder, album_id in ids.items():
        assert site.album(f"x{folder[1:]}").id == album_id


class Meddled(Library):
    """A library in which something happens after some folder was listed."""

    listings = 0
    happen: Callable[[], None]

    def walk(self, folder: str = "") -> Iterator[FolderListing]:
        for listing in super().walk(folder):
            yield listing
            Meddled.listings -= 1
            if Meddled.listings == 0:
                Meddled.happen()


@pytest.mark.parametrize("places", [("aa/secret", "zz/new"), ("zz/new", "aa/secret")])
@pytest.mark.parametrize("moment", range(1, 7))
def test_a_private_folder_moved_during_a_sync_is_seen_by_nobody(
    site: Site, places: tuple[str, str], moment: int
):
    """At each moment of the walk: then it is found at both places, at one, or at none."""
    old, new = places
    fill(site, f"{old}/1.jpg", f"{old}/2.jpg", "aa/3.jpg", "zz/4.jpg", "m/5.jpg")
    site.set_visibility(old, Visibility.PRIVATE)
    closed = {path.read_bytes() for path in (site.library / old).iterdir()}
    before = site.album(old)
    ids = {image.id for image in rows(site)[1].values()}
    Meddled.listings, Meddled.happen = moment, lambda: move(site, old, new)
    runtime, library = site.runtime, Meddled(site.library)
    sync_gallery(runtime.engine, library, 1, limits=runtime.limits, accept_missing=True)
    assert (site.library / new).exists() is (moment <= 5)
    assert not closed & pictures_that_a_stranger_reaches(site)
    site.sync(accept_missing=True)
    assert not closed & pictures_that_a_stranger_reaches(site)
    album = site.album(new if moment <= 5 else old)
    assert (album.id, album.visibility, album.missing) == (before.id, "private", False)
    assert {image.id for image in rows(site)[1].values()} == ids
    assert_counted(site)


def test_a_private_folder_moved_into_the_only_one_that_is_synced_stays_private(secret: Site):
    closed = {path.read_bytes() for path in (secret.library / "secret").glob("*.jpg")}
    album_id = secret.album("secret").id
    move(secret, "secret", "open/secret")
    secret.sync("open")
    assert not closed & pictures_that_a_stranger_reaches(secret)
    assert secret.album("open/secret").id == album_id


@everywhere
def test_a_gallery_follows_its_home_to_another_disk(secret: Site):
    """As closed as before, and with what people put together."""
    before = rows(secret)
    (secret.library / "disk").mkdir()
    for folder in ("open", "secret"):
        shutil.copytree(
            secret.library / folder, secret.library / "disk" / folder, copy_function=shutil.copyfile
        )
        shutil.rmtree(secret.library / folder)
    with secret.session() as session:
        gallery = find_gallery(session, None)
        change_home(session, secret.runtime.library, gallery, "disk")
        assert set(session.scalars(select(Image.inode))) == {None}
        assert set(session.scalars(select(Album.folder_inode))) <= {None, UNSEEN}
    secret.sync()
    albums, images = rows(secret)
    assert albums.keys() == before[0].keys()
    assert {image.id: image.album_id for image in images.values()} == {
        image.id: image.album_id for image in before[1].values()
    }
    closed = {path.read_bytes() for path in (secret.library / "disk/secret").rglob("*.jpg")}
    assert closed
    assert not closed & pictures_that_a_stranger_reaches(secret)

"""What people see of their albums after something happened to their files."""

import io
import os
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image as Picture
from webtest import TestApp

from bviewer.access.grants import grant
from bviewer.library.listing import FolderListing
from bviewer.library.tree import Library
from bviewer.models import Album, Gallery, User, Visibility
from bviewer.queue import runtime
from bviewer.sync.run import sync_gallery
from bviewer.sync.service import SyncRunning
from tests.functional.stacks import everywhere
from tests.pictures import jpeg
from tests.site import Site
from tests.stack import Stack
from tests.unit.queue.working import run_waiting
from tests.unit.sync.checks import assert_counted, dump, fingerprint, openness, rows
from tests.unit.sync.fixtures import fill, give_title, picture
from tests.unprivileged import reachable_folder, without_capabilities

REPOSITORY = Path(__file__).parents[2]


def tiles(browser: TestApp, url: str) -> list[str]:
    """The titles of the images on an album page."""
    return [image["alt"] for image in browser.get(url).html.select("ul.images img")]


def thumbnail_url(browser: TestApp, album_url: str, title: str) -> str:
    """Where an album page says that the thumbnail of an image is."""
    return browser.get(album_url).html.find("img", alt=title)["src"]


def thumbnail(browser: TestApp, url: str) -> bytes:
    """A thumbnail, made if it is not there yet."""
    browser.get(url)
    return browser.get(url, status=200).body


def colour(body: bytes) -> tuple[int, ...]:
    with Picture.open(io.BytesIO(body)) as image:
        return image.convert("RGB").getpixel((image.width // 2, image.height // 2))


def is_red(body: bytes) -> bool:
    red, green, _blue = colour(body)
    return red > 200 and green < 80


# Files.


def test_new_files_appear(site: Site):
    browser = site.browser()
    fill(site, "a/1.jpg")
    assert tiles(browser, site.album_url("a")) == ["1"]
    fill(site, "a/2.jpg", "a/new/3.jpg")
    assert tiles(browser, site.album_url("a")) == ["1", "2"]
    assert tiles(browser, site.album_url("a/new")) == ["3"]


def test_a_changed_file_shows_its_new_picture_at_a_new_address(site: Site):
    site.write("a/1.jpg", jpeg(60, 40, "blue"))
    site.sync()
    browser, album = site.browser(), site.album_url("a")
    before = thumbnail_url(browser, album, "1")
    assert not is_red(thumbnail(browser, before))
    site.write("a/1.jpg", jpeg(61, 40, "red"))
    site.sync()
    after = thumbnail_url(browser, album, "1")
    assert after.partition("?")[0] == before.partition("?")[0]
    assert after != before
    assert is_red(thumbnail(browser, after))


def test_a_changed_original_that_somebody_asks_for_is_sent_again_without_a_sync(site: Site):
    site.write("a/1.jpg", jpeg(60, 40, "blue"))
    site.sync()
    browser, address = site.browser(), f"{site.image_url('a/1.jpg')}full"
    edited = jpeg(61, 40, "red")
    site.write("a/1.jpg", edited)
    browser.get(address, status=404)
    site.run_jobs()
    assert browser.get(address).body == edited


def test_an_original_that_changes_all_the_time_has_a_sync_once_a_minute(
    tmp_path: Path, database: Stack, monkeypatch: pytest.MonkeyPatch
):
    minute = datetime(2026, 5, 4, 3, 16, tzinfo=UTC)
    monkeypatch.setattr(runtime, "datetime", SimpleNamespace(now=lambda _zone: minute))
    site = Site(tmp_path, database, waiting=True)
    site.add_gallery()
    fill(site, "a/1.jpg", "a/2.jpg")
    addresses = [f"{site.image_url(path)}full" for path in ("a/1.jpg", "a/2.jpg")]

    def ask(width: int) -> int:
        """Have both files changed and asked for; returns how much work that makes."""
        for path, address in zip(("a/1.jpg", "a/2.jpg"), addresses, strict=True):
            site.write(path, jpeg(width, 40))
            site.browser().get(address, status=404)
            site.browser().get(address, status=404)
        return site.runtime.queue.length()

    assert ask(61) == 2
    run_waiting(site.runtime.queue)
    assert ask(62) == 0
    minute += timedelta(minutes=1)
    assert ask(63) == 2
    site.close()


def test_a_file_replaced_in_size_and_time_shows_its_new_picture(site: Site):
    one, two = jpeg(60, 40, "blue"), jpeg(60, 40, "red")
    longest = max(len(one), len(two))
    path = site.write("a/1.jpg", one.ljust(longest, b"\0"))
    site.sync()
    browser, album = site.browser(), site.album_url("a")
    thumbnail(browser, thumbnail_url(browser, album, "1"))
    before = path.stat()
    path.write_bytes(two.ljust(longest, b"\0"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    site.sync()
    assert is_red(thumbnail(browser, thumbnail_url(browser, album, "1")))


@pytest.mark.parametrize("change", ["chmod", "rename", "move", "rename the folder"])
def test_a_picture_that_stays_the_same_keeps_its_thumbnail(site: Site, change: str):
    fill(site, "a/1.jpg", "b/2.jpg")
    browser, image_id = site.browser(), site.image("a/1.jpg").id
    thumbnail(browser, f"{site.image_url('a/1.jpg')}small.jpg")
    path = site.library / "a" / "1.jpg"
    new = {"rename": "a/9.jpg", "move": "b/1.jpg", "rename the folder": "c/1.jpg"}
    match change:
        case "chmod":
            path.chmod(0o600)
        case "rename the folder":
            path.parent.rename(site.library / "c")
        case _:
            path.rename(site.library / new[change])
    site.sync()
    url = site.image_url(new.get(change, "a/1.jpg"))
    assert image_id in url
    assert browser.get(f"{url}small.jpg").status_int == 200


@everywhere
def test_two_files_that_exchanged_their_names_each_show_their_own(site: Site):
    site.write("a/1.jpg", jpeg(60, 40, "red"))
    site.write("a/2.jpg", jpeg(60, 41, "blue"))
    site.sync()
    browser, red = site.browser(), site.image("a/1.jpg").id
    (site.library / "a" / "1.jpg").rename(site.library / "a" / ".x")
    (site.library / "a" / "2.jpg").rename(site.library / "a" / "1.jpg")
    (site.library / "a" / ".x").rename(site.library / "a" / "2.jpg")
    site.sync()
    album = site.album_url("a")
    assert is_red(thumbnail(browser, thumbnail_url(browser, album, "2")))
    assert not is_red(thumbnail(browser, thumbnail_url(browser, album, "1")))
    assert site.image("a/2.jpg").id == red


@everywhere
def test_a_chain_of_names_takes_each_row_along(site: Site):
    fill(site, "a/1.jpg", "a/2.jpg", "a/3.jpg")
    ids = [site.image(f"a/{number}.jpg").id for number in (1, 2, 3)]
    for number in (3, 2, 1):
        (site.library / f"a/{number}.jpg").rename(site.library / f"a/{number + 1}.jpg")
    report = site.sync()
    assert [site.image(f"a/{number}.jpg").id for number in (2, 3, 4)] == ids
    assert (report.moved, report.added, report.changed, report.missing) == (3, 0, 0, 0)


def test_a_copy_is_a_photograph_of_its_own(site: Site):
    fill(site, "a/1.jpg")
    image_id = site.image("a/1.jpg").id
    site.write("0/copy.jpg", (site.library / "a/1.jpg").read_bytes())
    assert site.sync().added == 1
    assert site.image("a/1.jpg").id == image_id
    assert site.image("0/copy.jpg").id != image_id


@everywhere
def test_old_links_lead_to_where_a_photograph_is_now(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg")
    old_album, old_image = site.album_url("a"), site.image_url("a/1.jpg")
    (site.library / "a").rename(site.library / "b" / "c")
    site.sync()
    browser = site.browser()
    for old, new in (
        (old_album, site.album_url("b/c")), (old_image, site.image_url("b/c/1.jpg")),
    ):  # fmt: skip
        answer = browser.get(old, status=301)
        assert answer.location == f"http://pub.test{new}"


@everywhere
def test_a_missing_file_is_hidden_from_visitors_marked_for_the_owner_and_comes_back(site: Site):
    fill(site, "a/1.jpg", "a/2.jpg", "a/3.jpg")
    visitor, owner, album = site.browser(), site.browser("owner"), site.album_url("a")
    image = site.image_url("a/2.jpg")
    thumbnail(visitor, f"{image}small.jpg")
    path = site.library / "a" / "2.jpg"
    path.rename(site.library / ".2.jpg")
    site.sync()
    assert tiles(visitor, album) == ["1", "3"]
    assert tiles(owner, album) == ["1", "2", "3"]
    assert owner.get(album).html.select_one("li.missing .badge").get_text() == "file missing"
    assert visitor.get(f"{image}small.jpg").status_int == 200  # It is in the cache.
    assert visitor.get(f"{image}tiny.jpg", status="*").status_int in {200, 404}
    assert visitor.get(f"{image}full", status=404)
    (site.library / ".2.jpg").rename(path)
    report = site.sync()
    assert (report.added, site.image_url("a/2.jpg")) == (0, image)
    assert tiles(visitor, album) == ["1", "2", "3"]
    assert visitor.get(f"{image}full").body == path.read_bytes()


@everywhere
def test_a_missing_folder_is_hidden_from_visitors_marked_for_the_owner_and_comes_back(site: Site):
    fill(site, "a/b/1.jpg", "c/2.jpg")
    give_title(site, "a/b", "Wedding")
    visitor, owner, ids = site.browser(), site.browser("owner"), site.album("a/b").id
    (site.library / "a").rename(site.library / ".a")
    site.sync()
    assert "/a-" not in visitor.get("/").text
    assert "/a-" in owner.get("/").text
    (site.library / ".a").rename(site.library / "a")
    site.sync()
    assert (site.album("a/b").id, site.album("a/b").title) == (ids, "Wedding")
    assert tiles(visitor, site.album_url("a/b")) == ["1"]


def test_the_row_of_a_lost_photograph_never_sends_the_one_that_took_its_place(site: Site):
    fill(site, "open/1.jpg", "secret/2.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    lost = site.image_url("open/1.jpg")
    (site.library / "open").rename(site.library / ".open")
    site.sync()
    (site.library / "secret").rename(site.library / "open")
    (site.library / "open" / "2.jpg").rename(site.library / "open" / "1.jpg")
    site.browser().get(f"{lost}full", status=404)
    site.sync()
    site.browser().get(f"{lost}full", status=404)
    assert site.album("open").visibility == Visibility.PRIVATE


def test_a_broken_file_is_tried_once_until_it_changes(site: Site):
    site.write("a/1.jpg", jpeg()[:300])
    site.write("a/2.jpg", b"")
    site.write("a/3.jpg", b"text")
    browser = site.browser()
    for _ in range(3):
        site.sync()
        for name in "123":
            browser.get(f"{site.image_url(f'a/{name}.jpg')}small.jpg", status="*")
    assert {image.state for image in rows(site)[1].values()} == {"broken"}
    assert {image.attempts for image in rows(site)[1].values()} <= {0, 1}
    site.write("a/2.jpg", jpeg(60, 40, "red"))
    site.sync()
    assert is_red(thumbnail(browser, f"{site.image_url('a/2.jpg')}small.jpg"))


@everywhere
@pytest.mark.parametrize("seconds", [-(2**31), 9_999_999_999, 10**10])
def test_a_file_from_another_age_is_shown(site: Site, seconds: int):
    path = site.write("a/1.jpg")
    os.utime(path, ns=(0, seconds * 10**9))
    site.sync()
    with site.statements() as statements:
        site.sync()
    of_photographs = [statement for statement in statements if "sync_report" not in statement]
    assert {statement.split()[0] for statement in of_photographs} == {"SELECT"}
    browser = site.browser()
    assert thumbnail(browser, thumbnail_url(browser, site.album_url("a"), "1"))


# Folders, and who may see them.


@pytest.fixture
def secret(site: Site) -> Site:
    """An album open, and an album secret that is private but for `guest`; secret/below is not
    flagged itself."""
    fill(site, "open/1.jpg", "secret/2.jpg", "secret/3.jpg", "secret/below/4.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    give_title(site, "secret", "Ours")
    site.add_user("guest")
    with site.session() as session:
        guest = session.query(User).filter_by(name="guest").one()
        album_id = session.query(Album.id).filter_by(folder="secret").scalar()
        grant(session, guest, session.query(Gallery).one(), album_id)
    return site


def move(site: Site, old: str, new: str) -> None:
    (site.library / new).parent.mkdir(parents=True, exist_ok=True)
    (site.library / old).rename(site.library / new)


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


def pictures_that_a_stranger_reaches(site: Site) -> set[bytes]:
    """The originals that can be downloaded by following links, or by knowing an address."""
    browser, found = site.browser(), set()
    for image in rows(site)[1].values():
        if image.state != "missing":
            answer = browser.get(f"{site.image_url(image.path)}full", status="*")
            found |= {answer.body} if answer.status_int == 200 else set()
    return found


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


def copy(site: Site, old: str, new: str, copy_file: Callable[..., object] = shutil.copy2) -> None:
    source, target = site.library / old, site.library / new
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, copy_function=copy_file, dirs_exist_ok=True)
    else:
        copy_file(source, target)


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
        "1 photograph is in open now, which is visible, and known from Ours, which is private"
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


def edit_all(folder: Path) -> None:
    """Change the content of each picture."""
    for path in folder.rglob("*.jpg"):
        path.write_bytes(path.read_bytes() + b"edited")


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
    site.sync("new")


def sync_a_part_alone_after_editing(site: Site) -> None:
    rename_after_editing(site)
    site.sync("new/below")


def sync_alone_what_was_moved_after_editing(site: Site) -> None:
    edit_all(site.library / "secret")
    move(site, "secret", "open/secret")
    site.sync("open")


@everywhere
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


def test_what_is_visible_in_another_gallery_over_the_same_files_stays_so(two_galleries: Site):
    site = two_galleries
    site.add_gallery("all.test", home="mine")
    assert site.sync(host="all.test").closed == []
    copy(site, "mine/secret", "mine/new")
    assert [closing.title for closing in site.sync().closed] == ["new"]
    assert site.sync(host="all.test").closed == []


@pytest.mark.parametrize(
    ("happen", "folder"),
    [
        (UPHEAVALS["renamed"], "new"),
        (UPHEAVALS["moved deep and renamed"], "open/a/b/c"),
        (rename_everything, "new"),
        (swap_folders, "open"),
        (over_a_deleted_one, "open"),
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
    assert [a.get_text() for a in page.html.select(".breadcrumbs a")] == ["pub.test", "Rome_2024"]


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
def test_syncing_one_folder_touches_nothing_outside(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg", "3.jpg")
    before = {path: site.image(path) for path in ("b/2.jpg", "3.jpg")}
    (site.library / "b" / "2.jpg").unlink()
    site.write("3.jpg", picture(1) + b"changed")
    site.write("c/4.jpg", picture(2))
    site.write("a/deep/5.jpg", picture(3))
    report = site.sync("a")
    assert (report.albums, report.added, report.missing) == (2, 1, 0)
    for path, image in before.items():
        assert (site.image(path).state, site.image(path).size) == ("ready", image.size)
    assert_counted(site)


def test_a_new_folder_can_be_synced_alone_before_its_parents(site: Site):
    fill(site, "z.jpg")
    site.write("a/b/1.jpg")
    site.sync("a/b")
    assert tiles(site.browser(), site.album_url("a/b")) == ["1"]
    assert "/a-" in site.browser().get("/").text


# Two at once.


@everywhere
def test_two_syncs_at_once_give_what_one_gives(site: Site):
    for number in range(60):
        site.write(f"{number % 5}/{number}.jpg", picture(number))
    site.close()
    children = [in_child(lambda: sync_or_be_refused(site)) for _ in range(3)]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    assert len(rows(site)[1]) == 60
    whole = dump(site)
    site.sync()
    assert dump(site) == whole
    assert_counted(site)


def sync_or_be_refused(site: Site) -> None:
    with suppress(SyncRunning):
        site.sync()


def in_child(work: Callable[[], None]) -> int:
    """Do something in another process; its id."""
    with warnings.catch_warnings(action="ignore"):  # Python 3.12 warns where there are threads.
        child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return child


# Nothing of the library is ever touched.


def use_everything(site: Site) -> None:
    """Sync, browse, render and download all there is; sync again."""
    site.sync()
    for browser in (site.browser(), site.browser("owner")):
        browser.get("/")
        for album in rows(site)[0].values():
            browser.get(site.album_url(album.folder))
        for image in rows(site)[1].values():
            url = site.image_url(image.path)
            browser.get(url)
            for size in ("tiny", "small", "big", "big"):
                browser.get(f"{url}{size}.jpg", status="*")
            browser.get(f"{url}full", status="*")
            browser.get(f"{url}full", headers={"Range": "bytes=1-5"}, status="*")
    site.sync()
    site.close()


def odd_library(root: Path) -> None:
    """Some of everything."""
    for path, content in {
        "a/1.jpg": picture(1), "a/b/2.jpg": picture(2), "broken.jpg": b"text", "empty.jpg": b"",
        "notes.txt": b"not shown", ".hidden/3.jpg": picture(3), "a/Thumbs.db": b"x",
    }.items():  # fmt: skip
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    (root / "link.jpg").symlink_to("a/1.jpg")
    os.mkfifo(root / "pipe.jpg")


def test_nothing_of_the_library_changes(site: Site):
    odd_library(site.library)
    before = fingerprint(site.library)
    use_everything(site)
    assert fingerprint(site.library) == before
    assert {image.state for image in rows(site)[1].values()} == {"ready", "broken"}


def test_a_library_of_somebody_else_that_is_read_only_is_enough(database: Path):
    with reachable_folder() as folder:
        site = Site(folder, database)
        site.add_gallery()
        odd_library(site.library)
        for path in (site.library, *site.library.rglob("*")):
            if os.geteuid() == 0:
                os.chown(path, 12345, 12345, follow_symlinks=False)
            if not path.is_symlink():
                path.chmod(0o555 if path.is_dir() else 0o444)
        before = fingerprint(site.library)
        site.close()
        without_capabilities(lambda: use_everything(site))
        assert fingerprint(site.library) == before
        assert {image.state for image in rows(site)[1].values()} == {"ready", "broken"}
        site.close()


WATCHED = """
import os, sys
from pathlib import Path
from tests.functional.test_sync import odd_library, use_everything
from tests.site import Site

folder, database, log = map(Path, sys.argv[1:])
site = Site(folder, database)
site.add_gallery()
odd_library(site.library)
library = os.fspath(site.library)
descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGING = {
    "os.chflags", "os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.removexattr",
    "os.rename", "os.rmdir", "os.setxattr", "os.symlink", "os.truncate", "os.utime",
}
opened = 0

def is_inside(path):
    # What is named relative to a folder may be anywhere: only absolute paths are beyond suspicion.
    if isinstance(path, int):
        return os.readlink(f"/proc/self/fd/{path}").startswith(library)
    path = os.fsdecode(path)
    return not path.startswith("/") or path.startswith(library)

def watch(event, args):
    global opened
    if event == "open" and is_inside(args[0]):
        opened += 1
        bad = bool(args[2] & WRITING) or bool(set(args[1] or "") & set("wax+"))
    else:
        bad = event in CHANGING and any(
            is_inside(path) for path in args[:2] if isinstance(path, (str, bytes, os.PathLike))
        )
    if bad:
        os.write(descriptor, f"{event} {args}\\n".encode("utf-8", "backslashreplace"))

sys.addaudithook(watch)
use_everything(site)
assert opened > 20, opened
try:
    open(site.library / "proof", "w")
finally:
    os._exit(0)
"""


def test_nothing_below_the_library_is_ever_opened_for_writing(tmp_path: Path, database: Path):
    """As the interpreter reports it, also of the processes that decode."""
    (tmp_path / "site").mkdir()
    log = tmp_path / "log"
    result = subprocess.run(
        [sys.executable, "-c", WATCHED, tmp_path / "site", database.database, log],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert log.read_text().count("\n") == 1, log.read_text()
    assert (
        "proof" in log.read_text()
    )  # The one write that the script makes itself, to prove that it watches.


@everywhere
def test_original_of_another_album_is_not_sent_in_the_place_of_one_that_was_there(
    site: Site,
) -> None:
    for folder, size in (("open", 40), ("priv", 50)):
        site.write(f"{folder}/a.jpg", jpeg(size, size))
    site.sync()
    site.set_visibility("priv", Visibility.PRIVATE)
    address = f"{site.image_url('open/a.jpg')}full"
    (site.library / "open").rename(site.library / "old")
    (site.library / "priv").rename(site.library / "open")
    # A sync that is quick has found by now that the album followed its folder.
    answer = site.browser().get(address, status=[301, 404])
    assert answer.status_int == 404 or "/old-" in answer.location

"""What people see of their photographs after something happened to the files."""

import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image as Picture
from webtest import TestApp

from bviewer.models import Visibility
from bviewer.queue import runtime
from tests.functional.folders import tiles
from tests.functional.stacks import everywhere
from tests.pictures import jpeg
from tests.site import Site
from tests.stack import Stack
from tests.unit.queue.working import run_waiting
from tests.unit.sync.checks import rows
from tests.unit.sync.fixtures import fill, give_title


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
    assert owner.get(f"{image}small.jpg").status_int == 200  # It is in the cache.
    for ending in ("", "small.jpg", "tiny.jpg", "full"):
        visitor.get(f"{image}{ending}", status=404)
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

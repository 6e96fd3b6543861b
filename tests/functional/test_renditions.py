"""Resized images as visitors get them: soon, now, never, or not at all."""

import shutil
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import update
from webtest import TestApp

from bviewer.models import Album
from bviewer.security.work_limit import WorkLimit
from tests.films import add_film, film_url, give_picture
from tests.functional.renditions import OTHER, PHOTO, SIZES, address, is_broken, is_soon
from tests.functional.stacks import everywhere
from tests.mirrored import mirror
from tests.pictures import damaged, huge_png, jpeg, noise, truncated
from tests.site import Site


@pytest.fixture
def browser(site: Site) -> TestApp:
    """A visitor of a site with two photographs, whose jobs are run where they are sent."""
    site.write(PHOTO, noise(800, 600))
    site.write(OTHER)
    mirror(site)
    return site.browser()


# Soon, and now.


@everywhere
def test_first_request_is_answered_at_once_and_the_next_with_the_image(
    site: Site, browser: TestApp
) -> None:
    assert is_soon(browser.get(address(site)))
    answer = browser.get(address(site), status=200)
    assert answer.content_type == "image/jpeg"
    assert Image.open(BytesIO(answer.body)).size == (300, 300)
    assert int(answer.headers["Content-Length"]) == len(answer.body)


def test_stand_in_shows_the_colours_of_the_photograph_once_they_are_known(
    site: Site, browser: TestApp
) -> None:
    grey = browser.get(address(site))
    assert Image.open(BytesIO(grey.body)).size == (6, 6)
    shutil.rmtree(site.cache / "images")
    colours = browser.get(address(site))
    assert is_soon(colours)
    assert Image.open(BytesIO(colours.body)).size == (6, 6)


def test_one_job_makes_all_sizes(site: Site, browser: TestApp, decoded: list[str]) -> None:
    browser.get(address(site))
    sizes = {
        name: Image.open(BytesIO(browser.get(address(site, name=f"{name}.jpg"), status=200).body))
        for name in SIZES
    }
    assert {name: image.size for name, image in sizes.items()} == {
        "tiny": (150, 150),
        "small": (300, 300),
        "medium": (400, 400),
        "small2x": (600, 600),
        "big": (800, 600),
    }
    assert len(decoded) == 1


def test_stamp_in_the_address_is_never_needed(site: Site, browser: TestApp) -> None:
    browser.get(address(site))
    bodies = {
        browser.get(address(site) + query, status=200).body
        for query in ("", "?v=", "?v=wrong", "?v=0123456789ab&try=3", "?try=1")
    }
    assert len(bodies) == 1


def test_page_of_an_album_names_renditions_that_can_be_had(site: Site, browser: TestApp) -> None:
    page = browser.get(site.album_url("a"))
    sources = [image["src"] for image in page.html.find_all("img")] if hasattr(page, "html") else []
    assert len(sources) == 2
    for source in sources:
        assert is_soon(browser.get(source))
        browser.get(source, status=200)


@everywhere
def test_head_is_answered_like_get_without_the_bytes(site: Site, browser: TestApp) -> None:
    assert browser.head(address(site)).status_int == 202
    answer = browser.head(address(site), status=200)
    assert answer.body == b""
    assert int(answer.headers["Content-Length"]) > 0


@everywhere
def test_browser_that_has_the_image_is_told_so(site: Site, browser: TestApp) -> None:
    browser.get(address(site))
    answer = browser.get(address(site), status=200)
    again = browser.get(
        address(site), headers={"If-None-Match": answer.headers["ETag"]}, status=304
    )
    assert again.body == b""
    assert again.headers["ETag"] == answer.headers["ETag"]
    since = {"If-Modified-Since": answer.headers["Last-Modified"]}
    browser.get(address(site), headers=since, status=304)
    browser.get(address(site), headers={"If-None-Match": '"other"'}, status=200)


@everywhere
def test_part_of_an_image_can_be_had(site: Site, browser: TestApp) -> None:
    browser.get(address(site))
    whole = browser.get(address(site)).body
    part = browser.get(address(site), headers={"Range": "bytes=10-19"}, status=206)
    assert part.body == whole[10:20]
    browser.get(address(site), headers={"Range": "bytes=9999999-"}, status=416)


@everywhere
def test_validators_of_an_image_mean_nothing_while_there_is_a_stand_in(
    site: Site, browser: TestApp
) -> None:
    browser.get(address(site))
    tag = browser.get(address(site)).headers["ETag"]
    shutil.rmtree(site.cache / "images")
    headers = {"If-None-Match": tag, "Range": "bytes=0-1"}
    assert is_soon(browser.get(address(site), headers=headers))


def test_image_that_has_changed_has_another_tag(site: Site, browser: TestApp) -> None:
    browser.get(address(site))
    before = browser.get(address(site))
    site.write(PHOTO, noise(800, 600, seed=2))
    site.sync()
    assert is_soon(browser.get(address(site)))
    after = browser.get(address(site), status=200)
    assert after.headers["ETag"] != before.headers["ETag"]
    assert after.body != before.body


# On demand.


@everywhere
def test_a_large_copy_is_made_when_somebody_wants_it(site: Site) -> None:
    site.write(PHOTO, noise(3000, 2000))
    mirror(site)
    browser, large = site.browser(), address(site, name="large.jpg")
    browser.get(address(site))
    assert is_soon(browser.get(large))
    assert Image.open(BytesIO(browser.get(large, status=200).body)).size == (2560, 1707)


def test_a_page_shows_a_smaller_copy_until_the_large_one_is_there(site: Site) -> None:
    site.write(PHOTO, noise(3000, 2000))
    mirror(site)
    browser, large = site.browser(), address(site, name="large.jpg")
    browser.get(address(site))
    image = {"Sec-Fetch-Dest": "image"}
    smaller = browser.get(large, headers=image, status=302)
    assert smaller.headers["Cache-Control"] == "no-store"
    assert Image.open(BytesIO(smaller.follow(status=200).body)).size == (1620, 1080)
    assert Image.open(BytesIO(browser.get(large, headers=image, status=200).body)).width == 2560


def test_a_page_of_many_shows_a_placeholder_until_a_copy_is_there(site: Site) -> None:
    site.write(PHOTO, noise(3000, 2000))
    mirror(site)
    row, image = address(site, name="row.jpg"), {"Sec-Fetch-Dest": "image"}
    assert is_soon(site.browser().get(row, headers=image))
    assert [file.stem.rpartition("-")[2] for file in site.cache.rglob("*.jpg")] == ["row"]
    assert site.browser().get(row, headers=image, status=200).content_type == "image/jpeg"


def test_a_photograph_that_is_no_larger_has_no_second_copy(
    site: Site, browser: TestApp, decoded: list[str]
) -> None:
    browser.get(address(site))
    copies = [
        browser.get(address(site, name=f"{name}.jpg"), status=200).body
        for name in ("big", "large", "huge")
    ]
    assert len(set(copies)) == 1
    assert len(decoded) == 1


def test_large_copies_of_what_may_not_be_seen_are_not_made(site: Site, browser: TestApp) -> None:
    with site.session() as session:
        session.execute(update(Album).values(visibility="private"))
    browser.get(address(site, name="huge.jpg"), status=404)
    assert not site.runtime.queue.huey.pending_count()
    assert not list(site.cache.rglob("*.jpg"))


@everywhere
def test_tiles_are_made_when_one_is_wanted(site: Site) -> None:
    site.write(PHOTO, jpeg(9000, 600))
    mirror(site)
    browser, tile = site.browser(), address(site, name="tile-0-17-1.jpg")
    assert is_soon(browser.get(tile))
    assert Image.open(BytesIO(browser.get(tile, status=200).body)).size == (9000 - 17 * 512, 88)
    browser.get(address(site, name="tile-0-18-1.jpg"), status=404)
    with site.session() as session:
        session.execute(update(Album).values(visibility="private"))
    browser.get(tile, status=404)


def test_tiles_that_cannot_be_made_are_not_asked_for_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.write(PHOTO, jpeg(9000, 600))
    mirror(site)
    browser = site.browser()
    weights = []
    with monkeypatch.context() as patch:
        patch.setattr(WorkLimit, "seconds_to_wait", lambda *known: weights.append(known[3]) or 1)
        browser.get(address(site), status=429)
        browser.get(address(site, name="tile-0-0-0.jpg"), status=429)
    assert weights == [1, 20]  # As many images as all tiles of one take time and room.
    browser.get(address(site))
    big = next(site.cache.rglob("*-big.jpg"))
    big.with_name(big.name.replace("-big", "-untiled-tile")).write_bytes(b"x")
    browser.get(address(site, name="tile-0-0-0.jpg"), status=404)
    assert not list(site.cache.rglob("*-0_0_0-tile.jpg"))


# Never.


def test_broken_picture_is_marked_and_decoded_once_over_many_requests_and_syncs(
    site: Site, browser: TestApp, decoded: list[str]
) -> None:
    site.write(PHOTO, damaged(noise(800, 600)))
    site.sync()
    assert is_soon(browser.get(address(site)))
    for _ in range(3):
        for name in SIZES:
            assert is_broken(browser.get(address(site, name=f"{name}.jpg"), status=415))
        site.sync()
    assert len(decoded) == 1
    browser.get(address(site, OTHER), status=202)
    browser.get(address(site, OTHER), status=200)


@everywhere
def test_page_that_shows_it_gets_the_picture_of_what_cannot_be_shown_as_any_other(
    site: Site, browser: TestApp
) -> None:
    """A browser would report any other status as an error of the page."""
    image = {"Sec-Fetch-Dest": "image"}
    site.write(PHOTO, b"no picture")
    site.sync()
    refused = browser.get(address(site), status=415)
    shown = browser.get(address(site), headers=image, status=200)
    assert (shown.body, shown.content_type) == (refused.body, refused.content_type)
    assert shown.headers["Cache-Control"] == "no-store"
    assert browser.get(address(site), headers={"Sec-Fetch-Dest": "empty"}, status=415)
    missing = address(site, OTHER)
    (site.library / OTHER).unlink()
    site.sync()
    browser.get(missing, headers=image, status=404)
    owner = site.browser("owner")
    owner.get(missing, status=404)
    assert owner.get(missing, headers=image, status=200).body == refused.body


def test_a_picture_that_is_not_all_there_is_shown_and_marked_and_the_owner_is_told_why(
    site: Site, browser: TestApp
) -> None:
    site.write(PHOTO, truncated(noise(800, 600)))
    site.sync()
    browser.get(address(site))
    browser.get(address(site), status=200)
    page, reason = site.image_url(PHOTO), "the file ends too early: only a part of the picture"
    assert ("incomplete" in browser.get(page), reason in browser.get(page)) == (True, False)
    assert f"incomplete: {reason}" in site.browser("owner").get(page)
    assert "incomplete" not in browser.get(site.image_url(OTHER))
    marks = browser.get(page.removesuffix(f"{site.image(PHOTO).id}/")).html.select("#images .badge")
    assert [mark.text for mark in marks] == ["incomplete"]


def test_broken_picture_is_tried_again_when_its_file_has_changed(
    site: Site, browser: TestApp, decoded: list[str]
) -> None:
    site.write(PHOTO, damaged(noise(800, 600)))
    site.sync()
    browser.get(address(site))
    browser.get(address(site), status=415)
    site.write(PHOTO, noise(800, 600))
    browser.get(address(site), status=415)
    site.sync()
    assert is_soon(browser.get(address(site)))
    browser.get(address(site), status=200)
    assert len(decoded) == 2


@pytest.mark.parametrize("content", [b"", b"\xff", b"\xff\xd8\xff", b"This is text.\n"])
def test_file_that_is_no_picture_is_never_given_to_a_decoder(
    site: Site, browser: TestApp, decoded: list[str], content: bytes
) -> None:
    site.write(PHOTO, content)
    for _ in range(3):
        site.sync()
        assert is_broken(browser.get(address(site), status=415))
    assert decoded == []
    site.write(PHOTO, noise(80, 60))
    site.sync()
    browser.get(address(site), status=202)
    browser.get(address(site), status=200)


def test_bomb_is_one_attempt_under_a_memory_limit(
    tmp_path: Path, database: Path, decoded: list[str]
) -> None:
    site = Site(tmp_path, database, **{"bviewer.job_memory_mb": "64"})
    site.add_gallery()
    site.write(PHOTO, huge_png())
    site.write(OTHER)
    site.sync()
    browser = site.browser()
    assert is_soon(browser.get(address(site)))
    for _ in range(3):
        assert is_broken(browser.get(address(site), status=415))
    assert len(decoded) == 1
    assert site.image(PHOTO).reason == "it needs more memory than allowed"
    browser.get(address(site, OTHER), status=202)
    browser.get(address(site, OTHER), status=200)
    site.close()


# Not at all.


@everywhere
def test_missing_original_without_a_rendition_is_not_found(site: Site, browser: TestApp) -> None:
    (site.library / PHOTO).unlink()
    assert is_soon(browser.get(address(site))), "nobody knows yet"
    browser.get(address(site), status=404)
    assert not list(site.cache.rglob("*.jpg"))


@everywhere
def test_what_is_gone_is_shown_to_its_owner_alone(site: Site, browser: TestApp) -> None:
    browser.get(address(site))
    before = browser.get(address(site), status=200).body
    (site.library / PHOTO).unlink()
    assert browser.get(address(site), status=200).body == before
    site.sync()
    page, owner = site.image_url(PHOTO), site.browser("owner")
    assert site.image(PHOTO).state == "missing"
    shown = owner.get(address(site), status=200)
    assert (shown.body, shown.headers["Cache-Control"]) == (before, "private, no-cache")
    owner.get(page, status=200)
    owner.get(f"{page}full", status=404)
    for url in (address(site), page, f"{page}full", f"/{site.image(PHOTO).id}/"):
        browser.get(url, status=404)


@everywhere
def test_no_cache_keeps_for_everybody_what_is_in_a_folder_that_is_gone(site: Site) -> None:
    site.write("a/b/x.jpg")
    site.sync()
    item_id = add_film(site, "a/b")
    give_picture(site, item_id)
    url, owner = f"{film_url(site, 'a/b', item_id)}small.jpg", site.browser("owner")
    owner.get(url)
    site.run_jobs()
    assert owner.get(url, status=200).headers["Cache-Control"] == "public, max-age=300"
    for gone in ("a/b", "a"):
        with site.session() as session:
            session.execute(update(Album).values(missing=Album.folder == gone))
        assert owner.get(url, status=200).headers["Cache-Control"] == "private, no-cache"
        site.browser().get(url, status=404)


def test_library_that_is_away_marks_nothing_missing_and_pages_go_on(
    site: Site, browser: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = site.library.rename(site.library.parent / "away")
    for _ in range(3):
        assert is_soon(browser.get(address(site)))
    assert site.image(PHOTO).state == "ready"
    browser.get(site.album_url("a"), status=200)
    browser.get(site.image_url(PHOTO), status=200)
    browser.get(f"{site.image_url(PHOTO)}full", status=404)
    away.rename(site.library)
    later = time.time() + site.runtime.lease + 1
    monkeypatch.setattr("time.time", lambda: later)
    browser.get(address(site), status=202)
    browser.get(address(site), status=200)

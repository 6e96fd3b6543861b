"""Clips: video files among the photographs, as visitors, owners and programs get them."""

import json
from datetime import datetime
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from PIL import Image as Picture
from sqlalchemy import select, update
from webtest import TestApp

from bviewer.albums.editing import set_visibility
from bviewer.albums.failures import UNKNOWN_TIME
from bviewer.library import facts
from bviewer.models import Album, Image, ImageState, ItemKind, Visibility
from bviewer.presenters.atom import ATOM
from bviewer.renditions import pipeline
from tests.clips import clip, painted, write
from tests.functional.stacks import everywhere
from tests.functional.test_download import fetched, file_url, prepared
from tests.functional.test_shares import follow, link_to
from tests.functional.test_slideshow import Show
from tests.pictures import jpeg
from tests.site import Site

FILM, PHOTO = "a/film.mp4", "a/photo.jpg"
APPLE = {
    "com.apple.quicktime.creationdate": "2024-06-13T21:00:00+0900",
    "com.apple.quicktime.make": "Apple",
    "com.apple.quicktime.model": "iPhone 15",
    "com.apple.quicktime.location.ISO6709": "+41.8900+012.4922+021.000/",
}


def of_a_phone() -> bytes:
    """A clip that was taken upright, in Tokyo as its clock says, in Rome as its receiver does."""
    return write(
        "mov",
        "libx264",
        [painted()] * 3,
        tags=APPLE,
        options={"movflags": "use_metadata_tags"},
        matrix=(0, 1, -1, 0),
    )


@pytest.fixture
def browser(site: Site) -> TestApp:
    """A visitor of a site with a photograph and a clip, whose jobs are run where they are sent."""
    site.write(FILM, clip("mp4"))
    site.write(PHOTO)
    site.sync()
    return site.browser()


def test_what_a_phone_wrote_is_told(site: Site) -> None:
    site.write("a/IMG_0001.MOV", of_a_phone())
    assert site.sync().added == 1
    image = site.image("a/IMG_0001.MOV")
    assert (image.kind, image.state) == (ItemKind.CLIP, ImageState.READY)
    assert (image.width, image.height, image.duration_ms) == (48, 64, 300)
    assert image.media_type == 'video/mp4; codecs="avc1.42c00a"'
    assert (image.time, image.offset_minutes) == (datetime(2024, 6, 13, 21), 540)
    page = site.browser("owner").get(site.image_url("a/IMG_0001.MOV"), status=200)
    page.mustcontain("Apple iPhone 15", "48 \u00d7 64", "UTC+9:00", "41.89000, 12.49220")


def test_a_stranger_is_not_told_where_it_was_if_the_album_does_not_say(site: Site) -> None:
    site.write("a/IMG_0001.MOV", of_a_phone())
    site.sync()
    assert "41.89" not in site.browser().get(site.image_url("a/IMG_0001.MOV"))


@everywhere
def test_its_picture_is_there_soon(site: Site, browser: TestApp) -> None:
    url = site.image_url(FILM)
    answer = browser.get(f"{url}small.jpg", status=202)
    assert answer.headers["Cache-Control"] == "no-store"
    site.run_jobs()
    answer = browser.get(f"{url}small.jpg", status=200)
    assert answer.content_type == "image/jpeg"
    assert Picture.open(BytesIO(answer.body)).size == (48, 48)
    assert browser.get(f"{url}vast.jpg", status=404)


@everywhere
@pytest.mark.parametrize("extension", ["mp4", "mov", "webm", "avi"])
def test_it_is_played_from_its_file_by_ranges(site: Site, extension: str) -> None:
    data = clip(extension)
    site.write(f"a/film.{extension}", data)
    site.sync()
    browser, url = site.browser(), f"{site.image_url(f'a/film.{extension}')}play"
    whole = browser.get(url, status=200)
    assert whole.body == data
    types = {"mov": "quicktime", "avi": "x-msvideo"}
    assert whole.content_type == f"video/{types.get(extension, extension)}"
    assert "Content-Disposition" not in whole.headers
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    for header, first, stop in (("bytes=0-", 0, len(data)), ("bytes=100-299", 100, 300)):
        part = browser.get(url, headers={"Range": header}, status=206)
        assert part.body == data[first:stop]
        assert part.headers["Content-Range"] == f"bytes {first}-{stop - 1}/{len(data)}"
    tag = whole.headers["ETag"]
    assert browser.get(url, headers={"If-None-Match": tag}, status=304)
    old = browser.get(url, headers={"Range": "bytes=0-9", "If-Range": '"other"'}, status=200)
    assert old.body == data
    assert browser.get(f"{url}/more", status=404)


def test_its_page_has_the_browsers_own_player(site: Site, browser: TestApp) -> None:
    url, known = site.image_url(FILM), site.image(FILM)
    video = browser.get(url).html.select_one(".stage video")
    assert {"controls", "playsinline"} <= {*video.attrs}
    assert "autoplay" not in video.attrs
    assert "controlslist" not in video.attrs
    assert video["preload"] == "none"
    assert (video["width"], video["height"], video["aria-label"]) == ("64", "48", "film")
    assert video["poster"].startswith(f"http://pub.test{url}big.jpg?v=")
    assert video.source["src"] == f"http://pub.test{url}play"
    assert video.source["type"] == known.media_type
    photograph = browser.get(site.image_url(PHOTO))
    assert photograph.html.select(".stage video, .stage [type], [href$='film.css']") == []


def test_tiles_say_what_plays(site: Site, browser: TestApp) -> None:
    page = browser.get(site.album_url("a")).html
    film, photograph = page.select("#images a")
    assert (film["data-kind"], film["data-type"]) == ("clip", site.image(FILM).media_type)
    assert (film.span.text, film.span["aria-label"]) == ("0:00", "Video 0:00")
    assert "data-kind" not in photograph.attrs
    assert photograph.span is None
    assert len(page.select("#images > script[data-films]")) == 1


def test_a_broken_one_may_be_tried_unless_there_is_nothing_in_it(
    site: Site, browser: TestApp
) -> None:
    """What pictures cannot be made of, a browser may play."""
    site.write(FILM, clip("mp4")[:500])
    site.sync()
    page = browser.get(site.image_url(FILM)).html
    assert page.select_one(".stage video")["poster"].endswith("broken.svg")
    site.write(FILM, b"")
    site.sync()
    page = browser.get(site.image_url(FILM)).html
    assert page.select("video, [data-films]") == []
    assert page.select_one(".stage img")["src"].endswith("broken.svg")


def test_a_photograph_is_not_played(site: Site, browser: TestApp) -> None:
    """Its original is for those who may download it."""
    url = site.image_url(PHOTO)
    assert browser.get(f"{url}full", status=200)
    nothing = browser.get(f"{url}nothing", status=404)
    assert browser.get(f"{url}play", status=404).body == nothing.body
    assert site.browser("owner").get(f"{url}play", status=404)


def test_what_only_is_called_like_a_clip_is_not_played(site: Site) -> None:
    for name, content in (("text.mp4", b"<script>alert(1)</script>"), ("photo.mp4", jpeg())):
        site.write(f"a/{name}", content)
    site.write("a/film.jpg", clip("mp4"))
    site.sync()
    browser = site.browser()
    for name in ("text.mp4", "photo.mp4"):
        assert browser.get(f"{site.image_url(f'a/{name}')}play", status=404)
    assert site.image("a/photo.mp4").kind == ItemKind.IMAGE
    assert (
        browser.get(f"{site.image_url('a/film.jpg')}play", status=200).content_type == "video/mp4"
    )


def test_whoever_may_not_download_may_see_it_still(site: Site, browser: TestApp) -> None:
    with site.session() as session:
        album = session.scalars(select(Album).where(Album.folder == "a")).one()
        album.downloads = False
    url = site.image_url(FILM)
    assert browser.get(f"{url}full", status=404)
    assert browser.get(f"{url}play", status=200)
    assert browser.get(url).html.video["controlslist"] == "nodownload"


def test_it_is_downloaded_by_its_name(site: Site, browser: TestApp) -> None:
    answer = browser.get(f"{site.image_url(FILM)}full", status=200)
    assert answer.content_type == "video/mp4"
    assert 'attachment; filename="film.mp4"' in answer.headers["Content-Disposition"]


def test_a_share_opens_it_as_long_as_it_lasts(site: Site, browser: TestApp) -> None:
    url = site.image_url(FILM)
    site.set_visibility("a", Visibility.PRIVATE)
    private = site.image_url(FILM)
    for ending in ("", "play", "full", "small.jpg"):
        assert browser.get(url + ending, status=404)
        assert browser.get(private + ending, status=404)
    holder = site.browser()
    follow(holder, link_to(site, "a"))
    assert holder.get(f"{private}play", status=200)
    assert holder.get(f"{private}full", status=404)


def test_a_clip_that_was_exchanged_is_not_sent(site: Site, browser: TestApp) -> None:
    """Two files of the same size and time change places: one may be of a private album."""
    site.write("b/other.mp4", clip("mp4")[:-1] + b"!")
    site.sync()
    site.set_visibility("b", Visibility.PRIVATE)
    url = f"{site.image_url(FILM)}play"
    assert browser.get(url, status=200)
    (site.library / FILM).unlink()
    (site.library / "b/other.mp4").rename(site.library / FILM)
    assert browser.get(url, status=404)


def test_it_follows_its_file(site: Site, browser: TestApp) -> None:
    known = site.image(FILM)
    (site.library / FILM).rename(site.library / "a/holiday.mp4")
    assert site.sync().moved == 1
    renamed = site.image("a/holiday.mp4")
    assert (renamed.id, renamed.duration_ms, renamed.kind) == (known.id, 300, ItemKind.CLIP)
    (site.library / "b").mkdir()
    (site.library / "a/holiday.mp4").rename(site.library / "b/holiday.mp4")
    assert site.sync().moved == 1
    assert site.image("b/holiday.mp4").id == known.id
    old = f"{site.album_url('a')}{known.id}/"
    assert browser.get(f"{old}play", status=301).location.endswith(f"{known.id}/play")


def test_what_was_taken_for_a_photograph_is_a_clip_as_soon_as_it_is_read_again(
    site: Site, browser: TestApp
) -> None:
    known = site.image(FILM)
    with site.session() as session:
        lost = {"kind": ItemKind.IMAGE, "duration_ms": None, "media_type": None}
        session.execute(
            update(Image).where(Image.id == known.id).values(ctime_ns=UNKNOWN_TIME, **lost)
        )
    site.sync()
    again = site.image(FILM)
    assert (again.id, again.kind, again.ctime_ns) == (known.id, ItemKind.CLIP, known.ctime_ns)
    assert (again.duration_ms, again.media_type) == (known.duration_ms, known.media_type)
    assert browser.get(site.album_url("a")).html.select_one("#images a[data-kind='clip']")


def test_it_is_missing_and_back(site: Site, browser: TestApp) -> None:
    url, file = site.image_url(FILM), site.library / FILM
    data = file.read_bytes()
    file.unlink()
    assert site.sync().missing == 1
    assert browser.get(url, status=404)
    owner = site.browser("owner")
    assert owner.get(url, status=200)
    assert owner.get(f"{url}play", status=404)
    site.write(FILM, data)
    site.sync()
    assert browser.get(f"{url}play", status=200).body == data


def test_a_copy_of_a_closed_one_arrives_closed(site: Site, browser: TestApp) -> None:
    site.set_visibility("a", Visibility.PRIVATE)
    site.write("copy/film.mp4", clip("mp4"))
    site.sync()
    assert site.album("copy").visibility == Visibility.PRIVATE
    assert browser.get(f"{site.image_url('copy/film.mp4')}play", status=404)


def test_what_it_becomes_is_its_next_version(site: Site, browser: TestApp) -> None:
    before = site.image(FILM)
    site.write(FILM, of_a_phone())
    assert site.sync().changed == 1
    after = site.image(FILM)
    assert (after.id, after.width, after.height) == (before.id, 48, 64)
    site.write(FILM, jpeg())
    site.sync()
    changed = site.image(FILM)
    assert (changed.kind, changed.duration_ms, changed.media_type) == (ItemKind.IMAGE, None, None)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (clip("mp4")[:500], "the video is damaged"),
        (write("matroska", "ffv1", [painted()]), "is not decoded (ffv1)"),
    ],
)
def test_a_broken_one_is_told_to_its_owner(site: Site, data: bytes, reason: str) -> None:
    site.write("a/broken.mp4", data)
    site.sync()
    image, url = site.image("a/broken.mp4"), site.image_url("a/broken.mp4")
    assert (image.kind, image.state) == (ItemKind.CLIP, ImageState.BROKEN)
    assert reason in (image.reason or "")
    browser = site.browser()
    assert browser.get(f"{url}small.jpg", status=415)
    assert reason not in browser.get(url, status=200)
    site.browser("owner").get(url, status=200).mustcontain(reason)


def test_one_whose_pictures_are_damaged_is_broken_once_that_is_tried(site: Site) -> None:
    data = bytearray(clip("mp4"))
    at = data.index(b"mdat") + 4
    data[at : at + 300] = bytes(300)
    site.write(FILM, bytes(data))
    site.sync()
    browser, url = site.browser(), site.image_url(FILM)
    assert browser.get(f"{url}small.jpg", status=202)
    site.run_jobs()
    assert browser.get(f"{url}small.jpg", status=415)
    assert site.image(FILM).reason == "the video is damaged"


def test_without_its_decoder_it_is_listed_played_and_downloaded(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "find_spec", lambda _name: None)
    facts.can_read_clips.cache_clear()
    try:
        site.write("a/VID_20240613_140000.mp4", clip("mp4"))
        site.sync()
        image = site.image("a/VID_20240613_140000.mp4")
        assert image.reason == "PyAV, which decodes videos, is not installed"
        assert (image.kind, image.media_type) == (ItemKind.CLIP, "video/mp4")
        assert image.time == datetime(2024, 6, 13, 14)
        browser, url = site.browser(), site.image_url("a/VID_20240613_140000.mp4")
        browser.get(site.album_url("a"), status=200).mustcontain(image.id)
        assert browser.get(f"{url}small.jpg", status=415)
        for ending in ("", "play", "full"):
            assert browser.get(url + ending, status=200)
    finally:
        monkeypatch.undo()
        facts.can_read_clips.cache_clear()
    site.sync()  # It is installed now: what was held against clips is looked at again.
    assert site.image("a/VID_20240613_140000.mp4").state == ImageState.READY


def test_a_poster_without_its_decoder_is_a_reason(
    site: Site, browser: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be taken away after clips were read."""
    url = site.image_url(FILM)
    monkeypatch.setattr(pipeline, "can_read_clips", lambda: False)
    browser.get(f"{url}small.jpg", status=202)
    site.run_jobs()
    assert site.image(FILM).reason == "PyAV, which decodes videos, is not installed"
    assert browser.get(f"{url}small.jpg", status=415)


def test_what_may_not_be_shown_is_not_read(site: Site) -> None:
    """The operator may leave formats out."""
    limited = site.runtime.library
    site.runtime.library.formats = frozenset({"jpg"})
    try:
        site.write(FILM, clip("mp4"))
        site.write(PHOTO)
        assert site.sync().added == 1
    finally:
        limited.formats = site.runtime.settings.formats


def test_it_is_counted(site: Site, browser: TestApp) -> None:
    browser.get(site.album_url("a"), status=200).mustcontain("1 photograph, 1 video")
    browser.get("/", status=200).mustcontain("1 photograph, 1 video")
    (site.library / PHOTO).unlink()
    site.sync()
    page = browser.get("/", status=200)
    page.mustcontain("1 video", no=["photograph,"])


def test_an_archive_holds_it(site: Site, browser: TestApp) -> None:
    page = prepared(browser, site.album_url("a"))
    page.mustcontain("1 photograph, 1 video")
    assert sorted(fetched(browser, site.album_url("a"))) == ["a/film.mp4", "a/photo.jpg"]
    assert clip("mp4") in browser.get(file_url(page)).body


def test_a_feed_encloses_it(site: Site, browser: TestApp) -> None:
    feed = fromstring(browser.get(f"{site.album_url('a')}feed", status=200).body)
    found = {
        entry.findtext(f"{{{ATOM}}}title"): entry.find(f"{{{ATOM}}}link[@rel='enclosure']")
        for entry in feed.iter(f"{{{ATOM}}}entry")
    }
    assert found["photo"] is None
    enclosure = found["film"]
    assert enclosure is not None
    assert enclosure.get("type") == "video/mp4"
    assert enclosure.get("length") == str(len(clip("mp4")))
    assert browser.get(enclosure.get("href") or "", status=200).body == clip("mp4")


@everywhere
def test_a_show_has_its_picture(site: Site, browser: TestApp) -> None:
    (photograph, *others) = sorted(Show(browser).rest(), key=lambda each: each["title"])
    assert (photograph["title"], [each["title"] for each in others]) == ("film", ["photo"])
    assert photograph["url"] == f"http://pub.test{site.image_url(FILM)}"
    assert photograph["src"].startswith(f"{photograph['url']}big.jpg?v=")
    assert (photograph["width"], photograph["height"]) == (64, 48)
    site.set_visibility("a", Visibility.PRIVATE)
    assert Show(browser).titles() == ""


def test_its_picture_is_what_other_sites_show(site: Site, browser: TestApp) -> None:
    url = site.image_url(FILM)
    browser.get(f"{url}big.jpg", status=202)
    site.run_jobs()
    page = browser.get(url, status=200)
    image = page.html.select_one('meta[property="og:image"]')
    assert "/big.jpg?v=" in str(image["content"])
    assert browser.get(image["content"], status=200).content_type == "image/jpeg"


def test_it_is_a_cover_like_any_other(site: Site) -> None:
    site.write("only/film.mp4", clip("mp4"))
    site.sync()
    cover = site.image("only/film.mp4").id
    site.browser().get("/", status=200).mustcontain(f"{cover}/small2x.jpg")


def test_the_same_file_in_two_albums_tells_nothing_of_the_other(site: Site) -> None:
    for folder in ("open", "closed"):
        site.write(f"{folder}/film.mp4", clip("mp4"))
    site.sync()
    with site.session() as session:
        for folder, flag in (("open", Visibility.VISIBLE), ("closed", Visibility.PRIVATE)):
            album = session.scalars(select(Album).where(Album.folder == folder)).one()
            set_visibility(session, album, flag)
    browser, closed = site.browser(), site.image("closed/film.mp4").id
    url = site.image_url("open/film.mp4")
    for ending in ("", "play"):
        answer = browser.get(url + ending, status=200)
        told = json.dumps([*answer.headers.items()]) + answer.text if not ending else ""
        assert closed not in told
    assert browser.get(f"{site.album_url('open')}{closed}/play", status=404)


def test_nothing_is_written_beside_it(site: Site, browser: TestApp) -> None:
    def files() -> dict[Path, tuple[int, int]]:
        found = (path for path in site.library.rglob("*") if path.is_file())
        return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in found}

    before = files()
    browser.get(f"{site.image_url(FILM)}small.jpg")
    site.run_jobs()
    browser.get(f"{site.image_url(FILM)}play")
    assert files() == before


def test_rows_of_photographs_are_none_of_clips(site: Site, browser: TestApp) -> None:
    with site.session() as session:
        kinds = session.execute(select(Image.path, Image.kind, Image.media_type)).all()
    assert {(row.path, row.kind, row.media_type is None) for row in kinds} == {
        (FILM, "clip", False),
        (PHOTO, "image", True),
    }

"""Photographs that move: live photographs of Apple, and films in the files of other phones."""

import os

import pytest
from sqlalchemy import select, update
from webtest import TestApp

from bviewer.albums.chosen_items import choose_all
from bviewer.albums.failures import UNKNOWN_TIME
from bviewer.albums.jobs import add_job
from bviewer.library import facts
from bviewer.models import Album, Image, ItemKind, JobKind, Visibility
from bviewer.rendering.album_jobs import reread_image
from bviewer.security.visitor import ShareOption
from tests.clips import clip
from tests.functional.stacks import everywhere
from tests.functional.test_shares import follow, link_to
from tests.motion import ROME, apple_film, apple_photo, film, google_photo
from tests.site import Site

STILL, FILM, INSIDE = "a/IMG_0001.JPG", "a/IMG_0001.MOV", "a/PXL_0002.MP.jpg"


@pytest.fixture
def browser(site: Site) -> TestApp:
    """A visitor of a site with a live photograph, a motion photo and one that stands still."""
    site.write(STILL, apple_photo())
    site.write(FILM, apple_film())
    site.write(INSIDE, google_photo())
    site.write("a/other.jpg")
    site.sync()
    return site.browser()


placed = pytest.mark.parametrize(
    ("still", "film"),
    [(apple_photo(), apple_film(location=ROME)), (google_photo(film(location=ROME)), b"")],
)


def write_placed(site: Site, still: bytes, film: bytes) -> None:
    """Put a photograph there that moves by a film which says where it was taken."""
    site.write(STILL, still)
    if film:
        site.write(FILM, film)
    site.sync()


def motion_of(site: Site, path: str) -> str:
    """The address of what a photograph moves by."""
    return f"{site.image_url(path)}motion"


def test_a_live_photograph_is_one_item(site: Site, browser: TestApp) -> None:
    page = browser.get(site.album_url("a"))
    text = page.html.main.get_text(" ")
    assert "3 photographs" in text
    assert "video" not in text.lower()
    moving = {f"http://pub.test{motion_of(site, path)}" for path in (STILL, INSIDE)}
    links = page.html.select("#images a")
    assert [link.get("data-motion") in moving for link in links].count(True) == 2
    assert len(links) == 3
    assert [link.select_one(".moves") is not None for link in links].count(True) == 2
    assert links[0].select_one(".moves")["aria-label"] == "It moves"
    assert len(page.html.select("[data-films]")) == 1


def test_its_page_has_what_lets_it_move(site: Site, browser: TestApp) -> None:
    page = browser.get(site.image_url(STILL))
    assert page.html.select_one(".stage")["data-motion"].endswith(motion_of(site, STILL))
    page.mustcontain("page/motion.js", "css/film.css", "data-films", no=["page/clip.js"])
    still = browser.get(site.image_url("a/other.jpg"))
    still.mustcontain(no=["data-motion", "page/motion.js", "css/film.css", "data-films"])
    browser.get(motion_of(site, "a/other.jpg"), status=404)


def test_no_page_leads_to_its_clip(site: Site, browser: TestApp) -> None:
    ids = {site.image(path).id for path in (STILL, INSIDE, "a/other.jpg")}
    url, clip_id = site.image_url(STILL), site.image(FILM).id
    seen = set()
    while url and url not in seen:
        seen.add(url)
        before = browser.get(url).html.select_one(".pages a[rel=prev]")
        url = before and before["href"].removeprefix("http://pub.test")
    url = site.image_url(STILL)
    while url:
        seen.add(url)
        after = browser.get(url).html.select_one(".pages a[rel=next]")
        url = after and after["href"].removeprefix("http://pub.test")
    assert {address.rstrip("/").rpartition("/")[2] for address in seen} == ids
    owner = site.browser("owner")
    for page in (f"{site.album_url('a')}{name}" for name in ("", "feed", "items", "arrange")):
        owner.get(page).mustcontain(site.image(STILL).id, no=[clip_id])
    answer = browser.get(site.image_url(FILM), status=302)
    assert answer.location == f"http://pub.test{site.image_url(STILL)}"
    browser.get(f"{site.image_url(FILM)}play", status=404)


@everywhere
@pytest.mark.parametrize(("path", "data"), [(STILL, apple_film()), (INSIDE, film())])
def test_what_it_moves_by_is_sent_by_ranges(
    site: Site, browser: TestApp, path: str, data: bytes
) -> None:
    url, size = motion_of(site, path), len(data)
    whole = browser.get(url, status=200)
    assert whole.body == data
    assert whole.content_type in {"video/mp4", "video/quicktime"}
    assert "Content-Disposition" not in whole.headers
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    tag = whole.headers["ETag"]
    assert tag.startswith('"')
    ranges = {
        "bytes=0-": (0, size),
        "bytes=100-299": (100, 300),
        "bytes=-10": (size - 10, size),
        f"bytes={size - 5}-{size + 99}": (size - 5, size),
    }
    for header, (first, stop) in ranges.items():
        part = browser.get(url, headers={"Range": header, "If-Range": tag}, status=206)
        assert part.body == data[first:stop]
        assert part.headers["Content-Range"] == f"bytes {first}-{stop - 1}/{size}"
        assert part.headers["ETag"] == tag
    beyond = browser.get(url, headers={"Range": f"bytes={size}-"}, status=416)
    assert beyond.headers["Content-Range"] == f"bytes */{size}"
    head = browser.head(url, status=200)
    assert (head.headers["Content-Length"], head.body) == (str(size), b"")
    assert browser.get(url, headers={"If-None-Match": tag}, status=304)
    old = browser.get(url, headers={"Range": "bytes=0-9", "If-Range": '"other"'}, status=200)
    assert old.body == data
    browser.get(f"{url}/more", status=404)
    browser.post(url, status=404)


def test_a_part_has_a_tag_of_its_own(site: Site, browser: TestApp) -> None:
    owner = site.browser("owner")
    whole = owner.get(f"{site.image_url(INSIDE)}full").headers["ETag"]
    part = browser.get(motion_of(site, INSIDE)).headers["ETag"]
    assert part != whole
    assert part.startswith(whole.removesuffix('"'))


@pytest.mark.parametrize("path", [STILL, INSIDE])
def test_what_is_another_file_by_now_is_not_sent(site: Site, browser: TestApp, path: str) -> None:
    url = motion_of(site, path)
    file = site.library / (FILM if path == STILL else path)
    data = file.read_bytes()
    file.write_bytes(data[:-1] + b"\0")
    os.utime(file, (0, 0))
    browser.get(url, status=404)
    file.unlink()
    browser.get(url, status=404)


@placed
def test_without_originals_it_stands_still_for_who_is_not_told_where_it_was_taken(
    site: Site, still: bytes, film: bytes
) -> None:
    write_placed(site, still, film)
    visitor, owner, url = site.browser(), site.browser("owner"), motion_of(site, STILL)
    visitor.get(site.image_url(STILL)).mustcontain("data-motion")
    visitor.get(url, status=200)
    set_of_album(site, downloads=False)
    for page in (site.album_url("a"), site.image_url(STILL)):
        visitor.get(page).mustcontain(no=["data-motion", "data-films"])
        owner.get(page).mustcontain("data-motion", "data-films")
    visitor.get(url, status=404)
    sent = owner.get(url, status=200).body
    assert sent == film or still.endswith(sent)
    assert "1 photograph" in visitor.get(site.album_url("a")).html.main.get_text(" ")
    set_of_album(site, positions="everybody")
    visitor.get(site.image_url(STILL)).mustcontain("data-motion")
    visitor.get(url, status=200)


@everywhere
@placed
def test_no_cache_keeps_for_everybody_what_it_moves_by_for_some(
    site: Site, still: bytes, film: bytes
) -> None:
    write_placed(site, still, film)
    owner, url = site.browser("owner"), motion_of(site, STILL)
    assert owner.get(url).headers["Cache-Control"] == "public, max-age=300"
    set_of_album(site, downloads=False)
    assert owner.get(url).headers["Cache-Control"] == "private, no-cache"
    site.set_visibility("a", Visibility.HIDDEN)
    assert owner.get(motion_of(site, STILL)).headers["Cache-Control"] == "private, no-cache"


def set_of_album(site: Site, **values: object) -> None:
    """Set what an album lets people have."""
    with site.session() as session:
        session.execute(update(Album).where(Album.folder == "a").values(**values))


def test_it_stands_still_by_a_link_that_tells_no_details(site: Site, browser: TestApp) -> None:
    site.set_visibility("a", Visibility.PRIVATE)
    url = motion_of(site, STILL)
    browser.get(url, status=404)
    links = [((ShareOption.DETAILS,), 200), ((ShareOption.DOWNLOAD,), 200), ((), 404)]
    for options, status in links:
        holder = site.browser()
        page = follow(holder, link_to(site, "a", *options))
        assert ("data-motion" in page) == (status == 200)
        holder.get(url, status=status)


def test_what_was_there_before_an_upgrade_is_looked_at_again(site: Site, browser: TestApp) -> None:
    names = ("content_identifier", "motion", "motion_id", "motion_start", "motion_size")
    known = dict.fromkeys(names)
    with site.session() as session:
        session.execute(update(Image).values(**known))
        is_motion = Image.kind == ItemKind.MOTION
        session.execute(update(Image).where(is_motion).values(kind=ItemKind.CLIP))
    marks = marks_in(site)
    report = site.sync()
    assert (report.changed, report.added) == (0, 0)
    assert site.image(STILL).motion_id == site.image(FILM).id
    assert site.image(INSIDE).motion_size == len(film())
    assert marks_in(site) == marks
    assert "3 photographs" in browser.get(site.album_url("a")).html.main.get_text(" ")


def test_it_is_no_news_that_its_clip_is_a_clip_still(site: Site, browser: TestApp) -> None:
    with site.session() as session:
        session.execute(update(Image).values(ctime_ns=UNKNOWN_TIME))
    report = site.sync()
    assert (report.changed, report.added) == (0, 0)
    assert site.image(STILL).motion_id == site.image(FILM).id


def test_albums_are_counted_seldom_while_their_files_are_looked_at_again(
    site: Site, browser: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bviewer.sync.motions.BATCH", 1)
    with site.session() as session:
        session.execute(update(Image).values(content_identifier=None))
    with site.statements() as statements:
        site.sync()
    counted = [each for each in statements if each.startswith("DELETE FROM album_summary")]
    assert len(counted) == len(["a", ""])
    assert site.image(STILL).content_identifier


def test_what_came_before_its_decoder_is_looked_at_once_that_is_there(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "find_spec", lambda _name: None)
    facts.can_read_clips.cache_clear()
    try:
        for path, data in ((STILL, apple_photo()), (FILM, apple_film()), (INSIDE, google_photo())):
            site.write(path, data)
        site.sync()
        with site.statements() as statements:
            site.sync()
        assert not any(each.startswith("UPDATE image") for each in statements)
        assert site.image(INSIDE).motion is None
    finally:
        monkeypatch.undo()
        facts.can_read_clips.cache_clear()
    site.sync()
    assert site.image(STILL).motion_id == site.image(FILM).id
    assert site.image(INSIDE).motion_size == len(film())


def marks_in(site: Site) -> list[int]:
    """What a sync knows files by."""
    with site.session() as session:
        return list(session.scalars(select(Image.ctime_ns).order_by(Image.path)))


def test_a_clip_that_is_chosen_as_a_cover_and_then_belongs_to_a_photograph(site: Site) -> None:
    site.write(FILM, clip("mov"))
    site.sync()
    film_id = site.image(FILM).id
    with site.session() as session:
        session.execute(update(Album).where(Album.folder == "a").values(cover_id=film_id))
    site.write(STILL)
    site.sync()
    page = site.browser().get("/")
    page.mustcontain(site.image(STILL).id, no=[film_id])


def test_its_clip_is_no_tile_of_the_page_that_it_would_be_on(site: Site, browser: TestApp) -> None:
    page = browser.get(f"{site.album_url('a')}?at={site.image(FILM).id}", status=200)
    assert len(page.html.select("#images > li")) == 3
    assert site.image(FILM).id not in page


def test_an_owner_may_have_it_read_again(site: Site, browser: TestApp) -> None:
    album_id, still, inside = site.album("a").id, site.image(STILL), site.image(INSIDE)
    with site.session() as session:
        album = session.get_one(Album, album_id)
        job = add_job(session, album, JobKind.REREAD, choose_all(session, album))
        assert job.total == 3
        forgotten = {"content_identifier": "", "motion": None, "motion_start": None}
        session.execute(update(Image).values(motion_id=None, **forgotten))
    for image in (still, inside):
        reread_image(site.runtime, image.id)
    assert site.image(STILL).content_identifier == still.content_identifier
    assert site.image(STILL).motion_id == still.motion_id
    assert site.image(INSIDE).motion_start == inside.motion_start

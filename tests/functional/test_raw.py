"""RAW files beside photographs: one item, of which both files are downloaded."""

from urllib.parse import quote

import pytest
from sqlalchemy import select
from webtest import TestApp

from bviewer.models import Album, Image, Visibility
from bviewer.security.visitor import ShareOption
from tests.functional.stacks import everywhere
from tests.functional.test_shares import follow, link_to
from tests.pictures import dng, jpeg
from tests.site import Site

STILL, RAW, ALONE = "a/DSC_0001.JPG", "a/dsc_0001.NEF", "a/other.jpg"
DNG = dng(jpeg(60, 40))


@pytest.fixture
def owner(site: Site) -> TestApp:
    """The owner of a site with a photograph and its RAW file, and another photograph."""
    site.write(STILL)
    site.write(RAW, DNG)
    site.write(ALONE, jpeg(8, 8))
    site.sync()
    return site.browser("owner")


def raw_of(site: Site, path: str = STILL) -> str:
    """The address of the RAW file of a photograph."""
    return f"{site.image_url(path)}raw"


def allow_downloads(site: Site, *, downloads: bool) -> None:
    """Let whoever sees the album have its files, or not."""
    album_id = site.album("a").id
    with site.session() as session:
        session.get_one(Album, album_id).downloads = downloads


def refusal(browser: TestApp, address: str) -> tuple[str, list[str]]:
    """How somebody is told that nothing is at an address, but for that address itself."""
    answer = browser.get(address, status=404)
    return answer.text.replace(quote(address, safe=""), ""), sorted(answer.headers)


def test_it_is_one_item(site: Site, owner: TestApp) -> None:
    page = owner.get(site.album_url("a"))
    assert "2 photographs" in page.html.main.get_text(" ")
    assert len(page.html.select("#images a")) == 2
    page.mustcontain(no=[site.image(RAW).id])
    answer = owner.get(site.image_url(RAW), status=302)
    assert answer.location == f"http://pub.test{site.image_url(STILL)}"


def test_both_files_are_offered(site: Site, owner: TestApp) -> None:
    page = owner.get(site.image_url(STILL))
    texts = {link["href"]: link.get_text(" ", strip=True) for link in page.html.select(".pages a")}
    home = "http://pub.test"
    assert texts[f"{home}{site.image_url(STILL)}full"] == "↓ Download"
    assert texts[f"{home}{raw_of(site)}"] == "↓ Download RAW"
    owner.get(site.image_url(ALONE)).mustcontain("/full", no=["/raw", "RAW"])


@everywhere
def test_the_raw_file_is_sent_as_it_is(site: Site, owner: TestApp) -> None:
    answer = owner.get(raw_of(site), status=200)
    assert answer.body == DNG
    assert answer.content_type == "image/tiff"
    assert 'filename="dsc_0001.NEF"' in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    part = owner.get(raw_of(site), headers={"Range": "bytes=10-19"}, status=206)
    assert part.body == DNG[10:20]
    assert owner.get(f"{site.image_url(STILL)}full").content_type == "image/jpeg"


@everywhere
def test_who_may_not_have_originals_has_no_raw_file(site: Site, owner: TestApp) -> None:
    allow_downloads(site, downloads=False)
    stranger = site.browser()
    stranger.get(site.image_url(STILL)).mustcontain(no=["/raw", "RAW"])
    nothing = refusal(stranger, f"{site.image_url(ALONE)}raw")
    for address in (raw_of(site), f"{site.image_url(RAW)}full", f"{site.image_url(RAW)}raw"):
        assert refusal(stranger, address) == nothing
    stranger.get(f"{site.image_url(RAW)}small.jpg", status=404)
    allow_downloads(site, downloads=True)
    assert stranger.get(raw_of(site)).body == DNG
    site.set_visibility("a", Visibility.PRIVATE)
    assert refusal(stranger, raw_of(site)) == nothing


def test_a_link_with_originals_has_it(site: Site, owner: TestApp) -> None:
    site.set_visibility("a", Visibility.PRIVATE)
    assert owner.get(raw_of(site)).body == DNG
    with_files, without = site.browser(), site.browser()
    follow(with_files, link_to(site, "a", ShareOption.DOWNLOAD))
    assert with_files.get(raw_of(site)).body == DNG
    follow(without, link_to(site, "a"))
    without.get(site.image_url(STILL), status=200)
    without.get(raw_of(site), status=404)


def test_of_what_has_none_nothing_is_sent(site: Site, owner: TestApp) -> None:
    owner.get(raw_of(site, ALONE), status=404)
    owner.get(f"{raw_of(site)}/more", status=404)
    owner.post(raw_of(site), status=404)
    (site.library / RAW).write_bytes(DNG[:-1] + b"\0")
    owner.get(raw_of(site), status=404)
    (site.library / RAW).unlink()
    owner.get(raw_of(site), status=404)
    site.sync()
    owner.get(raw_of(site), status=404)
    owner.get(site.image_url(STILL)).mustcontain(no=["/raw"])


def test_no_raw_file_of_another_album_is_sent(site: Site, owner: TestApp) -> None:
    site.write("b/x.jpg", jpeg(9, 9))
    site.write("b/x.nef", dng(jpeg(30, 20)))
    site.sync()
    with site.session() as session:
        still, other = (
            session.scalars(select(Image).where(Image.path == path)).one()
            for path in (STILL, "b/x.nef")
        )
        still.raw_id = other.id
    owner.get(raw_of(site), status=404)


def test_programs_find_it(site: Site, owner: TestApp) -> None:
    program = site.program("owner")
    item = program.get(f"/api/v1/items/{site.image(STILL).id}").json
    assert item["links"]["raw"] == f"http://pub.test{raw_of(site)}"
    other = program.get(f"/api/v1/items/{site.image(ALONE).id}").json
    assert other["links"]["raw"] is None
    program.get(f"/api/v1/items/{site.image(RAW).id}", status=404)

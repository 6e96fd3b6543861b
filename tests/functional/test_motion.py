"""Photographs that move: live photographs of Apple, and films in the files of other phones."""

from sqlalchemy import update

from bviewer.models import Image, ItemKind
from tests.functional.stacks import everywhere
from tests.motion import apple_film, apple_photo, film, google_photo
from tests.site import Site

STILL, FILM = "a/IMG_0001.JPG", "a/IMG_0001.MOV"


def test_a_live_photograph_is_one_item(site: Site) -> None:
    site.write(STILL, apple_photo())
    site.write(FILM, apple_film())
    site.write("a/other.jpg")
    site.sync()
    still, clip = site.image(STILL), site.image(FILM)
    assert (still.motion_id, clip.kind) == (clip.id, ItemKind.MOTION)
    page = site.browser().get(site.album_url("a"))
    assert "2 photographs" in page.html.main.get_text(" ")
    tiles = page.html.select("#images > li")
    assert len(tiles) == 2
    motion = f"http://pub.test{site.image_url(STILL)}motion"
    assert [link.get("data-motion") for link in page.html.select("#images a")] == [motion, None]
    assert site.browser().get(motion).body == apple_film()


@everywhere
def test_a_film_in_a_photograph_is_cut_out_by_ranges(site: Site) -> None:
    site.write("a/PXL.MP.jpg", google_photo())
    site.sync()
    browser, url, data = site.browser(), f"{site.image_url('a/PXL.MP.jpg')}motion", film()
    whole = browser.get(url, status=200)
    assert whole.body == data
    part = browser.get(url, headers={"Range": "bytes=100-299"}, status=206)
    assert part.body == data[100:300]
    assert part.headers["Content-Range"] == f"bytes 100-299/{len(data)}"


def test_what_was_there_before_an_upgrade_is_looked_at_again(site: Site) -> None:
    site.write(STILL, apple_photo())
    site.write(FILM, apple_film())
    site.write("b/PXL.MP.jpg", google_photo())
    site.sync()
    known = {"content_identifier": None, "motion_start": None, "motion_size": None}
    with site.session() as session:
        session.execute(update(Image).values(motion_id=None, **known))
        session.execute(
            update(Image).where(Image.kind == ItemKind.MOTION).values(kind=ItemKind.CLIP)
        )
    report = site.sync()
    assert (report.changed, report.added) == (0, 0)
    assert site.image(STILL).motion_id == site.image(FILM).id
    assert site.image("b/PXL.MP.jpg").motion_size == len(film())

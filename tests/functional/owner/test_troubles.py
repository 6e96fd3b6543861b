"""Lists of what cannot be shown and of what is missing, and trying again."""

import pytest
from sqlalchemy import select

from bviewer.albums import troubles
from bviewer.albums.failures import mark_broken
from bviewer.models import Album, Image
from bviewer.renditions.versions import failure_version
from tests.functional.owner.forms import landed, last_form
from tests.functional.stacks import everywhere
from tests.mirrored import mirror
from tests.pictures import jpeg

DAMAGED = b"\xff\xd8\xff\xe0 no picture"


@pytest.fixture
def damaged(gallery):
    """The gallery with three files that cannot be shown."""
    for number in range(3):
        gallery.write(f"bad/{number}.jpg", DAMAGED + bytes([number]))
    mirror(gallery)
    return gallery


def states(site):
    return [site.image(f"bad/{number}.jpg").state for number in range(3)]


def pretend_broken(site):
    """Let rows say that files are broken which are none."""
    ids = [site.image(f"bad/{number}.jpg").id for number in range(3)]
    with site.session() as session:
        for image_id in ids:
            image = session.get_one(Image, image_id)
            mark_broken(image, "a bad day", failure_version(site.runtime.limits))


def test_an_owner_reads_what_is_broken_and_why(damaged):
    page = damaged.browser("owner").get("/admin/").click("3", href="broken")
    rows = [" ".join(row.text.split()) for row in page.html.select(".rows li")]
    assert len(rows) == 3
    assert sorted(row.split()[0] for row in rows) == ["bad/0.jpg", "bad/1.jpg", "bad/2.jpg"]
    assert damaged.image("bad/0.jpg").reason in page.html.text
    page.click("bad/1.jpg")


@everywhere
def test_what_is_chosen_is_tried_again(gallery):
    for number in range(3):
        gallery.write(f"bad/{number}.jpg", jpeg(10 + number, 10))
    gallery.sync()
    pretend_broken(gallery)
    browser = gallery.browser("owner")
    page = browser.get("/admin/broken")
    chosen = gallery.image("bad/1.jpg").id
    form = last_form(page)
    token = form["csrf_token"].value
    page = landed(
        browser.post("/admin/broken", {"csrf_token": token, "image": chosen, "which": "some"})
    )
    assert "They are tried again" in page
    gallery.run_jobs()
    assert states(gallery) == ["broken", "ready", "broken"]
    landed(browser.post("/admin/broken", {"csrf_token": token, "which": "all"}))
    gallery.run_jobs()
    assert states(gallery) == ["ready"] * 3


def test_one_foreign_photograph_changes_nothing(damaged):
    damaged.add_gallery("other.test", "other")
    damaged.sync(host="other.test")
    with damaged.session() as session:
        foreign = session.scalar(
            select(Image.id).join(Album).where(Album.gallery_id == 2, Image.path == "bad/0.jpg")
        )
        own = session.scalar(
            select(Image.id).join(Album).where(Album.gallery_id == 1, Image.path == "bad/0.jpg")
        )
        before = {row.id: row.ctime_ns for row in session.scalars(select(Image))}
    browser = damaged.browser("owner")
    token = last_form(browser.get("/admin/broken"))["csrf_token"].value
    sent = [("csrf_token", token), ("image", own), ("image", foreign), ("which", "some")]
    browser.post("/admin/broken", sent, status=422)
    with damaged.session() as session:
        assert {row.id: row.ctime_ns for row in session.scalars(select(Image))} == before


def test_long_lists_have_pages(damaged, monkeypatch):
    monkeypatch.setattr("bviewer.views.owner.troubles.PAGE", 2)
    monkeypatch.setattr(troubles.images_in_state, "__defaults__", (2,))
    browser = damaged.browser("owner")
    first = browser.get("/admin/broken")
    second = first.click("More")
    paths = [link.text for page in (first, second) for link in page.html.select(".rows a")]
    assert sorted(paths) == ["bad/0.jpg", "bad/1.jpg", "bad/2.jpg"]
    assert not second.html.select('a[rel="next"]')
    assert browser.get("/admin/broken?after=zzzzzzzzzzzz").html.select(".rows") == []


def test_an_owner_reads_what_is_missing_and_looks_for_it_again(damaged):
    (damaged.library / "bad/1.jpg").unlink()
    damaged.sync(accept_missing=True)
    browser = damaged.browser("owner")
    page = browser.get("/admin/missing")
    assert [link.text for link in page.html.select(".rows a")] == ["bad/1.jpg"]
    damaged.write("bad/1.jpg", DAMAGED + b"\x01")
    landed(last_form(page).submit())
    damaged.run_jobs()
    assert "There are none." in browser.get("/admin/missing")

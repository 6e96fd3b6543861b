"""What came in: what the last syncs did, opening what they closed, ignoring what is not wanted."""

import pytest
from sqlalchemy import select

from bviewer.access.grants import grant
from bviewer.accounts.users import find_user
from bviewer.models import Album, Gallery, Visibility
from tests.functional.owner.forms import landed, last_form
from tests.functional.stacks import everywhere
from tests.pictures import jpeg


def text_of(page):
    return " ".join(page.html.select_one("main").text.split())


@pytest.fixture
def copied(gallery):
    """The gallery with a copy of a private photograph, which arrived closed."""
    gallery.write("secret/1.jpg", jpeg(31, 17))
    gallery.sync()
    gallery.set_visibility("secret", Visibility.PRIVATE)
    gallery.write("copy/1.jpg", jpeg(31, 17))
    gallery.sync()
    return gallery


def test_an_owner_reads_why_an_album_was_closed_and_opens_it(copied):
    browser = copied.browser("owner")
    page = browser.get("/admin/").click("What came in", index=0)
    said = "copy Private. It holds files of secret, which is not for everybody."
    assert said in text_of(page)
    form = next(form for form in page.forms.values() if form.action.endswith("/admin/news"))
    page = landed(form.submit("album"))
    assert "The album is open." in page
    assert copied.album("copy").visibility == Visibility.VISIBLE
    assert copied.album("copy").closed_because is None
    assert not [form for form in page.forms.values() if form.action.endswith("/admin/news")]
    assert said in text_of(page)


def test_what_arrived_moved_and_was_lost_is_said(gallery):
    for path in ("in/1.jpg", "in/2.jpg", "old/3.jpg", "gone/4.jpg"):
        gallery.write(path, jpeg(20 + len(path), 10 + int(path[-5])))
    gallery.sync()
    (gallery.library / "old").rename(gallery.library / "new")
    (gallery.library / "gone/4.jpg").unlink()
    (gallery.library / "gone").rmdir()
    gallery.write("raw.tif~", b"x")
    gallery.sync()
    said = text_of(gallery.browser("owner").get("/admin/news"))
    assert "in 2 files Put elsewhere … Ignore …" in said
    assert "old → new" in said
    assert "Folders that are gone gone" in said
    assert "Photographs and videos that are gone gone 1 file" in said


def test_what_changed_nothing_is_no_news(gallery):
    browser = gallery.browser("owner")
    before = len(browser.get("/admin/news").html.select("main section"))
    gallery.sync()
    assert len(browser.get("/admin/news").html.select("main section")) == before


@everywhere
def test_an_album_is_ignored_after_it_is_said_what_goes(copied):
    copied.write("odd [1]*/sub/2.jpg", jpeg(12, 34))
    copied.sync()
    copied.add_user("friend")
    with copied.session() as session:
        album_id = copied.album("odd [1]*/sub").id
        grant(session, find_user(session, "friend"), session.get_one(Gallery, 1), album_id)
    browser, album = copied.browser("owner"), copied.album("odd [1]*")
    page = browser.get(f"/admin/ignore?album={album.id}")
    said = text_of(page)
    assert "Albums2 Photographs and videos1 1 person has access to it" in said
    page = landed(last_form(page).submit("album"))
    assert "It is ignored from the sync on that is on its way." in page
    copied.run_jobs()
    assert copied.album("odd [1]*").missing
    assert not copied.album("copy").missing
    page = browser.get("/admin/news")
    assert "Not shown any more sub" in text_of(page)
    assert "1 person had access." in text_of(page)


def test_an_album_of_another_gallery_is_neither_opened_nor_ignored(copied):
    copied.write("theirs/sub/9.jpg", jpeg(9, 9))
    copied.add_gallery("other.test", "other", "theirs")
    copied.sync(host="other.test")
    with copied.session() as session:
        foreign = session.scalars(
            select(Album.id).where(Album.gallery_id == 2, Album.folder == "sub")
        ).one()
    browser = copied.browser("owner")
    token = last_form(browser.get("/admin/news"))["csrf_token"].value
    top = copied.album("copy").parent_id
    for album_id in (foreign, top, "nothing", ""):
        browser.get(f"/admin/ignore?album={album_id}", status=404)
        for view in ("news", "ignore"):
            sent = {"csrf_token": token, "album": album_id}
            answer = browser.post(f"/admin/{view}", sent, status=422)
            assert answer.html.select_one("[role=alert]")
    with copied.session() as session:
        assert session.get_one(Gallery, 1).ignored == ""


def test_an_album_that_arrived_is_put_elsewhere_and_stays_closed(copied):
    browser = copied.browser("owner")
    page = browser.get("/admin/news").click(description="Put elsewhere", index=0)
    assert page.request.path == f"{copied.album_url('copy')}move"
    assert page.html.select_one("main .actions a")["href"].endswith("/admin/news")
    form = last_form(page)
    form["parent"] = copied.album("open").id
    page = form.submit(status=200)
    page = landed(last_form(page).submit(status=303))
    assert page.request.path == "/admin/news"
    assert "Moved." in page
    moved = copied.album("copy")
    assert moved.parent_id == copied.album("open").id
    assert moved.visibility == Visibility.PRIVATE


def test_the_home_is_put_nowhere(gallery):
    gallery.write("1.jpg")
    gallery.sync()
    page = gallery.browser("owner").get("/admin/news")
    assert page.html.select(f'.pill[href^="http://pub.test{gallery.album_url("open")}move"]')
    assert not page.html.select('.pill[href^="http://pub.test/move"]')

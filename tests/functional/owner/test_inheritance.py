"""Downloads, positions and order: each album's own, or as in the nearest album above it."""

import pytest
from sqlalchemy import select

from bviewer.access.shares import make_share
from bviewer.albums.editing import set_downloads, set_order, set_positions
from bviewer.models import Album, Gallery, Image, Positions, SortOrder
from bviewer.security.visitor import ShareOption
from tests.functional.owner.forms import form_at, landed
from tests.pictures import jpeg


@pytest.fixture
def change(gallery):
    """Set something of the album of a folder, as `change(set_order, "open", SortOrder.NAME)`."""

    def change(setter, folder, value):
        with gallery.session() as session:
            album = session.scalars(select(Album).where(Album.folder == folder)).one()
            given = (album, value) if setter is set_order else (session, album, value)
            setter(*given)

    return change


def downloads(site, path):
    """Who may have the file of a photograph that they see; the page offers it to the same."""
    found = set()
    for name in ("viewer", "guest", "everywhere", "owner", None):
        browser = site.browser(name)
        if browser.get(site.image_url(path), status="*").status_int != 200:
            continue
        is_offered = "Download" in browser.get(site.image_url(path))
        has = browser.get(f"{site.image_url(path)}full", status="*").status_int == 200
        assert is_offered == has
        if has:
            found.add(name)
    return found


def test_an_album_keeps_its_files_from_all_but_its_owner_and_so_do_those_below(family, change):
    change(set_downloads, "priv", False)
    assert downloads(family, "priv/s.jpg") == {"owner"}
    assert downloads(family, "priv/openchild/q.jpg") == {"owner"}
    assert downloads(family, "open/a.jpg") == {"viewer", "guest", "everywhere", "owner", None}


def test_an_album_gives_its_files_again_to_whoever_may_see_it(family, change):
    change(set_downloads, "", False)
    change(set_downloads, "priv/openchild", True)
    change(set_downloads, "hid", True)
    assert downloads(family, "priv/s.jpg") == {"owner"}
    assert downloads(family, "open/a.jpg") == {"owner"}
    assert downloads(family, "priv/openchild/q.jpg") == {"viewer", "guest", "everywhere", "owner"}
    everybody = {"viewer", "guest", "everywhere", "owner", None}
    assert downloads(family, "hid/visiblechild/v.jpg") == everybody


def test_a_file_that_is_kept_back_is_like_one_that_never_was(gallery, change):
    change(set_downloads, "open", False)
    url = gallery.image_url("open/a.jpg")
    browser = gallery.browser()
    kept = browser.get(f"{url}full", status=404)
    missing = browser.get(f"{url[:-13]}{'1' * 12}/full", status=404)
    assert kept.body == missing.body
    browser.get(f"{url}small.jpg", status="2*")


def is_placed(site, name, path):
    return "geo:" in site.browser(name).get(site.image_url(path))


def test_an_album_tells_where_photographs_were_taken_as_it_or_the_nearest_above_says(
    family, change
):
    with family.session() as session:
        for image in session.scalars(select(Image)):
            image.camera = {"latitude": 48.2, "longitude": 16.37}
    assert not is_placed(family, None, "open/a.jpg")
    assert is_placed(family, "everywhere", "open/a.jpg")
    change(set_positions, "", Positions.EVERYBODY)
    assert is_placed(family, None, "open/a.jpg")
    change(set_positions, "open", Positions.NOBODY)
    assert not is_placed(family, "owner", "open/a.jpg")
    change(set_positions, "priv", Positions.NOBODY)
    assert not is_placed(family, "guest", "priv/openchild/q.jpg")
    change(set_positions, "priv/openchild", Positions.TRUSTED)
    assert is_placed(family, "guest", "priv/openchild/q.jpg")


def test_an_album_without_an_order_is_sorted_as_the_one_above(gallery, change):
    for width, name in enumerate("bca", 100):
        gallery.write(f"open/below/{name}.jpg", jpeg(width, 40))
    gallery.sync()
    assert gallery.album("open/below").order is None
    assert gallery.album("open").order == SortOrder.OLDEST
    change(set_order, "open", SortOrder.NAME_DOWN)
    page = gallery.browser().get(gallery.album_url("open/below"))
    assert [img["alt"] for img in page.html.select(".images img")] == ["c", "b", "a"]
    following = page.click(href=gallery.image("open/below/c.jpg").id)
    assert gallery.image("open/below/b.jpg").id in following.html.select_one("[rel=next]")["href"]


def test_the_form_offers_what_is_above_and_stores_it(gallery):
    browser, url = gallery.browser("owner"), gallery.album_url("open")
    form = form_at(browser, f"{url}edit")
    assert (form["downloads"].value, form["positions"].value) == ("", "")
    form["downloads"], form["positions"], form["order"] = "no", "nobody", ""
    landed(form.submit(status=303))
    album = gallery.album("open")
    assert (album.downloads, album.positions, album.order) == (False, "nobody", None)
    form = form_at(browser, f"{url}edit")
    assert (form["downloads"].value, form["positions"].value) == ("no", "nobody")
    form["downloads"], form["positions"] = "", ""
    landed(form.submit(status=303))
    assert (gallery.album("open").downloads, gallery.album("open").positions) == (None, None)


def test_the_home_has_no_album_above_it(gallery):
    form = form_at(gallery.browser("owner"), "/edit")
    assert "" not in [value for value, *_ in form["order"].options]
    assert [value for value, *_ in form["downloads"].options] == ["yes", "no"]
    form["downloads"] = "no"
    landed(form.submit(status=303))
    assert gallery.album("").downloads is False


def holder(site, folder, *options):
    """A browser that has followed a link with which some things come."""
    album_id, browser = site.album(folder).id, site.browser()
    with site.session() as session:
        token = make_share(
            session,
            session.get_one(Gallery, 1),
            album_id,
            label="Party",
            options={option: option in options for option in ShareOption},
        )
    browser.get(f"/s/{token}", status=303)
    return browser


def has_file(site, browser, path):
    is_offered = "Download" in browser.get(site.image_url(path), status=200)
    assert is_offered == (browser.get(f"{site.image_url(path)}full", status="*").status_int == 200)
    return is_offered


def test_no_link_gives_files_that_an_album_keeps_back(gallery, change):
    browser = holder(gallery, "priv", ShareOption.DOWNLOAD)
    assert has_file(gallery, browser, "priv/s.jpg")
    change(set_downloads, "priv", False)
    assert not has_file(gallery, browser, "priv/s.jpg")
    assert not has_file(gallery, browser, "priv/openchild/q.jpg")


def test_files_that_an_album_gives_again_come_with_a_link_only_if_that_says_so(gallery, change):
    change(set_downloads, "", False)
    change(set_downloads, "priv/openchild", True)
    assert not has_file(gallery, holder(gallery, "priv"), "priv/openchild/q.jpg")
    browser = holder(gallery, "priv", ShareOption.DOWNLOAD)
    assert has_file(gallery, browser, "priv/openchild/q.jpg")
    assert not has_file(gallery, browser, "priv/s.jpg")


def test_no_link_tells_places_that_an_album_tells_nobody(gallery, change):
    with gallery.session() as session:
        for image in session.scalars(select(Image)):
            image.camera = {"latitude": 48.2, "longitude": 16.37}
    browser = holder(gallery, "priv", ShareOption.DETAILS, ShareOption.POSITION)
    assert "geo:" in browser.get(gallery.image_url("priv/s.jpg"))
    change(set_positions, "priv", Positions.NOBODY)
    assert "geo:" not in browser.get(gallery.image_url("priv/s.jpg"))

"""What pages say about themselves to programs: only what a stranger may see, whoever asks."""

import pytest
from sqlalchemy import select
from webtest import TestApp

from bviewer.access.grants import grant
from bviewer.albums.editing import set_cover
from bviewer.models import Album, Gallery, User, Visibility
from tests.pictures import jpeg
from tests.site import Site


def properties(browser: TestApp, url: str) -> dict[str, str]:
    """The Open Graph properties of a page, by their names without `og:`."""
    page = browser.get(url, status=200).html
    return {
        tag["property"].removeprefix("og:"): tag["content"]
        for tag in page.select("head meta[property]")
    }


def card(browser: TestApp, url: str) -> str:
    """How large Twitter and others are to show a page."""
    (tag,) = browser.get(url, status=200).html.select("meta[name='twitter:card']")
    return str(tag["content"])


def render(site: Site, path: str) -> None:
    """Have all copies of an image made."""
    site.browser("owner").get(f"{site.image_url(path)}big.jpg", status=202)
    site.run_jobs()


def test_an_album_shows_its_title_text_and_cover(gallery: Site) -> None:
    with gallery.session() as session:
        album = session.scalars(select(Album).where(Album.folder == "open")).one()
        album.title, album.description = 'A "quiet" <b>place', "First line\nsecond\n" + "x " * 200
    url = gallery.album_url("open")
    render(gallery, "open/a.jpg")
    told = properties(gallery.browser(), url)
    image = gallery.image_url("open/a.jpg")
    assert told.pop("description").startswith("First line second x x")
    assert told.pop("image").startswith(f"http://pub.test{image}big.jpg?v=")
    assert told == {
        "type": "website",
        "site_name": "pub.test",
        "title": 'A "quiet" <b>place',
        "url": f"http://pub.test{url}",
        "image:width": "60",
        "image:height": "40",
        "image:alt": 'A "quiet" <b>place',
    }


def test_an_image_shows_itself(gallery: Site) -> None:
    gallery.write("open/wide.jpg", jpeg(3840, 1080))
    gallery.sync()
    browser, url = gallery.browser(), gallery.image_url("open/wide.jpg")
    render(gallery, "open/wide.jpg")
    told = properties(browser, url)
    assert (told["title"], told["url"]) == ("wide", f"http://pub.test{url}")
    assert (told["image:width"], told["image:height"]) == ("1920", "540")
    assert browser.get(told["image"], status=200).content_type == "image/jpeg"


@pytest.mark.parametrize("page", ["album", "image"])
def test_a_picture_is_named_once_it_can_be_had(gallery: Site, page: str) -> None:
    image = gallery.image_url("open/a.jpg")
    url = image if page == "image" else gallery.album_url("open")
    browser = gallery.browser()
    assert "image" not in properties(browser, url)
    assert card(browser, url) == "summary"
    render(gallery, "open/a.jpg")
    browser.get(properties(browser, url)["image"], status=200)
    assert card(browser, url) == "summary_large_image"


def test_the_best_picture_that_there_is_is_named(gallery: Site) -> None:
    gallery.write("open/wide.jpg", jpeg(1200, 800))
    gallery.sync()
    render(gallery, "open/wide.jpg")
    for file in gallery.cache.rglob("*-big.jpg"):
        file.unlink()
    told = properties(gallery.browser(), gallery.image_url("open/wide.jpg"))
    assert "/small2x.jpg?v=" in told["image"]
    assert (told["image:width"], told["image:height"]) == ("600", "600")
    gallery.browser().get(told["image"], status=200)


def test_an_image_that_cannot_be_shown_has_no_picture(gallery: Site) -> None:
    url = gallery.image_url("open/a.jpg")
    (gallery.library / "open" / "a.jpg").unlink()
    gallery.sync()
    assert "image" not in properties(gallery.browser("owner"), url)
    assert "image" not in properties(gallery.browser(), gallery.album_url("open"))


@pytest.mark.parametrize("name", [None, "everywhere", "owner"])
def test_whoever_asks_is_told_what_strangers_are(gallery: Site, name: str | None) -> None:
    if name == "everywhere":
        gallery.add_user(name)
    stranger, browser = gallery.browser(), gallery.browser(name)
    for url in ("/", gallery.album_url("open"), gallery.album_url("hid")):
        assert properties(browser, url) == properties(stranger, url)


def test_private_pages_have_no_preview_not_even_for_the_owner(gallery: Site) -> None:
    owner = gallery.browser("owner")
    for url in (
        gallery.album_url("priv"),
        gallery.album_url("priv/openchild"),
        gallery.image_url("priv/s.jpg"),
        gallery.image_url("open/secretchild/p.jpg"),
    ):
        assert properties(owner, url) == {}
        assert owner.get(url).html.select("meta[name=description]") == []


def test_an_owner_who_wants_no_previews_has_none(gallery: Site) -> None:
    with gallery.session() as session:
        session.get_one(Gallery, 1).previews = False
    for url in ("/", gallery.album_url("open"), gallery.image_url("open/a.jpg")):
        assert properties(gallery.browser(), url) == {}


def test_the_name_of_a_private_gallery_is_not_told(gallery: Site) -> None:
    with gallery.session() as session:
        session.scalars(select(Album).where(Album.folder == "")).one().title = "Secret"
    gallery.set_visibility("", Visibility.PRIVATE)
    assert properties(gallery.browser("owner"), "/") == {}
    assert gallery.browser().get("/manifest.webmanifest").json["name"] == "pub.test"
    assert gallery.browser("owner").get("/manifest.webmanifest").json["name"] == "Secret"


def test_a_chosen_cover_is_shown_to_those_who_may_see_it(gallery: Site) -> None:
    hidden, shown = gallery.image("hid/h.jpg").id, gallery.image("open/a.jpg").id
    for path in ("hid/h.jpg", "open/a.jpg", "other/o.jpg"):
        render(gallery, path)
    for image_id, is_told in ((hidden, False), (shown, True)):
        with gallery.session() as session:
            top = session.scalars(select(Album).where(Album.folder == "")).one()
            set_cover(session, top, image_id)
        for name in (None, "owner"):
            assert (image_id in properties(gallery.browser(name), "/")["image"]) is is_told


def test_the_canonical_address_is_that_of_the_part_that_is_shown(gallery: Site) -> None:
    image, url = gallery.image("open/a.jpg").id, gallery.album_url("open")
    for query, expected in {
        "": "",
        "?utm=1": "",
        f"?at={image}": "",
        f"?after={image}&utm=1": f"?after={image}",
        "?year=x": "",
        "?year=99999": "",
        "?year=2023": "?year=2023",
        f"?year=2023x&after={image}": f"?after={image}",
        f"?after=anything-{image}": f"?after={image}",
    }.items():
        (found,) = gallery.browser().get(url + query).html.select("link[rel=canonical]")
        assert found["href"] == f"http://pub.test{url}{expected}"


def test_albums_name_their_feeds(gallery: Site) -> None:
    for url in ("/", gallery.album_url("hid")):
        taken, added = gallery.browser().get(url).html.select("link[type='application/atom+xml']")
        assert taken["href"] == f"http://pub.test{url}feed"
        assert added["href"] == f"http://pub.test{url}feed?by=added"
    page = gallery.browser().get(gallery.image_url("open/a.jpg"))
    assert page.html.select("link[type='application/atom+xml']") == []


def test_a_page_of_given_albums_says_nothing_of_the_gallery(gallery: Site) -> None:
    gallery.set_visibility("", Visibility.PRIVATE)
    gallery.add_user("guest")
    album_id = gallery.album("open").id
    with gallery.session() as session:
        user = session.scalars(select(User).where(User.name == "guest")).one()
        grant(session, user, session.get_one(Gallery, 1), album_id)
    page = gallery.browser("guest").get("/", status=200)
    assert page.html.select("link[rel=canonical], link[type='application/atom+xml']") == []
    assert page.html.select("meta[property]") == []

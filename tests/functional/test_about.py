"""The page about a gallery."""

from bviewer.models import Gallery, Visibility
from tests.site import Site


def write_about(site: Site, title: str = "About me", text: str = "I\n\n<b>am</b>") -> None:
    """Give the gallery an about page."""
    with site.session() as session:
        gallery = session.get_one(Gallery, 1)
        gallery.about_title, gallery.about_text = title, text


def test_an_about_page_is_plain_text(site: Site) -> None:
    write_about(site)
    page = site.browser().get("/about", status=200).html
    assert (page.h1.text, page.title.text) == ("About me", "About me · pub.test")
    assert page.select("main .description")[0].text == "I\n\n<b>am</b>"


def test_addresses_in_it_are_links_and_nothing_else_is_markup(site: Site) -> None:
    text = "Write to mailto:me@example.org,\nsee https://example.org/?a=1&b=<i> <a href=x>y</a>"
    write_about(site, text=text)
    page = site.browser().get("/about", status=200)
    description = page.html.select("main .description")[0]
    assert description.text == text
    links = description.select("*")
    assert [link["href"] for link in links] == [
        "mailto:me@example.org",
        "https://example.org/?a=1&b=",
    ]
    assert {link.name for link in links} == {"a"}
    assert all(link["rel"] == ["nofollow", "ugc", "noopener"] for link in links)
    assert "https://example.org/?a=1&amp;b=" in page.text


def test_without_a_title_there_is_none(site: Site) -> None:
    write_about(site, title="")
    for name in (None, "owner"):
        site.browser(name).get("/about", status=404)


def test_it_has_one_address(site: Site) -> None:
    write_about(site)
    browser = site.browser()
    assert browser.get("/about/", status=301).location == "http://pub.test/about"
    browser.get("/about/more", status=404)
    browser.post("/about", status=404)


def test_it_is_of_the_gallery_and_of_no_album(gallery: Site) -> None:
    write_about(gallery)
    gallery.browser().get(f"{gallery.album_url('open')}about", status=404)


def test_whoever_may_not_open_the_home_does_not_learn_that_there_is_one(site: Site) -> None:
    write_about(site)
    site.set_visibility("", Visibility.PRIVATE)
    denied = site.browser().get("/about", status=404)
    write_about(site, title="")
    assert site.browser().get("/about", status=404).body == denied.body
    write_about(site)
    site.browser("owner").get("/about", status=200)
    site.set_visibility("", Visibility.HIDDEN)
    site.browser().get("/about", status=200)


def test_it_is_reached_from_every_page_of_whoever_may_open_it(gallery: Site) -> None:
    album, image = gallery.album_url("open"), gallery.image_url("open/a.jpg")
    for about, number in (("", 0), ("About me", 1)):
        write_about(gallery, title=about)
        for url in ("/", album, image, "/login"):
            links = gallery.browser().get(url).html.select("header a[href$='/about']")
            assert len(links) == number
    here = gallery.browser().get("/about").html.select("header [aria-current=page]")
    assert [link.text for link in here] == ["About"]


def test_it_costs_four_statements_at_most(site: Site) -> None:
    write_about(site)
    browser = site.browser()
    with site.statements() as statements:
        browser.get("/about")
    assert len(statements) <= 4

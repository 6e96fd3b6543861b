"""Films of providers, as visitors see them: in albums, on pages of their own, in feeds."""

import shutil
from datetime import datetime

import pytest

from bviewer.models import Visibility
from tests.films import KEY, TUBE, VIMEO, add_film, film_url, give_picture
from tests.functional.folders import copy, move
from tests.functional.stacks import everywhere

NOON = datetime(2024, 6, 12, 12)
FRAMES = "frame-src https://www.youtube-nocookie.com https://player.vimeo.com"


def policy(page) -> str:
    return page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("address", "watch", "player", "provider"),
    [
        (
            TUBE,
            f"https://www.youtube.com/watch?v={TUBE}",
            f"https://www.youtube-nocookie.com/embed/{TUBE}?rel=0",
            "YouTube",
        ),
        (
            f"https://vimeo.com/{VIMEO}/{KEY}",
            f"https://vimeo.com/{VIMEO}/{KEY}",
            f"https://player.vimeo.com/video/{VIMEO}?dnt=1&h={KEY}",
            "Vimeo",
        ),
        (
            VIMEO,
            f"https://vimeo.com/{VIMEO}",
            f"https://player.vimeo.com/video/{VIMEO}?dnt=1",
            "Vimeo",
        ),
    ],
)
def test_the_page_of_a_film_leads_to_its_provider_and_loads_nothing_from_there(
    gallery, address, watch, player, provider
):
    said = {"title": "A <song>", "caption": "One\ntwo", "time": datetime(1987, 7, 27, 12)}
    url = film_url(gallery, "open", add_film(gallery, "open", address, **said))
    page = gallery.browser().get(url)
    stage = page.html.select_one(".stage")
    assert (stage["data-kind"], stage["data-embed"]) == ("video", player)
    link = stage.select_one("a.play")
    assert (link["href"], link["rel"]) == (watch, ["noreferrer"])
    assert link["aria-label"] == f"Play at {provider}: A <song>"
    assert page.html.h1.text == "A <song>"
    assert page.html.select_one("#caption .description").text == "One\ntwo"
    assert "Monday, 27 July 1987" in page.html.select_one("#caption .facts").text
    assert page.html.select_one("iframe") is None
    assert "Download" not in page.html.select_one("main").text
    for element in page.html.select("[src], [srcset], link[href]"):
        assert "//" not in str(element).replace("http://pub.test/", ""), element
    assert policy(page).split("; ")[-1] == FRAMES


def test_a_film_stands_between_photographs_and_leads_to_them(gallery):
    gallery.write("open/b.jpg")
    gallery.sync()
    first, last = (gallery.image(f"open/{name}.jpg").id for name in "ab")
    item = add_film(gallery, "open", time=gallery.image("open/a.jpg").time)
    browser = gallery.browser("owner")
    page = browser.get(gallery.album_url("open"))
    assert "3 photographs, 1 video" in page.html.select_one(".facts").text
    tiles = page.html.select("#images li")
    assert [tile["id"] for tile in tiles] == [first, last, item]
    assert tiles[2].a["data-kind"] == "video"
    assert "data-kind" not in tiles[0].a.attrs
    assert "/icons/video" in tiles[2].img["src"]
    page = browser.get(film_url(gallery, "open", item))
    assert last in page.html.select_one('a[rel="prev"]')["href"]
    assert page.html.select_one('a[rel="next"]') is None
    assert item in page.click("Edit", href=f"{item}/edit").request.path
    page = page.click(href=f"/{last}/")
    assert item in page.html.select_one('a[rel="next"]')["href"]


@everywhere
def test_the_picture_of_a_film_is_resized_like_any_other_as_soon_as_there_is_one(gallery):
    item = add_film(gallery, "open")
    url, browser = film_url(gallery, "open", item), gallery.browser()
    bare = browser.get(f"{url}small.jpg", status=404)
    assert (bare.content_type, bare.headers["Cache-Control"]) == ("image/svg+xml", "no-store")
    shown = browser.get(f"{url}small.jpg", headers={"Sec-Fetch-Dest": "image"}, status=200)
    assert shown.body == bare.body
    stage = browser.get(url).html.select_one(".stage")
    assert (stage.img, stage["data-width"]) == (None, "1600")
    assert stage.select_one(".plate")
    give_picture(gallery, item)
    page = browser.get(url)
    assert "big.jpg" in page.html.select_one(".stage img")["src"]
    assert page.html.select_one(".plate") is None
    assert page.html.select_one(".stage")["data-width"] == "320"
    assert browser.get(f"{url}small.jpg").status_int in {200, 202}
    small = browser.get(f"{url}small.jpg", status=200)
    assert small.content_type == "image/jpeg"
    browser.get(f"{url}small.jpg?v=1&w=9", status=200)
    for name in ("full", "small", "vast.jpg", "801.jpg"):
        browser.get(f"{url}{name}", status=404)


def test_only_pages_that_may_show_a_film_may_have_players(gallery):
    browser = gallery.browser("owner")
    album, image = gallery.album_url("open"), gallery.image_url("open/a.jpg")
    assert "frame-src" not in policy(browser.get(album))
    item = add_film(gallery, "open", time=datetime(2031, 1, 1))
    assert FRAMES in policy(browser.get(album))
    # A page that grows by others may show what is on these.
    assert FRAMES in policy(browser.get(f"{album}?year=1999"))
    others = (image, "/", gallery.album_url("open/secretchild"), f"{album}edit", f"{album}videos")
    for url in (*others, f"{film_url(gallery, 'open', item)}edit"):
        assert "frame-src" not in policy(browser.get(url)), url


@everywhere
def test_a_film_costs_an_album_no_statement(gallery):
    url = gallery.album_url("open")
    browser = gallery.browser()

    def cost(address: str) -> int:
        browser.get(address, status="*")
        with gallery.statements() as statements:
            browser.get(address, status="*")
        return len(statements)

    before = [cost(url), cost(gallery.image_url("open/a.jpg"))]
    item = add_film(gallery, "open")
    there = film_url(gallery, "open", item)
    assert [cost(url), cost(there)] == before
    give_picture(gallery, item)
    assert [cost(url), cost(there)] == before
    thumbnail = cost(f"{gallery.image_url('open/a.jpg')}small.jpg")
    assert cost(f"{there}small.jpg") == thumbnail == 1


def test_films_are_not_downloaded(gallery):
    item = add_film(gallery, "hid")
    url, browser = gallery.album_url("hid"), gallery.browser()
    page = browser.get(f"{url}choose")
    assert item not in page
    assert gallery.image("hid/h.jpg").id in page
    page = browser.get(f"{url}download")
    assert "2 photographs" in page  # h and, below it, v.
    assert "1 video" not in page
    (gallery.library / "hid/h.jpg").unlink()
    gallery.sync(accept_missing=True)
    assert "choose" not in browser.get(f"{url}download")
    add_film(gallery, "open", VIMEO)
    (gallery.library / "open/a.jpg").unlink()
    gallery.sync(accept_missing=True)
    page = browser.get(gallery.album_url("open"))
    assert page.html.select("#images li")
    assert page.html.select_one('a[href$="/download"]') is None


def test_a_film_is_in_feeds_with_its_picture_or_without(gallery):
    item = add_film(gallery, "open", title="A <song>", time=datetime(2031, 1, 1))
    feed = gallery.browser().get(f"{gallery.album_url('open')}feed")
    entry = feed.xml.find("{*}entry")
    assert entry.find("{*}title").text == "A <song>"
    assert entry.find("{*}link").get("href").endswith(f"/{item}/")
    assert entry.find("{*}thumbnail") is None
    assert entry.find("{*}content//{*}a").text == "A <song>"
    assert entry.find("{*}updated").text == entry.find("{*}published").text
    give_picture(gallery, item)
    entry = gallery.browser().get(f"{gallery.album_url('open')}feed").xml.find("{*}entry")
    assert "small2x.jpg" in entry.find("{*}thumbnail").get("url")
    assert "big.jpg" in entry.find("{*}content//{*}img").get("src")
    gallery.set_visibility("open", Visibility.HIDDEN)
    assert item not in gallery.browser().get("/feed")


def test_an_old_address_of_a_film_leads_to_where_it_is(gallery):
    item = add_film(gallery, "open")
    elsewhere = gallery.album_url("hid")
    browser = gallery.browser()
    answer = browser.get(f"/{item}/", status=301)
    assert answer.location.endswith(film_url(gallery, "open", item))
    browser.get(f"/{item}/full", status=404)
    assert browser.get(f"{elsewhere}{item}/", status="*").status_int == 301


def test_what_is_passed_on_of_a_film_is_its_title_and_its_picture(gallery):
    item = add_film(gallery, "open", title="A song")
    url, browser = film_url(gallery, "open", item), gallery.browser()

    def told(page, name):
        tag = page.html.select_one(f'meta[property="og:{name}"]')
        return tag and tag["content"]

    page = browser.get(url)
    assert (told(page, "title"), told(page, "image")) == ("A song", None)
    give_picture(gallery, item)
    browser.get(f"{url}big.jpg", status="*")
    assert "big.jpg" in told(browser.get(url), "image")


@pytest.mark.stacks("embedded")
@pytest.mark.parametrize("files", [[], ["open/1.jpg"]])
@pytest.mark.parametrize("is_copied", [True, False])
def test_a_film_goes_into_a_private_folder_with_its_own(site, files: list[str], is_copied: bool):
    """Or its album is missing since: its owner alone finds it at its old address."""
    for path in (*files, "open/below/2.jpg", "secret/3.jpg"):
        site.write(path)
    site.sync()
    site.set_visibility("secret", Visibility.PRIVATE)
    film = add_film(site, "open", title="Our film")
    addresses = [site.album_url("open"), site.album_url("open/below"), film_url(site, "open", film)]
    for path in addresses:
        site.browser().get(path, status=200)
    if is_copied:
        copy(site, "open", "secret/open")
        site.sync()
        shutil.rmtree(site.library / "open")
    else:
        move(site, "open", "secret/open")
    site.sync(accept_missing=True)
    for path in addresses:
        assert site.browser().get(path, status="*").status_int in {303, 404}
        assert site.browser("owner").get(path, status="*").status_int in {200, 301}

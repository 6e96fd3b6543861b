"""Feeds of albums: the newest images that whoever asks would find in the listings."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import example, given
from sqlalchemy import insert, select
from webtest import TestApp

from bviewer.access.grants import grant
from bviewer.models import Album, Gallery, Image, User, Visibility
from bviewer.presenters.atom import ATOM, MEDIA
from bviewer.views.visitor.feeds import NEWEST
from tests.examples import examples
from tests.functional.planted import (
    BELOW_HIDDEN,
    BELOW_PRIVATE,
    CLOSED_HOME,
    PEOPLE,
    Planted,
    Tree,
    site_for_trees,
    trees,
)
from tests.functional.stacks import everywhere, in_a_soak
from tests.functional.test_statements import image_values
from tests.oracle import may_open, may_see_listed
from tests.pictures import jpeg
from tests.site import Site
from tests.stack import Stack

STATEMENTS = 6


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory, database: Stack) -> Iterator[Site]:
    """One site for all trees."""
    with site_for_trees(tmp_path_factory.mktemp("feeds"), database) as site:
        yield site


def entries(browser: TestApp, url: str) -> list[Element]:
    """The entries of the feed of an album."""
    answer = browser.get(f"{url}feed", status=200)
    assert answer.content_type == "application/atom+xml"
    return fromstring(answer.body).findall(f"{{{ATOM}}}entry")


def titles(browser: TestApp, url: str = "/") -> list[str]:
    """The titles of the images in a feed."""
    return [entry.findtext(f"{{{ATOM}}}title") or "" for entry in entries(browser, url)]


def link(entry: Element) -> str:
    """The address that an entry leads to."""
    element = entry.find(f"{{{ATOM}}}link")
    assert element is not None
    return element.attrib["href"]


@pytest.fixture
def people(gallery: Site) -> Site:
    """The library of each kind of visibility, with guests."""
    for name in ("viewer", "guest", "everywhere"):
        gallery.add_user(name)
    priv, openchild = gallery.album("priv").id, gallery.album("priv/openchild").id
    given = {"viewer": priv, "guest": openchild, "everywhere": None}
    with gallery.session() as session:
        found = session.get_one(Gallery, 1)
        for name, album_id in given.items():
            user = session.scalars(select(User).where(User.name == name)).one()
            grant(session, user, found, album_id)
    return gallery


def test_a_feed_is_what_the_listings_show(people: Site) -> None:
    everything = ["a", "h", "o", "p", "q", "s", "v"]
    for name, expected in {
        None: ["a", "o"],
        "viewer": ["a", "o", "q", "s"],
        "guest": ["a", "o"],
        "everywhere": everything,
        "owner": everything,
    }.items():
        assert sorted(titles(people.browser(name))) == expected, name


def test_albums_with_an_address_of_their_own_have_feeds_of_their_own(people: Site) -> None:
    anonymous, guest = people.browser(), people.browser("guest")
    assert titles(anonymous, people.album_url("open")) == ["a"]
    assert sorted(titles(anonymous, people.album_url("hid"))) == ["h", "v"]
    assert titles(guest, people.album_url("priv/openchild")) == ["q"]
    for folder in ("priv", "priv/openchild", "open/secretchild"):
        anonymous.get(f"{people.album_url(folder)}feed", status=404)
    guest.get(f"{people.album_url('priv')}feed", status=404)


def test_links_lead_to_pages_and_pictures(people: Site) -> None:
    owner = people.browser("owner")
    for entry in entries(owner, "/"):
        assert owner.get(link(entry)).status_int == 200
        thumbnail = entry.find(f"{{{MEDIA}}}thumbnail")
        assert thumbnail is not None
        assert owner.get(thumbnail.attrib["url"]).content_type in {"image/jpeg", "image/png"}
        assert thumbnail.attrib["width"] == thumbnail.attrib["height"] == "40"


@everywhere
def test_times_have_the_offset_of_the_photograph(site: Site) -> None:
    site.write("a.jpg")
    site.sync()
    with site.session() as session:
        image = session.scalars(select(Image)).one()
        image.time, image.offset_minutes = datetime(2024, 6, 1, 12, 30), -210
    (entry,) = entries(site.browser(), "/")
    assert entry.findtext(f"{{{ATOM}}}published") == "2024-06-01T12:30:00-03:30"
    assert entry.findtext(f"{{{ATOM}}}updated") == "2023-11-14T22:13:20+00:00"


def test_ids_stay_when_the_gallery_and_its_albums_get_other_names(site: Site) -> None:
    site.write("rome/a.jpg")
    site.sync()
    before = [entry.findtext(f"{{{ATOM}}}id") for entry in entries(site.browser(), "/")]
    old = f"{site.album_url('rome')}feed"
    with site.session() as session:
        session.get_one(Gallery, 1).host = "new.test"
    (site.library / "rome").rename(site.library / "roma")
    site.sync(host="new.test")
    browser = site.browser(host="new.test")
    assert [entry.findtext(f"{{{ATOM}}}id") for entry in entries(browser, "/")] == before
    moved = browser.get(old, status=301)
    assert moved.location == f"http://new.test{site.album_url('roma')}feed"
    assert moved.follow().status_int == 200


def test_a_feed_of_an_album_that_has_moved_is_followed(site: Site) -> None:
    site.write("rome/a.jpg")
    site.write("italy/b.jpg")
    site.sync()
    old = f"{site.album_url('rome')}feed"
    (site.library / "rome").rename(site.library / "italy" / "rome")
    site.sync()
    assert (
        site.browser().get(old, status=301).location.endswith(f"{site.album_url('italy/rome')}feed")
    )


def test_only_what_can_be_shown_is_in_a_feed(site: Site) -> None:
    for name in ("good", "gone", "broken"):
        site.write(f"{name}.jpg", b"no picture" if name == "broken" else jpeg(30, 20 + len(name)))
    site.sync()
    (site.library / "gone.jpg").unlink()
    site.sync()
    with site.session() as session:
        session.scalars(select(Image).where(Image.path == "broken.jpg")).one().state = "broken"
    assert titles(site.browser("owner")) == ["good"]


@everywhere
def test_what_came_last_is_told_by_when_it_came(site: Site) -> None:
    with site.session() as session:
        top = session.scalars(select(Album)).one()
        rows = [image_values(top, number) for number in range(NEWEST + 10)]
        came = datetime(2026, 1, 1, tzinfo=UTC)
        for number, row in enumerate(rows):
            row["added_at"] = came - timedelta(hours=number)
        session.execute(insert(Image), rows)
    answer = site.browser().get("/feed?by=added", status=200)
    feed = fromstring(answer.body)
    found = [entry.findtext(f"{{{ATOM}}}published") for entry in feed.iter(f"{{{ATOM}}}entry")]
    assert found == [(came - timedelta(hours=number)).isoformat() for number in range(NEWEST)]
    assert feed.findtext(f"{{{ATOM}}}updated") == came.isoformat()
    own = {each.get("rel"): each.get("href") for each in feed.findall(f"{{{ATOM}}}link")}
    assert own["self"] == "http://pub.test/feed?by=added"
    other = fromstring(site.browser().get("/feed?by=other", status=200).body)
    assert other.findtext(f"{{{ATOM}}}id") != feed.findtext(f"{{{ATOM}}}id")
    page = site.browser().get("/").html
    links = [each["href"] for each in page.select("head link[type='application/atom+xml']")]
    assert links == ["http://pub.test/feed", "http://pub.test/feed?by=added"]


@everywhere
def test_the_newest_come_first_and_there_are_not_too_many(site: Site) -> None:
    with site.session() as session:
        top = session.scalars(select(Album)).one()
        session.execute(insert(Image), [image_values(top, number) for number in range(80)])
    times = [entry.findtext(f"{{{ATOM}}}published") or "" for entry in entries(site.browser(), "/")]
    assert len(times) == NEWEST
    assert all(later > earlier for later, earlier in pairwise(times))
    newest = datetime(2024, 1, 1) + timedelta(minutes=79)
    assert times[0] == f"{newest.isoformat()}+00:00"


def test_a_feed_costs_the_same_at_any_depth_and_size(site: Site) -> None:
    for path in ("a.jpg", "1/b.jpg", "1/2/3/4/c.jpg"):
        site.write(path, jpeg(30, 20 + len(path)))
    site.sync()
    for name in (None, "owner"):
        browser, costs = site.browser(name), set()
        for folder in ("", "1", "1/2/3/4"):
            url = f"{site.album_url(folder)}feed"
            with site.statements() as statements:
                browser.get(url)
            costs.add(len(statements))
        assert len(costs) == 1
        assert costs.pop() <= STATEMENTS


def test_hostile_titles_are_text(site: Site) -> None:
    site.write("a.jpg")
    site.sync()
    with site.session() as session:
        session.scalars(select(Album)).one().title = "</title><script>\x01&\x1f"
        session.scalars(select(Album)).one().description = "]]>\x0b\U0001f3d4"
    feed = fromstring(site.browser().get("/feed").body)
    assert feed.findtext(f"{{{ATOM}}}title") == "</title><script>&"
    assert feed.findtext(f"{{{ATOM}}}subtitle") == "]]>\U0001f3d4"


@everywhere
def test_feeds_are_kept_like_pages(people: Site) -> None:
    anonymous = people.browser().get("/feed")
    assert anonymous.headers["Cache-Control"] == "no-cache"
    assert people.browser("owner").get("/feed").headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in anonymous.headers["Vary"]
    people.set_visibility("", Visibility.PRIVATE)
    people.browser().get("/feed", status=404)
    people.browser("guest").get("/feed", status=404)
    people.browser("owner").get("/feed", status=200)


@in_a_soak
@everywhere
@examples(3, 50)
@given(tree=trees())
@example(tree=BELOW_PRIVATE)
@example(tree=BELOW_HIDDEN)
@example(tree=CLOSED_HOME)
def test_feeds_agree_with_the_oracle(orchard: Site, tree: Tree) -> None:
    planted = Planted(orchard, tree)
    for name in PEOPLE:
        browser = orchard.browser(None if name == "nobody" else name, planted.host)
        person = planted.person(name)
        for number, url in enumerate(planted.urls):
            if not may_open(person, planted.way(number)):
                browser.get(f"{url}feed", status=404)
                continue
            waiting, found = [number], []
            while waiting:
                found.append(waiting.pop())
                waiting.extend(
                    child
                    for child in tree.children(found[-1])
                    if may_see_listed(person, planted.way(child))
                )
            # The youngest photograph is that of the album with the highest number.
            expected = [f"photo{number}x" for number in sorted(found, reverse=True)]
            assert titles(browser, url) == expected
            named = planted.named(browser.get(f"{url}feed"))
            assert named <= {*tree.way(number), *found}


# The link to it.


@pytest.mark.parametrize("name", [None, "owner"])
def test_a_feed_is_offered_where_programs_can_read_it(gallery: Site, name: str | None) -> None:
    """They do not sign in."""
    browser, offered = gallery.browser(name), "footer a[rel=alternate]"
    for folder in ("open", "hid"):
        (found,) = browser.get(gallery.album_url(folder)).html.select(offered)
        assert gallery.browser().get(found["href"], status=200).content_type == found["type"]
    for url in (gallery.image_url("open/a.jpg"), "/login"):
        assert browser.get(url).html.select(offered) == []
    if name is not None:
        assert browser.get(gallery.album_url("priv")).html.select(offered) == []

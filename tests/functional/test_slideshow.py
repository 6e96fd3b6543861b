"""Random shows: what is in one for whom, what is in it no more, and whose it is."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from webtest import TestApp, TestResponse

from bviewer.access.grants import grant, revoke
from bviewer.accounts.users import find_user
from bviewer.models import Album, Gallery, Image, ImageState, Slideshow, Visibility
from bviewer.slideshow import showing
from bviewer.slideshow.asking import MOST_AN_HOUR
from tests.functional.stacks import everywhere, in_a_soak
from tests.functional.test_shares import follow, link_to
from tests.site import Site

pytestmark = [everywhere, in_a_soak]
on_one_stack = pytest.mark.stacks("embedded")

# What a show of all at the home has, by the names of the photographs.
HELD = {
    None: "ao",
    "guest": "ao",
    "viewer": "aoqs",
    "everywhere": "ahopqsv",
    "owner": "ahopqsv",
}
GIVEN = {"viewer": "priv", "guest": "priv/openchild", "everywhere": None}


@pytest.fixture
def people(gallery: Site) -> Site:
    """The library of each kind of visibility, with guests."""
    for name, folder in GIVEN.items():
        gallery.add_user(name)
        album_id = None if folder is None else gallery.album(folder).id
        with gallery.session() as session:
            grant(session, find_user(session, name), session.get_one(Gallery, 1), album_id)
    return gallery


@pytest.fixture
def many(gallery: Site) -> Site:
    """Twelve more photographs in an open album, and what everybody sees."""
    for number in range(12):
        gallery.write(f"open/{number:02}.jpg")
    gallery.sync()
    return gallery


def form_of(page: TestResponse) -> Any:
    """The form of a show, behind the one for signing out."""
    return list(page.forms.values())[-1]


def begin(browser: TestApp, url: str = "/", photographs: str = "all", status: int = 303) -> Any:
    """The answer to whoever begins a show of an album, by its form."""
    form = form_of(browser.get(f"{url}slideshow?new=1", status=200))
    form["photographs"] = photographs
    return form.submit("action", value="begin", status=status)


class Show:
    """A show of an album in a browser, as its script sees it."""

    def __init__(self, browser: TestApp, url: str = "/", photographs: str = "all") -> None:
        begin(browser, url, photographs)
        self.browser, self.url = browser, url
        page = browser.get(f"{url}slideshow", status=200)
        self.token = form_of(page)["csrf_token"].value

    def ask(self, query: str, status: int = 200) -> Any:
        """What is told of the photograph at a place."""
        headers = {"X-CSRF-Token": self.token}
        answer = self.browser.post(f"{self.url}showing?{query}", headers=headers, status=status)
        return answer.json if status == 200 else answer

    def rest(self, number: int = 0) -> Iterator[dict[str, Any]]:
        """The photographs after a number, one by one."""
        while not (told := self.ask(f"after={number}"))["end"]:
            number = told["number"]
            if told["photograph"]:
                yield told["photograph"]

    def titles(self, number: int = 0) -> str:
        """What the photographs after a number are called, in the order of the alphabet."""
        return "".join(sorted(each["title"] for each in self.rest(number)))


def change(site: Site, path: str, **values: Any) -> None:
    """Let the row of an image be another one."""
    with site.session() as session:
        session.execute(update(Image).where(Image.path == path).values(**values))


def test_everybody_is_shown_what_they_see(people: Site) -> None:
    for name, held in HELD.items():
        assert Show(people.browser(name)).titles() == held, name
    assert Show(people.browser(), people.album_url("hid")).titles() == "hv"
    assert Show(people.browser("guest"), people.album_url("priv/openchild")).titles() == "q"


def test_a_link_shows_its_album_and_what_is_visible_below(gallery: Site) -> None:
    browser, link = gallery.browser(), link_to(gallery, "priv")
    follow(browser, link)
    assert Show(browser, gallery.album_url("priv")).titles() == "qs"
    # The album stands in no listing of the home, but for whoever has the link.
    assert Show(browser).titles() == "aoqs"
    assert Show(gallery.browser()).titles() == "ao"


def test_half_of_each_album_is_drawn_and_one_alone_takes_part(many: Site) -> None:
    titles = [photograph["title"] for photograph in Show(many.browser(), "/", "half").rest()]
    assert "o" in titles  # Alone in its album.
    assert len(titles) == len(set(titles)) == 1 + 7  # Of 13 photographs.


def test_the_photograph_of_a_number_stays_the_same(many: Site) -> None:
    show = Show(many.browser())
    seen = [photograph["title"] for photograph in show.rest()]
    assert [show.ask(f"after={number}")["photograph"]["title"] for number in range(14)] == seen
    back = [show.ask(f"before={number}")["photograph"]["title"] for number in range(15, 1, -1)]
    assert back == seen[::-1]
    assert show.ask("before=1") == {"number": 1, "end": True, "photograph": None}


def test_a_photograph_leads_to_its_page_and_its_album(gallery: Site) -> None:
    browser = gallery.browser()
    follow(browser, link_to(gallery, "priv"))
    for photograph in Show(browser, gallery.album_url("priv")).rest():
        path = {"q": "priv/openchild/q.jpg", "s": "priv/s.jpg"}[photograph["title"]]
        assert photograph["url"] == f"http://pub.test{gallery.image_url(path)}"
        folder = path.rpartition("/")[0]
        assert photograph["album_url"] == f"http://pub.test{gallery.album_url(folder)}"
        assert photograph["album"] == gallery.album(folder).title
        # It is the size that pages show, and no original.
        assert photograph["src"].startswith(f"{photograph['url']}big.jpg?v=")
        browser.get(photograph["src"], status=[200, 202])


CLOSED = {
    "private": lambda site: site.set_visibility("open", Visibility.PRIVATE),
    "hidden": lambda site: site.set_visibility("open", Visibility.HIDDEN),
    "deleted": lambda site: change(site, "open/a.jpg", album_id=site.album("priv").id),
    "missing": lambda site: change(site, "open/a.jpg", state=ImageState.MISSING),
    "broken": lambda site: change(site, "open/a.jpg", state=ImageState.BROKEN),
}


@pytest.mark.parametrize("how", CLOSED)
def test_what_is_closed_or_gone_meanwhile_is_not_shown(gallery: Site, how: str) -> None:
    browser, fresh = gallery.browser(), Show(gallery.browser())
    show = Show(browser)
    assert show.titles() == "ao"
    CLOSED[how](gallery)
    assert show.titles() == "o", "nor on the way back"
    assert fresh.titles() == "o"
    for number in (1, 2):
        page = browser.get(f"/slideshow?at={number}", status=200)
        assert gallery.image("open/a.jpg").id not in page.text
        assert "open" not in page.text


@on_one_stack
def test_a_show_ends_for_whoever_may_not_open_its_album_any_more(people: Site) -> None:
    viewer, url = people.browser("viewer"), people.album_url("priv")
    show, home = Show(viewer, url), Show(viewer)
    album_id = people.album("priv").id
    with people.session() as session:
        revoke(session, find_user(session, "viewer"), session.get_one(Gallery, 1), album_id)
    show.ask("after=0", status=404)
    assert home.titles() == "ao"


@on_one_stack
def test_deleted_rows_are_passed_over_however_many_they_are(
    many: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "MOST_AT_ONCE", 3)
    show = Show(many.browser())
    with many.session() as session:
        session.execute(delete(Image).where(Image.path != "other/o.jpg"))
    assert show.titles() == "o"
    numbers = [show.ask(f"after={number}") for number in (0, 3)]
    assert all(each["number"] - before <= 3 for each, before in zip(numbers, (0, 3), strict=True))


def test_a_show_is_of_the_browser_that_began_it(people: Site) -> None:
    show = Show(people.browser("owner"))
    other = people.browser("owner")
    assert "begin" in other.get("/slideshow").text
    token = form_of(other.get("/slideshow"))["csrf_token"].value
    other.post("/showing?after=0", headers={"X-CSRF-Token": token}, status=404)
    form = form_of(other.get("/slideshow"))
    other.post("/slideshow", {"csrf_token": form["csrf_token"].value, "action": "next"}, status=404)
    # Whoever signs out leaves it behind.
    stranger = people.browser()
    stranger.set_cookie("bv-show", show.browser.cookies["bv-show"])
    assert "begin" in stranger.get("/slideshow").text
    token = form_of(stranger.get("/slideshow"))["csrf_token"].value
    stranger.post("/showing?after=0", headers={"X-CSRF-Token": token}, status=404)
    assert show.titles() == HELD["owner"]


def test_next_needs_a_token_and_a_post(gallery: Site) -> None:
    show = Show(gallery.browser())
    browser = show.browser
    browser.post("/showing?after=0", status=400)
    browser.post("/showing?after=0", headers={"X-CSRF-Token": "x"}, status=400)
    evil = {"X-CSRF-Token": show.token, "Origin": "http://evil.test"}
    browser.post("/showing?after=0", headers=evil, status=400)
    browser.get("/showing?after=0", status=404)
    browser.post("/slideshow", {"action": "next"}, status=400)
    browser.post("/slideshow", {"action": "x", "csrf_token": show.token}, status=400)
    assert show.ask("before=9")["end"], "nothing was taken"


def test_without_a_script_there_is_a_button(gallery: Site) -> None:
    browser = gallery.browser()
    page = browser.get("/", status=200).click("Random show")
    form = form_of(page)
    form["photographs"], form["seconds"] = "all", "3"
    page = form.submit("action", value="begin").follow(status=200)
    seen = []
    for number in (1, 2):
        page = form_of(page).submit("action", value="next", status=303).follow(status=200)
        assert page.request.url.endswith(f"/slideshow?at={number}")
        assert page.html.select_one("#show")["data-seconds"] == "3"
        seen.append(page.html.select_one(".slide img")["alt"])
        assert browser.get("/slideshow").html.select_one(".slide img")["alt"] == seen[-1]
    assert sorted(seen) == ["a", "o"]
    assert page.click("Previous").html.select_one(".slide img")["alt"] == seen[0]
    page = form_of(page).submit("action", value="next", status=303).follow(status=200)
    assert "have been shown" in page.html.select_one("[role=status]").text
    # What was seen last is there after a reload, and another show begins anew.
    assert browser.get("/slideshow?at=2").html.select_one(".slide img")["alt"] == seen[1]
    page = form_of(page).submit("action", value="begin").follow(status=200)
    assert page.html.select_one("#show")["data-number"] == "0"


@on_one_stack
def test_an_album_with_nothing_to_show_says_so(gallery: Site) -> None:
    change(gallery, "other/o.jpg", state=ImageState.BROKEN)
    browser, url = gallery.browser(), gallery.album_url("other")
    page = begin(browser, url).follow(status=200)
    assert "nothing to show" in page.html.select_one("[role=status]").text


@on_one_stack
def test_an_album_offers_a_show_of_two_photographs(gallery: Site) -> None:
    def offers(browser: TestApp, url: str) -> bool:
        return bool(browser.get(url).html.select("#actions a[href$=slideshow]"))

    stranger, owner = gallery.browser(), gallery.browser("owner")
    assert offers(stranger, "/")
    assert offers(stranger, gallery.album_url("hid"))
    assert not offers(stranger, gallery.album_url("open")), "the second one is in a private album"
    assert offers(owner, gallery.album_url("open"))
    assert not offers(owner, gallery.album_url("other"))


@on_one_stack
def test_seconds_are_between_3_and_60(gallery: Site) -> None:
    browser = gallery.browser()
    for seconds, status in (("2", 422), ("61", 422), ("x", 422), ("3", 303), ("60", 303)):
        form = form_of(browser.get("/slideshow?new=1"))
        form["seconds"] = seconds
        answer = form.submit("action", value="begin", status=status)
        assert status == 303 or "3 to 60" in answer.html.select_one(".message").text
    show = Show(browser)
    fields = {"csrf_token": show.token, "action": "seconds"}
    browser.post("/slideshow", {**fields, "seconds": "25"}, status=303)
    assert browser.get("/slideshow").html.select_one("#show")["data-seconds"] == "25"
    browser.post("/slideshow", {**fields, "seconds": "1000"}, status=422)
    assert browser.get("/slideshow").html.select_one("#show")["data-seconds"] == "25"


@on_one_stack
def test_whoever_begins_too_many_is_told_to_wait(people: Site) -> None:
    browser = people.browser()
    show = Show(browser)
    with people.session() as session:
        row = session.scalars(select(Slideshow)).one()
        values = {
            column.key: getattr(row, column.key)
            for column in Slideshow.__mapper__.column_attrs
            if column.key not in {"id", "key"}
        }
        session.add_all([Slideshow(**values) for _ in range(MOST_AN_HOUR - 1)])
    refused = begin(browser, status=429)
    assert 3500 < int(refused.headers["Retry-After"]) <= 3600
    assert show.titles() == "ao", "it goes on"
    # Somebody signed in counts for themselves.
    assert Show(people.browser("viewer")).titles() == HELD["viewer"]
    with people.session() as session:
        for each in session.scalars(select(Slideshow)):
            each.created_at -= timedelta(hours=1)
    begin(browser)


@on_one_stack
def test_looking_begins_nothing(gallery: Site) -> None:
    browser = gallery.browser()
    answer = browser.get("/slideshow?at=3", status=200)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "bv-show" not in browser.cookies
    with gallery.session() as session:
        assert not session.scalars(select(Slideshow)).all()


@on_one_stack
def test_whoever_looks_as_somebody_else_begins_nothing(people: Site) -> None:
    owner = people.browser("owner")
    form = form_of(owner.get(f"{people.album_url('open')}view-as"))
    form["person"] = "everybody"
    form.submit(status=303)
    page = owner.get("/slideshow", status=200)
    token = page.html.select_one("form.column [name=csrf_token]")["value"]
    owner.post("/slideshow", {"csrf_token": token, "action": "begin"}, status=404)


@on_one_stack
def test_the_same_file_in_an_open_and_a_closed_album_tells_of_the_open_one(gallery: Site) -> None:
    with gallery.session() as session:
        album_id = session.scalars(select(Album.id).where(Album.folder == "open")).one()
        image = session.scalars(select(Image).where(Image.path == "priv/s.jpg")).one()
        values = {
            column.key: getattr(image, column.key)
            for column in Image.__mapper__.column_attrs
            if column.key != "id"
        }
        session.add(Image(**{**values, "album_id": album_id}))
    show = Show(gallery.browser())
    told = "".join(map(str, show.rest()))
    assert gallery.album("priv").id not in told
    assert show.titles() == "aos"

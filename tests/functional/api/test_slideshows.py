"""Random shows as programs begin them and go on: whose they are, and what is in them for whom."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from webtest import TestApp

from bviewer.models import Scope, Visibility
from bviewer.slideshow.asking import MOST_AN_HOUR
from tests.functional.api.asking import ask, each_kind_opened, form_token
from tests.functional.stacks import everywhere, in_a_soak
from tests.functional.test_shares import follow, link_to
from tests.site import Site
from tests.stack import Stack

pytestmark = [everywhere, in_a_soak]
NOBODY = "A" * 43


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, database: Stack, one_gallery: Path, each_kind: Path
) -> Iterator[Site]:
    """One world for all tests here."""
    folder = tmp_path_factory.mktemp("shows")
    with each_kind_opened(folder, database, one_gallery, each_kind) as site:
        yield site


class Show:
    """A show of all photographs of an album, as its program has it."""

    def __init__(
        self, app: TestApp, album_id: str, headers: dict[str, str] | None = None, **choice: Any
    ) -> None:
        self.app, self.headers = app, headers
        body = {"album": album_id, "all": True, **choice}
        self.begun = ask(app, "POST", "/slideshows", body, 201, headers)
        self.links: dict[str, str] = self.begun.json["links"]

    def next(self, status: int = 200, **step: int) -> Any:
        """Where the show is after a step."""
        return ask(self.app, "POST", self.links["next"], step, status, self.headers).json

    def titles(self) -> str:
        """What is shown, in the order of the alphabet."""
        shown, number = [], 0
        while (told := self.next(after=number))["state"] != "end":
            number = told["number"]
            if told["item"]:
                shown.append(told["item"]["title"])
        return "".join(sorted(shown))


def test_everybody_is_shown_what_they_see(site: Site) -> None:
    home = site.album("").id
    assert Show(site.program("owner"), home).titles() == "ahopqsv"
    assert Show(site.program("viewer"), home).titles() == "aoqs"
    assert Show(site.program("guest"), home).titles() == "ao"
    assert Show(site.program("guest"), site.album("priv/openchild").id).titles() == "q"
    # Whoever has the id of a hidden album has named it.
    assert Show(site.program("guest"), site.album("hid").id).titles() == "hv"


def test_a_browser_without_a_person_shows_what_its_link_opens(site: Site) -> None:
    browser, link = site.browser(), link_to(site, "priv")
    follow(browser, link)
    priv = site.album("priv").id
    assert Show(browser, priv).titles() == "qs"
    ask(site.browser(), "POST", "/slideshows", {"album": priv}, 404)
    assert Show(site.browser(), site.album("open").id).titles()


def test_a_person_in_a_browser_shows_with_the_token_of_a_page(site: Site) -> None:
    browser, body = site.browser("guest"), {"album": site.album("open").id}
    assert ask(browser, "POST", "/slideshows", body, 403).json["code"] == "csrf_token_needed"
    assert Show(browser, body["album"], form_token(browser)).titles()


def test_a_token_that_is_bound_shows_its_album_alone(site: Site) -> None:
    bound = site.program("owner", Scope.READ, site.album("priv/openchild").id)
    assert Show(bound, site.album("priv/openchild").id).titles() == "q"
    for folder in ("", "open", "priv"):
        ask(bound, "POST", "/slideshows", {"album": site.album(folder).id}, 404)


def test_an_answer_that_was_lost_is_told_again_and_a_show_goes_back(site: Site) -> None:
    show = Show(site.program("owner"), site.album("").id)
    first = show.next(after=0)
    assert (first["state"], first["number"]) == ("shown", 1)
    assert show.next(after=0) == first
    second = show.next(after=1)
    assert second["number"] == 2
    assert second["item"]["id"] != first["item"]["id"]
    assert show.next(before=2) == first
    assert show.next(before=1)["state"] == "end"
    assert show.next(422, after=1, before=2)["errors"][0]["pointer"] == "#"


def test_what_is_shown_is_the_item_with_its_links(site: Site) -> None:
    viewer = site.program("viewer")
    show = Show(viewer, site.album("priv/openchild").id)
    item = show.next()["item"]
    assert item["id"] == site.image("priv/openchild/q.jpg").id
    answer = ask(viewer, "GET", item["links"]["self"]).json
    assert {name: answer[name] for name in item} == item
    viewer.get(item["renditions"][0]["href"], status=[200, 202])


def test_each_step_is_decided_anew(site: Site) -> None:
    site.write("closing/1.jpg")
    site.write("closing/2.jpg")
    site.sync("closing")
    site.set_visibility("closing", Visibility.VISIBLE)  # It has the bytes of what is private.
    closing = site.album("closing").id
    below, there = Show(site.program("guest"), site.album("").id), site.program("guest")
    show = Show(there, closing)
    assert show.next()["state"] == "shown"
    site.set_visibility("closing", Visibility.PRIVATE)
    try:
        show.next(404, after=1)
        ask(there, "GET", show.links["self"], status=404)
        assert below.titles() == "ao"
    finally:
        site.set_visibility("closing", Visibility.VISIBLE)
    assert show.next(after=1)["state"] == "shown"


def test_a_show_is_of_whoever_began_it(site: Site) -> None:
    show = Show(site.program("viewer"), site.album("open").id)
    for other in (site.program("owner"), site.program("guest"), site.browser("owner")):
        ask(other, "GET", show.links["self"], status=404)
    other = site.program("guest")
    ask(other, "POST", show.links["next"], {}, 404)
    ask(other, "PATCH", show.links["self"], {"seconds": 20}, 404)
    ask(other, "DELETE", show.links["self"], status=404)
    # Another token of the same person, and their browser.
    ask(site.program("viewer"), "GET", show.links["self"])
    ask(site.browser("viewer"), "GET", show.links["self"])
    for nothing in (NOBODY, "x", f"{show.begun.json['id']}x"):
        ask(show.app, "GET", f"/slideshows/{nothing}", status=404)


def test_a_show_is_told_of_changed_and_ended(site: Site) -> None:
    show = Show(site.program("guest"), site.album("open").id, seconds=5)
    assert show.begun.json["seconds"] == 5
    assert show.begun.json["state"] == "new"
    assert show.begun.headers["Location"] == show.links["self"]
    told = ask(show.app, "GET", show.links["self"]).json
    assert (told["state"], told["items"], told["all"]) == ("built", 1, True)
    changed = ask(show.app, "PATCH", show.links["self"], {"seconds": 30}).json
    assert changed["seconds"] == 30
    assert ask(show.app, "GET", show.links["self"]).json == changed
    refused = ask(show.app, "PATCH", show.links["self"], {"seconds": 61}, 422).json
    assert refused["errors"][0]["pointer"] == "#/seconds"
    assert show.titles() == "a"
    assert ask(show.app, "GET", show.links["self"]).json["state"] == "finished"
    ask(show.app, "DELETE", show.links["self"], status=204)
    ask(show.app, "GET", show.links["self"], status=404)
    show.next(404)


def test_who_begins_too_many_shows_waits(site: Site) -> None:
    site.add_user("eager")
    eager, body = site.program("eager"), {"album": site.album("open").id}
    for _ in range(MOST_AN_HOUR):
        ask(eager, "POST", "/slideshows", body, 201)
    refused = ask(eager, "POST", "/slideshows", body, 429)
    assert refused.json["code"] == "slideshows_exceeded"
    assert 0 < int(refused.headers["Retry-After"]) <= 3600


def test_a_step_is_on_no_condition(site: Site) -> None:
    program = site.program("owner")
    show = Show(program, site.album("").id)
    condition = {"If-Match": ask(program, "GET", show.links["self"]).headers["ETag"]}
    refused = ask(program, "POST", show.links["next"], {}, 412, condition)
    assert refused.json["code"] == "changed_meanwhile"
    assert show.next(after=0)["number"] == 1

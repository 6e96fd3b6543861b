"""From an empty installation to a private gallery for a family, in the browser alone.

Two people are invited by mail, a group sees an album more, a link opens one to whoever has it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.browser.conftest import WINDOWS, Gallery, Witness, serving
from tests.browser.library import SHAPES, write
from tests.browser.viewing import box_of
from tests.processes import wait_until
from tests.smtp import Server, mail_server, mail_settings

BEST, ROME, HIKE = "Best of all", "Rome 2024", "Hike 2023"
PASSWORD, LINK_PASSWORD = "a bicycle in the rain", "with cake and candles"
LAST_DAY = "2099-12-31"
PLACES = "[data-places] > li"
HAS_ORDER = """([tiles, ids]) =>
    document.readyState !== "loading"
    && [...document.querySelectorAll(tiles)].map(({ id }) => id).join() === ids.join()"""


@pytest.fixture
def server() -> Iterator[Server]:
    """The mail server of the house."""
    with mail_server() as server:
        yield server


@pytest.fixture
def gallery(tmp_path: Path, server: Server) -> Iterator[Gallery]:
    """What `bviewer serve` makes of two folders, and nobody has opened yet."""
    for title in (ROME, HIKE):
        for number in range(3):
            write(tmp_path / "Family" / title, f"{number}.jpg", number, SHAPES[0], int(title[-4:]))
    with serving(tmp_path, tmp_path / "Family", **mail_settings(server)) as gallery:
        yield gallery


@dataclass
class Journey:
    """The owner at a page of the gallery, and everybody else with a browser of their own."""

    chromium: Browser
    window: str
    witness: Witness
    gallery: Gallery
    server: Server
    page: Page

    @contextmanager
    def browser(self) -> Iterator[Page]:
        """A page of somebody else."""
        context = new_context(self.chromium, self.window)
        page = context.new_page()
        self.witness.watch(page)
        yield page
        context.close()

    # Steps of the owner.

    def follow_the_link_of_the_first_minute(self) -> None:
        """Sign in by the link that `serve` prints, close the gallery and set a password."""
        self.page.goto(self.gallery.link)
        self.press("Sign in")
        self.page.get_by_label("Private: you, and the people to whom you open it").check()
        self.page.get_by_label("A password of yours").fill(PASSWORD)
        self.press("Save and open the gallery")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Family")

    def name_the_gallery(self, title: str) -> None:
        """Give it a title of its own."""
        self.manage("Settings")
        self.page.get_by_label("Title", exact=True).fill(title)
        self.press("Save")
        self.is_told("Saved.")
        expect(self.page.locator(".site-title")).to_have_text(title)

    def add_an_album(self, title: str) -> None:
        """Add one that shows no folder; its page of folders comes next."""
        self.home()
        self.edit("New album")
        self.page.get_by_label("Title").fill(title)
        self.press("Add the album")
        self.is_told("Now choose what comes into it.")

    def fill_it_from_folders(self, *folders: str) -> None:
        """Choose the first two photographs of each folder, from the top of them."""
        for folder in folders:
            way = self.page.get_by_role("navigation", name="Folder")
            way.get_by_role("link").first.click()
            self.page.get_by_role("link", name=folder).click()
            expect(self.page.locator("#chosen")).to_have_class(re.compile("scripted"))
            for number in range(2):
                self.page.locator("[name=item]").nth(number).check()
            expect(self.page.locator("#count")).to_have_text("Chosen: 2")
            self.press("Add to the album")
            self.is_told("They are in the album.")

    def arrange_by_touch(self) -> None:
        """Lift the first photograph with a finger, change one's mind, and put it second."""
        finger = self.page.context.new_cdp_session(self.page)

        def touch(kind: str, *points: dict[str, float]) -> None:
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [*points]})

        first, second, *rest = self.places()
        for end, order in (("touchCancel", [first, second]), ("touchEnd", [second, first])):
            start, target = self.middle(first), self.middle(second)
            touch("touchStart", start)
            expect(self.tile(first)).to_have_class("held")
            touch("touchMove", target)
            expect(self.page.locator("#arranged")).to_have_text(f"Place 2 of {2 + len(rest)}")
            touch(end)
            wait_for_order(self.page, [*order, *rest], PLACES)
        expect(self.page.locator("#arranged")).to_have_text("Saved.")
        self.page.reload()
        wait_for_order(self.page, [second, first, *rest], PLACES)

    def middle(self, number: str) -> dict[str, float]:
        """The point of the window where a finger takes what is arranged."""
        box = box_of(self.tile(number).locator(".placed"))
        return {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}

    def arrange_by_dragging_and_keys(self) -> None:
        """Drag one photograph and move others by keys before it is saved: first all of it is
        saved, then none."""
        first, second, *rest, last = self.places()
        order = [second, first, last, *rest]
        with self.saving_late():
            self.tile(last).locator(".placed").drag_to(self.tile(first).locator(".placed"))
            wait_for_order(self.page, [last, first, second, *rest], PLACES)
            self.move_by_keys(first, "ArrowRight")
            self.move_by_keys(last, "ArrowRight", "ArrowRight")
            wait_for_order(self.page, order, PLACES)
        expect(self.page.locator("#arranged")).to_have_text("Saved.")
        with self.saving_late(status=200):  # As the page for signing in is.
            self.move_by_keys(last, "ArrowLeft")
            self.move_by_keys(second, "ArrowRight")
            wait_for_order(self.page, [last, second, first, *rest], PLACES)
        expect(self.page.locator("#arranged")).to_contain_text("This was not saved.")
        wait_for_order(self.page, order, PLACES)
        self.page.reload()
        wait_for_order(self.page, order, PLACES)

    def move_by_keys(self, number: str, *keys: str) -> None:
        """Lift what is arranged, press keys and let go."""
        handle = self.tile(number).locator(".placed")
        handle.focus()
        for key in (" ", *keys, " "):
            handle.press(key)

    @contextmanager
    def saving_late(self, **answer: Any) -> Iterator[None]:
        """Let the next save wait for the end of the block; answer it instead of the gallery."""
        saves: list[Route] = []

        def hold(save: Route) -> None:
            saves.append(save)

        self.page.route("**/arrange*", hold, times=1)
        with self.page.expect_request("**/arrange*"):
            yield
        self.page.evaluate("0")  # What was sent before its answer is held by then.
        [save] = saves
        if answer:
            save.fulfill(**answer)
        else:
            save.continue_()

    def arrange(self) -> list[str]:
        """Arrange the open album by hand; returns its order."""
        self.edit("Arrange")
        expect(self.page.locator(".placed").first).to_have_role("button")
        if self.window == "phone":
            self.arrange_by_touch()
        else:
            self.arrange_by_dragging_and_keys()
        order = self.places()
        self.page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link").last.click()
        wait_for_order(self.page, order)
        return order

    def invite(self, name: str, album: str) -> None:
        """Invite somebody by mail to an album."""
        self.manage("People")
        self.page.get_by_role("link", name="Invite somebody").click()
        self.page.get_by_label("Mail address").fill(mail_of(name))
        option = self.page.get_by_role("option", name=album)
        self.page.get_by_label("What they may see").select_option(value=option_value(option))
        self.press("Invite")
        self.is_told("Invited: the mail is on its way.")

    def make_a_group(self, group: str, name: str) -> None:
        """Make a group with a person in it."""
        self.manage("Groups")
        self.page.get_by_label("Name").fill(group)
        self.press("Add")
        self.is_told("The group is there.")
        option = self.page.get_by_role("option", name=name)
        self.page.locator("select[name=user]").select_option(value=option_value(option))
        self.press("Put into the group")
        self.is_told("They are in the group")

    def let_a_group_see(self, group: str, album: str) -> None:
        """Open an album to a group."""
        self.open(album)
        self.edit("Who can see it")
        self.page.locator("[name=who]").select_option(f"the group {group}")
        self.press("Let them see it")
        self.is_told("They can see it from now on.")

    def share(self, label: str) -> str:
        """Make a link to the open album, with a password and a last day; returns it."""
        self.tab("Share")
        self.page.get_by_label("What is it for?").fill(label)
        self.page.get_by_label("Good until").fill(LAST_DAY)
        self.page.get_by_label("Password").fill(LINK_PASSWORD)
        self.press("Make a link")
        expect(self.page.get_by_role("img", name="QR code of the link")).to_be_visible()
        return self.page.locator("#link").input_value()

    def sees_as(self, who: str, *albums: str) -> None:
        """Look at the home as somebody else does."""
        self.home()
        self.edit("View as")
        self.page.get_by_label(who).check()
        self.press("Look")
        expect(self.page.locator(".viewing")).to_contain_text("You see what")
        self.home()
        expect(albums_on(self.page)).to_have_text(albums)
        self.press("End")
        expect(self.page.locator(".viewing")).to_have_count(0)

    # Steps of others.

    def accept(self, page: Page, name: str, album: str) -> None:
        """Follow the link of the mail, choose a password and land in the album."""
        page.goto(self.link_for(name))
        page.get_by_label("Name", exact=True).fill(name)
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(album)

    def follow(self, page: Page, link: str) -> None:
        """Follow a link whose password is known."""
        page.goto(link)
        page.get_by_label("Password").fill(LINK_PASSWORD)
        page.get_by_role("button", name="Open").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(ROME)

    def sees(self, page: Page, *albums: str) -> None:
        """Somebody sees these albums on the home, and no other."""
        page.goto(self.gallery.address)
        expect(albums_on(page)).to_have_text(albums)

    def link_for(self, name: str) -> str:
        """The link in the mail to somebody."""
        wait_until(lambda: mail_of(name) in self.recipients(), f"a mail to {name}")
        mail = self.server.inbox[self.recipients().index(mail_of(name))]
        text = next(mail.message.iter_parts()).get_content()
        return re.findall(r"http://\S+/invitation/\S+", text)[0]

    def recipients(self) -> list[str]:
        """To whom mails were sent."""
        return [mail.recipients[0] for mail in self.server.inbox]

    # The ways of a page.

    def press(self, name: str) -> None:
        """Press a button of the page."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def is_told(self, text: str) -> None:
        """See that a page says what was done."""
        expect(self.page.locator(".done")).to_contain_text(text)

    def home(self) -> None:
        """Open the home by the title above each page."""
        self.page.locator(".site-title").click()

    def open(self, album: str) -> None:
        """Open an album."""
        self.home()
        self.page.get_by_role("link", name=album).first.click()

    def edit(self, tab: str) -> None:
        """Edit the open album."""
        self.page.get_by_role("link", name="Edit", exact=True).click()
        self.tab(tab)

    def manage(self, tab: str) -> None:
        """Look after the gallery."""
        self.page.get_by_role("link", name="Manage", exact=True).click()
        self.tab(tab)

    def tab(self, name: str) -> None:
        """Change to a page beside this one."""
        links = self.page.locator(".tabs")
        link = links.get_by_role("link", name=name, exact=True)
        if not link.is_visible():
            links.get_by_text("More", exact=True).click()
        link.click()

    def places(self) -> list[str]:
        """The ids of the photographs that are arranged, in their order."""
        ids: list[str] = self.page.locator(PLACES).evaluate_all(
            "tiles => tiles.map(({ id }) => id)"
        )
        return ids

    def tile(self, number: str) -> Locator:
        """What is arranged."""
        return self.page.locator(f"[id='{number}']")


def new_context(chromium: Browser, window: str) -> BrowserContext:
    """A browser of its own."""
    return chromium.new_context(**WINDOWS[window], locale="en-GB")


def mail_of(name: str) -> str:
    """The address of a person."""
    return f"{name}@example.org"


def option_value(option: Locator) -> str:
    """What a choice of a list sends."""
    return option.get_attribute("value") or ""


def wait_for_order(page: Page, ids: list[str], tiles: str = "#images > li") -> None:
    """Wait until a page shows these photographs, and no other, in their order."""
    page.wait_for_function(HAS_ORDER, arg=[tiles, ids])


def albums_on(page: Page) -> Locator:
    """The titles of the albums that a page shows."""
    return page.locator(".albums li strong")


@pytest.fixture
def journey(chromium: Browser, window: str, gallery: Gallery, server: Server) -> Iterator[Journey]:
    """The owner before the first page, with a browser in which nothing may go wrong."""
    context, witness = new_context(chromium, window), Witness()
    page = context.new_page()
    witness.watch(page)
    yield Journey(chromium, window, witness, gallery, server, page)
    context.close()
    assert witness.faults == []


@pytest.mark.parametrize("window", ["laptop"])
def test_an_owner_arranges_by_dragging_and_keys(journey: Journey) -> None:
    journey.follow_the_link_of_the_first_minute()
    journey.open(ROME)
    journey.arrange()


@pytest.mark.parametrize("window", ["phone", pytest.param("laptop", marks=pytest.mark.soak)])
def test_an_owner_opens_a_private_gallery_to_a_family(journey: Journey) -> None:
    journey.follow_the_link_of_the_first_minute()
    journey.name_the_gallery("The Rivers")
    journey.add_an_album(BEST)
    journey.fill_it_from_folders(ROME, HIKE)
    journey.home()
    journey.open(BEST)
    best = journey.arrange()
    journey.open(ROME)
    rome = journey.arrange()
    with journey.browser() as anna, journey.browser() as ben:
        for name, page in (("anna", anna), ("ben", ben)):
            journey.invite(name, BEST)
            journey.accept(page, name, BEST)
            wait_for_order(page, best)
        journey.make_a_group("Cousins", "ben")
        journey.let_a_group_see("Cousins", ROME)
        link = journey.share("Neighbours")
        journey.sees_as("anna", BEST)
        journey.sees_as("the group Cousins", ROME)
        journey.sees_as("whoever has the link Neighbours", ROME)
        journey.sees(anna, BEST)  # And not what else its photographs are in.
        journey.sees(ben, BEST, ROME)
        ben.get_by_role("link", name=ROME).first.click()
        wait_for_order(ben, rome)
    with journey.browser() as neighbour:
        journey.follow(neighbour, link)
        wait_for_order(neighbour, rome)
        closed = neighbour.url
        journey.sees(neighbour, ROME)
    with journey.browser() as stranger:
        for address in (journey.gallery.address, closed):
            assert stranger.request.get(address).status == 404

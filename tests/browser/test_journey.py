"""From an empty installation to a private family gallery, in the browser alone.

The owner shares it with two people, a group and a link, and arranges two albums by hand.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import WINDOWS, Gallery, Witness, serving
from tests.browser.library import SHAPES, write
from tests.browser.test_album import wait_for_pictures
from tests.processes import wait_until
from tests.smtp import Mail, Server, mail_server, mail_settings

PASSWORD, OF_THE_LINK = "three small boats", "cake and candles"
WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
TITLES = "items => items.map(item => item.alt)"
FOLDERS = ("Birthdays", "Garden", "Journeys")
EACH = 6


@pytest.fixture(scope="module")
def post() -> Iterator[Server]:
    """Whoever brings the mail."""
    with mail_server() as server:
        yield server


@pytest.fixture
def gallery(tmp_path_factory: pytest.TempPathFactory, post: Server) -> Iterator[Gallery]:
    """An installation in which nobody has done anything yet."""
    folder = tmp_path_factory.mktemp("journey")
    for place in FOLDERS:
        for number in range(EACH):
            write(folder / "library" / place, f"{place} {number}.jpg", number, SHAPES[0], 2024)
    with serving(folder, folder / "library", **mail_settings(post)) as gallery:
        yield gallery


@dataclass
class People:
    """Everybody in this story, each with a browser of their own."""

    chromium: Browser
    window: str
    witness: Witness = field(default_factory=Witness)

    @contextmanager
    def somebody(self) -> Iterator[Page]:
        """Whoever comes with a new browser."""
        context = self.chromium.new_context(**WINDOWS[self.window], locale="en-GB")
        context.set_default_timeout(30_000)
        page = context.new_page()
        self.witness.watch(page)
        yield page
        context.close()


@pytest.fixture
def people(chromium: Browser, window: str) -> Iterator[People]:
    """Them; nothing fails on the pages of any."""
    people = People(chromium, window)
    yield people
    assert people.witness.faults == []


@pytest.mark.parametrize("window", ["phone", "laptop"])
def test_a_family_gets_its_private_gallery(gallery: Gallery, people: People, post: Server) -> None:
    with people.somebody() as anna:
        begin(anna, gallery)
        name_the_gallery(anna)
        go(anna, "Manage", "People", "Invite somebody")
        invite(anna, "ben@home.test", "The whole gallery")
        make_group(anna, "Family")
        go(anna, "Invite somebody")
        invite(anna, "cleo@home.test", "Family")
        best = make_album(anna, gallery, "The best", {"Birthdays": (0, 1), "Journeys": (2, 4)})
        arrange_by_dragging(anna)
        let_group_see(anna, "Family")
        grandma = make_album(anna, gallery, "For Grandma", {"Garden": (0, 3)})
        arrange_by_keys(anna)
        link = make_link(anna)

        with people.somebody() as ben:
            accept(ben, invitation(post, "ben@home.test"), "Ben")
            expect(ben.locator(".albums strong")).to_have_text(
                [*FOLDERS, "The best", "For Grandma"]
            )
        with people.somebody() as cleo:
            accept(cleo, invitation(post, "cleo@home.test"), "Cleo")
            sees_only(cleo, best, ["Birthdays 1", "Birthdays 0"])
            look_as(anna, best, "Cleo", cleo)
        with people.somebody() as grandmother:
            follow(grandmother, link)
            sees_only(grandmother, grandma, ["Garden 1", "Garden 0", "Garden 2"])
        with people.somebody() as stranger:
            sees_nothing(stranger, gallery.address, best, grandma)
            people.witness.faults.clear()
        take_back(anna, grandma)
        with people.somebody() as late:
            sees_nothing(late, link)
            people.witness.faults.clear()


def show(page: Page, address: str) -> None:
    """Open a page, which is no wider than the window."""
    page.goto(address)
    fits(page)


def fits(page: Page) -> None:
    """Nothing stands out on the right."""
    scroll, client = page.evaluate(WIDTHS)
    assert scroll <= client, page.url


def go(page: Page, *names: str) -> None:
    """Follow links, as they are called."""
    for name in names:
        page.get_by_role("link", name=name, exact=True).first.click()
        page.wait_for_load_state()
        fits(page)


def press(page: Page, name: str) -> None:
    """Send the form with this button, and wait for what comes."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()
    fits(page)


def begin(page: Page, gallery: Gallery) -> None:
    """The first minute: a password, and nobody else."""
    page.goto(gallery.link)
    press(page, "Sign in")
    expect(page.locator("main")).to_contain_text("Everybody can see this.")
    page.get_by_label("Private: you").check()
    page.get_by_label("A password of yours").fill(PASSWORD)
    press(page, "Save and open the gallery")
    expect(page.locator(".albums strong")).to_have_text(list(FOLDERS))


def name_the_gallery(page: Page) -> None:
    """The title that everybody reads."""
    go(page, "Manage", "Settings")
    page.get_by_label("Title", exact=True).first.fill("The Millers")
    press(page, "Save")
    expect(page.locator(".site-title")).to_have_text("The Millers")


def make_group(page: Page, name: str) -> None:
    """A group that has nobody in it yet."""
    go(page, "Manage", "Groups")
    page.get_by_label("Name").fill(name)
    press(page, "Add")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def invite(page: Page, mail: str, what: str) -> None:
    """Let a mail be sent to somebody."""
    page.locator("[name=mail]").fill(mail)
    expect(page.locator("[name=what] :checked")).to_have_text(what)
    press(page, "Invite")
    expect(page.locator("main")).to_contain_text(mail)


def make_album(page: Page, gallery: Gallery, title: str, picked: dict[str, tuple[int, int]]) -> str:
    """A private album of what is picked from folders: from the first to the last of each."""
    show(page, gallery.address)
    go(page, "Edit", "New album")
    page.get_by_label("Title").fill(title)
    page.locator("[name=visibility][value=private]").check()
    press(page, "Add the album")
    number = 0
    for folder, (first, last) in picked.items():
        open_folder(page, folder)
        pick(page, first, last)
        number += last - first + 1
    address = page.url.partition("folders")[0]
    wait_until(lambda: number_of_images(page, address) == number, f"{number} photographs")
    return address


def open_folder(page: Page, folder: str) -> None:
    """Go to a folder from the one that is shown: the home, or one beside it."""
    if page.locator(".folders").count() == 0:
        page.locator(".way a").first.click()
    page.locator(".folders").get_by_role("link", name=folder).click()
    expect(page.locator("#chosen.scripted")).to_be_visible()


def pick(page: Page, first: int, last: int) -> None:
    """Choose one photograph, and with shift all up to another one."""
    boxes = page.locator("[name=item]")
    boxes.nth(first).click()
    boxes.nth(last).click(modifiers=["Shift"])
    expect(page.locator("#count")).to_have_text(f"Chosen: {last - first + 1}")
    press(page, "Add to the album")
    expect(page.locator(".done")).to_be_visible()


def number_of_images(page: Page, address: str) -> int:
    """How many photographs an album has by now."""
    page.goto(address)
    return page.locator("#images > li").count()


def handles(page: Page) -> Locator:
    """What the photographs of an album are moved by."""
    go(page, "Edit", "Arrange")
    expect(page.locator("#arrange-help")).to_be_visible()
    return page.locator("[data-places] .placed")


def arrange_by_dragging(page: Page) -> None:
    """The second photograph comes first."""
    places = handles(page)
    places.nth(1).drag_to(places.nth(0))
    press(page, "Save this order")


def arrange_by_keys(page: Page) -> None:
    """The first photograph comes second."""
    handles(page).nth(0).focus()
    for key in (" ", "ArrowRight", " "):
        page.keyboard.press(key)
    press(page, "Save this order")


def let_group_see(page: Page, group: str) -> None:
    """Grant a group an album."""
    go(page, "Who can see it")
    page.locator("[name=who]").select_option(label=f"the group {group}")
    press(page, "Let them see it")
    expect(page.locator(".rows").first).to_contain_text(group)


def make_link(page: Page) -> str:
    """A link with a password."""
    go(page, "Share")
    page.get_by_label("What is it for?").fill("Grandma")
    page.locator("[name=password]").fill(OF_THE_LINK)
    press(page, "Make a link")
    expect(page.locator(".qr-code svg")).to_be_visible()
    return page.locator("#link").input_value()


def invitation(post: Server, mail: str) -> str:
    """The link in somebody's mail, once it came."""

    def came() -> Mail | None:
        return next((one for one in post.inbox[::-1] if one.recipients == [mail]), None)

    wait_until(lambda: came() is not None, f"a mail to {mail}")
    letter = came()
    assert letter
    text = next(letter.message.iter_parts()).get_content()
    (link,) = re.findall(r"http://localhost\S+", text)
    return link


def accept(page: Page, link: str, name: str) -> None:
    """Choose a name and a password."""
    show(page, link)
    page.get_by_label("Name", exact=True).fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "Continue")
    expect(page.locator("header.site")).to_contain_text(name)


def sees_only(page: Page, address: str, first: list[str]) -> None:
    """Somebody finds one album, whose photographs are in the owner's order."""
    show(page, address)
    wait_for_pictures(page)
    assert page.locator("#images img").evaluate_all(TITLES)[: len(first)] == first
    page.locator("#images a").first.click()
    expect(page.locator(".viewer-caption")).to_contain_text(first[0])


def look_as(page: Page, address: str, name: str, of: Page) -> None:
    """The owner sees what somebody sees, and comes back from it."""
    show(page, address)
    go(page, "Edit", "View as")
    page.get_by_label(name, exact=True).check()
    press(page, "Look")
    expect(page.locator(".viewing")).to_contain_text(name)
    show(page, address)
    wait_for_pictures(page)
    of.goto(address)
    wait_for_pictures(of)
    assert page.locator("#images img").evaluate_all(TITLES) == of.locator(
        "#images img"
    ).evaluate_all(TITLES)
    press(page, "End")
    expect(page.locator(".viewing")).to_have_count(0)


def follow(page: Page, link: str) -> None:
    """Open a link with its password."""
    show(page, link)
    page.get_by_label("Password").fill(OF_THE_LINK)
    press(page, "Open")


def sees_nothing(page: Page, *addresses: str) -> None:
    """For whoever was not asked there are no albums, and nothing else either."""
    for address in addresses:
        show(page, address)
        assert page.locator("img, .albums li, .site-title:has-text('Millers')").count() == 0


def take_back(page: Page, address: str) -> None:
    """Revoke the link of an album."""
    show(page, address)
    go(page, "Edit", "Share")
    press(page, "Take back: Grandma")

"""On a page of every kind: it is as wide as the window, stands still, and keeps nobody out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import OBSERVE, WINDOWS, Gallery, Witness, go_on
from tests.browser.kinds import SHAPES, Kinds, serving_kinds
from tests.browser.test_accessibility import AXE, violations
from tests.browser.waiting import Traffic, pass_time, wait_for_a_frame

WIDTHS = """() => ["ltr", "rtl"].map((direction) => {
    const page = document.documentElement;
    page.dir = direction;
    return [page.scrollWidth, page.clientWidth];
})"""
ROWS = """() => new Set(
    [...document.querySelectorAll(".tabs > *")]
        .filter((tab) => tab.checkVisibility()).map((tab) => tab.offsetTop)
).size"""
SIZE_TEXT = "(size) => { document.documentElement.style.fontSize = size; }"
PHONES = (320, 390)
# Nobody touches these pages; Chromium takes another size of the window for input.
OBSERVE_ALL = OBSERVE.replace("if (!entry.hadRecentInput) ", "")
ARE_STYLES_THERE = """() => document.readyState === "interactive"
    && [...document.querySelectorAll("link[rel=stylesheet]")].every((link) => link.sheet)"""
SCRIPT = "**/account/passkeys.js"
# A page that waits for its script is not drawn at all: a moment tells.
DRAW_IF_POSSIBLE = """() => new Promise((tell) => {
    requestAnimationFrame(() => requestAnimationFrame(tell));
    setTimeout(tell, 200);
})"""
IS_LATE = "() => document.querySelector('.stage img.waiting')?.naturalWidth > 0"
IS_THERE = """() => {
    const image = document.querySelector(".stage img");
    return image.complete && !image.classList.contains("waiting")
        && image.naturalWidth * image.naturalHeight !== 36;
}"""


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kinds]:
    """A gallery that the tests of this file look at."""
    with serving_kinds(tmp_path_factory.mktemp("kinds")) as kinds:
        yield kinds


@pytest.fixture
def gallery(kinds: Kinds) -> Gallery:
    """What `page` watches."""
    return kinds.gallery


def open_pages(kinds: Kinds, context: BrowserContext) -> Iterator[tuple[str, Page]]:
    """Each page in turn, once all of it is there: those for everybody, those of a guest, and those
    that the owner alone sees. Nobody notes that one is answered 404.
    """
    page = context.new_page()
    for who, cookie, pages in (
        ("everybody", "", kinds.pages),
        ("a guest", kinds.guest, kinds.guest_pages),
        ("the owner", kinds.owner, {**kinds.guest_pages, **kinds.owner_pages}),
    ):
        if cookie:
            context.add_cookies([{"name": "bv", "value": cookie, "url": kinds.gallery.address}])
        for name, url in pages.items():
            with Traffic(page) as traffic:
                page.goto(url)
                traffic.settle()
            yield f"{name} of {who}", page


def shift_of(page: Page) -> float:
    """How much of a page moves. It is looked at twice: a busy browser draws a page of which a part
    has come, up to any tag, and what is between two tags may then move."""
    if page.evaluate("window.shift"):
        with Traffic(page) as traffic:
            page.reload()
            traffic.settle()
    return float(page.evaluate("window.shift"))


def test_a_header_of_which_a_part_has_come_is_not_seen(kinds: Kinds, page: Page) -> None:
    page.goto(kinds.pages["about"])
    text = page.content()
    cut = text.index("</nav>")
    page.evaluate("(part) => { document.open(); document.write(part); }", text[:cut])
    title = page.locator(".site-title")
    expect(title).to_be_attached()
    expect(title).to_be_hidden()
    page.evaluate("(rest) => { document.write(rest); document.close(); }", text[cut:])
    expect(title).to_be_visible()


def test_a_late_script_shows_what_needs_it_before_anything_is_seen(
    kinds: Kinds, chromium: Browser
) -> None:
    with chromium.new_context(locale="ru") as context:
        context.add_init_script(OBSERVE)
        context.add_cookies([{"name": "bv", "value": kinds.owner, "url": kinds.gallery.address}])
        held: list[Route] = []
        page = context.new_page()
        page.route(SCRIPT, lambda route: held.append(route))  # noqa: PLW0108 - it is marked.
        # There is most to move on a wide page, and where the words of two buttons need two lines.
        for url, width in ((kinds.owner_pages["account"], 1280), (kinds.pages["sign-in"], 320)):
            page.set_viewport_size({"width": width, "height": 800})
            with page.expect_request(SCRIPT):
                page.goto(url, wait_until="commit")
            page.wait_for_function(ARE_STYLES_THERE, polling=20)
            page.evaluate(DRAW_IF_POSSIBLE)
            held.pop().continue_()
            expect(page.locator("#passkey")).to_be_visible()
            wait_for_a_frame(page)
            assert page.evaluate("window.shift") == 0, url
            context.clear_cookies()


# Languages whose words are the longest. On a phone all have the least room.
@pytest.mark.parametrize(
    ("window", "locale"),
    [("phone", "de"), pytest.param("laptop", "ru", marks=pytest.mark.soak)],
)
def test_pages_stand_still_keep_nobody_out_and_fit_a_phone(
    kinds: Kinds, chromium: Browser, window: str, locale: str
) -> None:
    context = chromium.new_context(**WINDOWS[window], locale=locale)
    context.add_init_script(OBSERVE_ALL)
    context.add_init_script(path=AXE)
    moved, closed, wide, tabs, large = {}, {}, {}, {}, {}
    for name, page in open_pages(kinds, context):
        if shift := shift_of(page):
            moved[name] = shift
        if faults := violations(page):
            closed[name] = faults
        for width in PHONES:
            page.set_viewport_size({"width": width, "height": 844})
            if (measured := page.evaluate(WIDTHS)) != [[width, width]] * 2:
                wide[name] = measured
            if (rows := page.evaluate(ROWS)) > 1:
                tabs[name] = rows
        page.evaluate(SIZE_TEXT, "200%")
        if (measured := page.evaluate(WIDTHS)) != [[width, width]] * 2:
            large[name] = measured
        page.set_viewport_size(WINDOWS[window]["viewport"])  # For the next one to load in.
    context.close()
    assert (moved, closed, wide, tabs, large) == ({}, {}, {}, {}, {})


@pytest.mark.parametrize("window", ["phone"])
def test_late_photographs_find_their_places_kept(
    kinds: Kinds, page: Page, witness: Witness, sleeping: list[int]
) -> None:
    pages = {name: open_late(page.context, witness, url) for name, url in kinds.late.items()}
    go_on(sleeping)
    for name, late in pages.items():
        late.wait_for_function(IS_THERE)
        wait_for_a_frame(late)
        assert late.evaluate("window.shift") == 0, name


def open_late(context: BrowserContext, witness: Witness, address: str) -> Page:
    """Open the page of an image which is still being made, and which has its placeholder."""
    page = context.new_page()
    page.add_init_script(OBSERVE)
    witness.watch(page)
    page.goto(address)
    page.wait_for_function(IS_LATE)
    wait_for_a_frame(page)
    return page


def test_a_photograph_has_its_proportions_and_is_not_enlarged(
    kinds: Kinds, page: Page, subtests: pytest.Subtests
) -> None:
    image, stage = page.locator(".stage img"), page.locator(".stage")
    for name in SHAPES:
        with subtests.test(name):
            page.goto(kinds.pages[name])
            page.wait_for_function(IS_THERE)
            size = image.evaluate("image => [image.clientWidth, image.clientHeight]")
            most = stage.evaluate("stage => [stage.clientWidth, stage.clientHeight]")
            whole = stage.evaluate("({ dataset }) => [+dataset.width, +dataset.height]")
            assert all(side <= limit for side, limit in zip(size, whole, strict=True))
            assert all(side <= limit for side, limit in zip(size, most, strict=True))
            assert image.evaluate("image => getComputedStyle(image).objectFit") == "contain"


def test_very_thin_photographs_are_shown(kinds: Kinds, page: Page) -> None:
    page.clock.install()
    page.goto(kinds.pages["album"])
    for name in ("thin", "tall"):
        image = page.locator(f'#images img[alt="{name}"]')
        expect(image).to_have_class("watched")
        page.wait_for_function(
            "(image) => image.naturalWidth && !image.classList.contains('waiting')",
            arg=image.element_handle(),
        )
    expect(page.locator("#images img.waiting")).to_have_count(0)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    pass_time(page, 3)
    assert [url for url in requests if "try=" in url] == []


@pytest.mark.parametrize("window", ["phone", "laptop"])
def test_a_long_album_grows_without_a_jump(kinds: Kinds, page: Page) -> None:
    page.goto(kinds.pages["long"])
    foot = page.locator(".foot")
    expect(foot).to_have_css("opacity", "0")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(page.locator("#images > li")).to_have_count(230)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(foot).to_have_css("opacity", "1")
    wait_for_a_frame(page)
    assert page.evaluate("window.shift") == 0
    expect(page.get_by_role("link", name="Next page")).to_have_count(0)


def test_a_page_that_cannot_be_had_leaves_the_link(
    kinds: Kinds, page: Page, context: BrowserContext
) -> None:
    other = context.new_page()
    other.route("**/?after=*", lambda route: route.fulfill(status=403, body="no"))
    other.goto(kinds.pages["long"])
    other.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    link = other.get_by_role("link", name="Next page")
    other.wait_for_function("() => !document.body.classList.contains('growing')")
    expect(link).to_be_in_viewport()


def test_the_way_back_stays_where_it_is(kinds: Kinds, page: Page) -> None:
    """Above the images, where it does not move on while pages are appended below."""
    page.goto(kinds.pages["at"])
    link = page.get_by_role("link", name="Previous page")
    top = link.evaluate("link => link.getBoundingClientRect().top + window.scrollY")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    with Traffic(page) as traffic:
        traffic.settle()
    assert link.evaluate("link => link.getBoundingClientRect().top + window.scrollY") == top
    assert top < page.locator("#images").evaluate(
        "list => list.getBoundingClientRect().top + window.scrollY"
    )


def test_fields_can_be_seen(kinds: Kinds, page: Page) -> None:
    """The border of a field is at least 3:1 against what is inside and outside (WCAG 1.4.11)."""
    page.goto(kinds.pages["sign-in"])
    colours = page.locator("input[name=name]").evaluate(
        """input => [getComputedStyle(input).borderColor, getComputedStyle(input).backgroundColor,
            getComputedStyle(document.documentElement).backgroundColor]"""
    )
    border, *grounds = map(luminance, colours)
    assert all((border + 0.05) / (ground + 0.05) >= 3 for ground in grounds)


def luminance(colour: str) -> float:
    """The relative luminance of `rgb(r, g, b)`, as WCAG defines it."""
    channels = [int(part) / 255 for part in colour.removeprefix("rgb(").rstrip(")").split(",")]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    ]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))

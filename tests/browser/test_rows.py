"""Albums in rows: every photograph in its own shape, at its place from the first moment."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bviewer.albums.galleries import find_gallery
from bviewer.albums.gallery_settings import change_settings
from bviewer.db.sessions import work_session
from bviewer.models import Layout
from bviewer.process.project import open_project
from tests.browser.conftest import WINDOWS, Gallery
from tests.browser.library import SHAPES
from tests.browser.test_pages import TILES, scroll_to_the_end_of
from tests.browser.viewing import SHOWN, every_window, wait_for_photograph
from tests.processes import wait_until

SOON = (202, 429)
# Of each tile: its row (where it ends), its edges, and how much wider it is than high.
PLACES = """() => [...document.querySelectorAll("#images > li")].map((tile) => {
    const { left, right, top, bottom } = tile.firstElementChild.getBoundingClientRect();
    return { left, right, top, bottom, shape: (right - left) / (bottom - top) };
})"""
# Goes on as people do, who see no end before more is there.
SCROLLED = """() => {
    const isNear = document.documentElement.scrollHeight - innerHeight - scrollY < 900;
    if (!isNear) scrollBy({ top: 300, behavior: "instant" });
    return document.querySelectorAll("#images > li").length > 200;
}"""
SHARP = """() => [...document.querySelectorAll("#images a[data-width]")].every((tile) => {
    if (tile.getBoundingClientRect().top >= innerHeight) return true;
    const image = tile.querySelector("img");
    // One alone in its row, before a panorama, is larger than it is fetched for.
    const share = image.clientWidth > 0.9 * innerWidth ? 0.7 : 1;
    const most = Math.min(Number(tile.dataset.width), share * image.clientWidth * devicePixelRatio);
    return image.complete && image.naturalWidth > 6 && widthOf(image) >= most - 2;
})"""
WIDTH_OF = """() => { window.widthOf = (image) => {
    const sources = image.srcset.split(", ").map((each) => each.split(" "));
    const chosen = sources.find(([address]) => address === image.currentSrc);
    return chosen ? parseInt(chosen[1]) : image.naturalWidth;
}; }"""


def lay_out(gallery: Gallery, layout: Layout) -> None:
    """Change how the gallery lays out photographs."""
    with open_project(gallery.ini) as runtime, work_session(runtime.engine) as session:
        change_settings(session, find_gallery(session, None), layout=layout)


@pytest.fixture
def rows(gallery: Gallery) -> Iterator[Gallery]:
    """The gallery, in rows."""
    lay_out(gallery, Layout.ROWS)
    yield gallery
    lay_out(gallery, Layout.SQUARES)


def places(page: Page) -> list[dict[str, float]]:
    """Where the tiles are."""
    found: list[dict[str, float]] = page.evaluate(PLACES)
    return found


def check_rows(found: list[dict[str, float]]) -> None:
    """Tiles of a row are of one height, and all rows but the last are as wide as the widest."""
    rows: dict[int, list[dict[str, float]]] = {}
    for place in found:
        rows.setdefault(round(place["top"]), []).append(place)
    assert len(rows) > 1
    for row in rows.values():
        assert max(each["bottom"] for each in row) - min(each["bottom"] for each in row) < 1
    ends = [max(each["right"] for each in row) for row in rows.values()]
    assert max(ends[:-1]) - min(ends[:-1]) < 1
    assert len({round(row[0]["left"]) for row in rows.values()}) == 1


def open_known(page: Page, address: str) -> None:
    """Open an album whose photographs workers have seen."""
    page.goto(address)
    for link in page.locator("#images a").all():
        for name in ("row.jpg", "big.jpg"):
            picture = f"{link.evaluate('link => link.href')}{name}"
            wait_until(lambda: page.request.get(picture).status not in SOON, picture)  # noqa: B023
    page.reload()


@pytest.mark.parametrize("window", ["phone", "laptop", "wall"])
def test_photographs_are_shown_whole_and_sharp_in_rows(rows: Gallery, page: Page) -> None:
    open_known(page, rows.album(page, "Iceland 2024"))
    page.evaluate(WIDTH_OF)
    page.wait_for_function(SHARP)
    found = places(page)
    for place, (width, height) in zip(found, SHAPES, strict=False):
        assert place["shape"] == pytest.approx(max(width / height, 0.5), rel=0.035)
    check_rows(found)
    assert page.evaluate("window.shift") == 0


def test_rows_of_which_a_part_has_come_are_not_seen(rows: Gallery, page: Page) -> None:
    page.goto(rows.album(page, "Iceland 2024"))
    text = page.content()
    cut = text.index("</li>", text.index('id="images"'))
    page.evaluate("(part) => { document.open(); document.write(part); }", text[:cut])
    first = page.locator(TILES).first
    expect(first).to_be_attached()
    expect(first).to_be_hidden()
    page.evaluate("(rest) => { document.write(rest); document.close(); }", text[cut:])
    expect(first).to_be_visible()


def test_rows_are_the_same_without_scripts(rows: Gallery, page: Page, chromium: Browser) -> None:
    open_known(page, address := rows.album(page, "Iceland 2024"))
    with chromium.new_context(**WINDOWS["laptop"], java_script_enabled=False) as context:
        plain = context.new_page()
        plain.goto(address)
        assert [each.bounding_box() for each in plain.locator("#images a").all()] == [
            each.bounding_box() for each in page.locator("#images a").all()
        ]


def test_rows_stay_as_they_are_while_an_album_grows(rows: Gallery, page: Page) -> None:
    page.goto(rows.album(page, "Many 2021"))
    expect(page.locator(TILES)).to_have_count(200)
    before = places(page)[:150]
    page.wait_for_function(SCROLLED)
    page.evaluate("window.scrollTo(0, 0)")
    # The last row is filled up by what comes next.
    assert places(page)[:150] == before
    check_rows(places(page))


@every_window
def test_back_returns_to_the_same_row(rows: Gallery, page: Page) -> None:
    page.goto(rows.album(page, "Many 2021"))
    scroll_to_the_end_of(page, 600)
    page.locator(TILES).nth(450).evaluate("tile => scrollTo(0, scrollY + tile.offsetTop)")
    first = """() => [...document.querySelectorAll("#images > li")].find(
        (tile) => tile.getBoundingClientRect().bottom > 0)"""
    before = page.evaluate(
        f"() => {{ const tile = ({first})(); return [tile.id, tile.getBoundingClientRect().top]; }}"
    )
    page.goto(rows.address)
    page.go_back()
    page.wait_for_function(
        """([id, top]) => {
            const tile = document.getElementById(id);
            return tile && Math.abs(tile.getBoundingClientRect().top - top) < 4;
        }""",
        arg=before,
    )


def test_a_tile_of_a_row_opens_the_large_picture(rows: Gallery, page: Page) -> None:
    open_known(page, rows.album(page, "Iceland 2024"))
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    assert "/row.jpg" not in page.locator(SHOWN).evaluate("image => image.src")

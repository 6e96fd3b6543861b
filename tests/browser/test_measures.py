"""What a page weighs, and what it asks of a small computer."""

import gzip
import random
import re
from base64 import b64encode
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Gallery
from tests.browser.viewing import wait_for_photograph

PLAYING = re.compile("/film/|/film[.]css|/(clip|video|motion)[.]js")
STATIC = Path(__file__).parents[2] / "bviewer" / "static"


def weight(data: bytes) -> int:
    """Bytes as they are sent."""
    return len(gzip.compress(data, 6))


def fetch(address: str, encoding: str = "identity") -> tuple[bytes, str | None]:
    """The body of an answer, and how it is encoded."""
    with urlopen(Request(address, headers={"Accept-Encoding": encoding})) as answer:
        return answer.read(), answer.headers["Content-Encoding"]


def test_a_page_of_200_tiles_is_light(gallery: Gallery, page: Page) -> None:
    address = gallery.album(page, "Many 2021")
    page.goto(address)
    body, _encoding = fetch(address)
    assert body.count(b"<li id=") == 200
    assert weight(body) <= 40_000


def test_200_tiles_with_their_colours_are_light_enough(gallery: Gallery, page: Page) -> None:
    body, _encoding = fetch(gallery.album(page, "Many 2021"))
    dice = random.Random(0)

    def coloured(_match: re.Match[bytes]) -> bytes:
        colours = b64encode(dice.randbytes(108))
        return b'data-width="6000" data-height="4000" data-colours="' + colours + b'">'

    plain = re.sub(rb'data-(width|height|colours)="[^"]*"', b"", body)
    page_in_colour, count = re.subn(rb">(?=\s*<img)", coloured, plain)
    assert count == 200
    assert weight(page_in_colour) <= 40_000


def test_photographs_bring_nothing_that_plays(gallery: Gallery, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(gallery.album(page, "Rome 2022"))
    page.locator("#images a").first.click()
    wait_for_photograph(page)
    page.reload()
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if PLAYING.search(url)] == []
    body, _encoding = fetch(gallery.album(page, "Rome 2022"))
    assert b"film" not in body
    assert b"data-kind" not in body


# What is fetched where something plays, where photographs are shown at random, in rows or in tiles,
# or after signing in.
PARTS = {
    "films": {"film", "film.css", "clip.js", "video.js", "motion.js"},
    "shows": {"show", "show.css"},
    "owners": {"owner", "owner.css", "account"},
    "programs": {"api"},
    "rows": {"rows.css"},
    "panoramas": {"tiles.js"},
}


@pytest.mark.parametrize(
    ("part", "most"),
    [
        ("photographs", 31_400),  # Of these, 2,200 make sharp what is seen from near.
        ("films", 8_700),
        ("shows", 5_500),
        ("owners", 10_700),
        ("programs", 4_500),
        ("rows", 900),
        ("panoramas", 1_450),
    ],
)
def test_styles_and_scripts_are_light(part: str, most: int) -> None:
    own = {*STATIC.rglob("*.js"), *STATIC.rglob("*.css")} - {*(STATIC / "vendor").rglob("*")}
    chosen = {file for file in own if part_of(file) == part}
    assert 0 < sum(weight(file.read_bytes()) for file in chosen) <= most


def part_of(file: Path) -> str:
    """Return which part a file is of; "photographs" if it is of none that is fetched apart."""
    names = {*file.relative_to(STATIC).parts}
    return next((part for part, parts in PARTS.items() if names & parts), "photographs")


def test_text_is_compressed_for_whoever_can_read_it(gallery: Gallery, page: Page) -> None:
    page.goto(gallery.address)
    style = page.locator("link[rel=stylesheet]").first.evaluate("link => link.href")
    for address in (gallery.address, str(style)):
        plain, none = fetch(address)
        packed, encoding = fetch(address, "gzip")
        assert (none, encoding) == (None, "gzip")
        assert gzip.decompress(packed) == plain


def test_nothing_comes_from_elsewhere(gallery: Gallery, page: Page) -> None:
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(gallery.album(page, "Iceland 2024"))
    page.locator("#images a").first.click()
    page.wait_for_selector(".pswp__img")
    assert hosts == {gallery.address.split("/")[2]}

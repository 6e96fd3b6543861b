"""Random trees and times: a year is offered if, and only if, it shows an album."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import update
from webtest import TestApp, TestResponse

from bviewer.albums.summaries import refresh_summaries
from bviewer.library.precision import Precision
from bviewer.models import Album, Image
from tests.examples import examples
from tests.functional.planted import Planted, Tree, site_for_trees, trees
from tests.functional.stacks import everywhere, in_a_soak
from tests.oracle import Person, may_open
from tests.site import Site
from tests.stack import Stack

pytestmark = [everywhere, in_a_soak]

PEOPLE = ("nobody", "guest", "owner")
YEARS = (1826, 1999, 2000, 2007, 2026)


@dataclass(frozen=True)
class Times:
    """Of an album: the year that its owner gave it, and those of its images."""

    own: int | None = None
    years: frozenset[int] = frozenset()


@st.composite
def dated_trees(draw: st.DrawFn) -> tuple[Tree, list[Times]]:
    """A tree, and the times of its albums."""
    tree, year = draw(trees()), st.sampled_from(YEARS)
    times = st.builds(Times, own=st.none() | year, years=st.frozensets(year, max_size=3))
    return tree, [draw(times) for _ in tree.flags]


class Dated(Planted):
    """Albums of many years, some of which have a time of their own.

    Photographs are from the first moment of a year and from the last one, in turn; each album has
    one that says no time, as it would not be listed without any.
    """

    def __init__(self, site: Site, tree: Tree, times: list[Times]) -> None:
        super().__init__(site, tree)
        self.times = times
        with site.session() as session:
            for number, album_id in enumerate(self.ids):
                own = times[number].own
                session.get_one(Album, album_id).time = own and datetime(own, 12, 31, 23, 59, 59)
                images = [self.dated(number, year) for year in sorted(times[number].years)]
                session.add_all(images)
            undated = {"time": datetime(1900, 1, 1), "precision": Precision.FILE}
            session.execute(update(Image).where(Image.id.in_(self.image_ids)).values(undated))
            refresh_summaries(session, self.ids)

    def dated(self, number: int, year: int) -> Image:
        """A photograph of a year."""
        image = self.image(number, self.ids[number])
        image.path = f"{year}.jpg"
        ends = datetime(year, 1, 1), datetime(year, 12, 31, 23, 59, 59, 999_999)
        image.time = ends[number % 2]
        return image

    def years_of(self, person: Person, number: int) -> set[int]:
        """The years of an album, as far as this person may know."""
        if (own := self.times[number].own) is not None:
            return {own}
        return {year for below in self.told(person, number) for year in self.times[below].years}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, database: Stack) -> Iterator[Site]:
    """One site for all trees."""
    with site_for_trees(tmp_path_factory.mktemp("years"), database) as site:
        yield site


# Two albums far apart, one of them with a gap between its years, and one of which nobody knows.
GAP = (
    Tree((0, 0, 0, 0), ("visible", "visible", "visible", "private"), frozenset({3})),
    [
        Times(None, frozenset({1999, 2000, 2007})),
        Times(None, frozenset({2007, 2026})),
        Times(1826, frozenset({2000})),
        Times(None, frozenset({1999})),
    ],
)


@examples(3, 50)
@given(dated=dated_trees())
@example(dated=GAP)
def test_a_year_is_offered_if_it_shows_an_album(
    site: Site, dated: tuple[Tree, list[Times]]
) -> None:
    planted = Dated(site, *dated)
    for name in PEOPLE:
        browser = site.browser(None if name == "nobody" else name, planted.host)
        person = planted.person(name)
        for number, url in enumerate(planted.urls):
            if may_open(person, planted.way(number)):
                check_years(planted, person, number, browser, url)


def check_years(planted: Dated, person: Person, number: int, browser: TestApp, url: str) -> None:
    """What an album offers, and what each of these years shows."""
    albums = {
        f"title{child}x": planted.years_of(person, child)
        for child in planted.listed(person, number)
    }
    expected = set().union(*albums.values())
    page = browser.get(url)
    assert offered(page) == (expected if len(expected) > 1 else set())
    for year in YEARS:
        shown = titles(browser.get(f"{url}?year={year}"))
        assert shown == {title for title, years in albums.items() if year in years}
    check_further_pages(browser, page, url)


def check_further_pages(browser: TestApp, page: TestResponse, url: str) -> None:
    """Pages behind the first one offer the same, and what they show, and no albums."""
    image = page.html.select_one("#images > li")
    if image is None:
        return
    for query, year in (
        (f"?after={image['id']}", set()),
        (f"?year=2007&after={image['id']}", {2007}),
    ):
        further = browser.get(f"{url}{query}")
        shown = year if further.html.select("#images > li") else set()
        assert offered(further) == offered(page) | shown
        assert titles(further) == set()


def offered(page: TestResponse) -> set[int]:
    """The years that a page offers: each once, the newest first, and all of them beside."""
    texts = [link.text for link in page.html.select(".years a")]
    years = [int(text) for text in texts[1:]]
    assert texts[:1] in ([], ["All"])
    assert years == sorted(set(years), reverse=True)
    return set(years)


def titles(page: TestResponse) -> set[str]:
    """The albums that a page lists, but those that were given."""
    return {tile.text for tile in page.html.select("main > ul.albums strong")}

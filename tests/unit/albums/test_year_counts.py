"""What a year holds is what its pages show."""

from bviewer.albums.summaries import refresh_summaries
from bviewer.albums.year_counts import YearCount, counts_of_year
from bviewer.models import ImageState, ItemKind
from bviewer.security.visitor import STRANGER
from tests.site import Site
from tests.unit.albums.test_summaries import NOON, image, top_of


def test_what_is_broken_counts_if_it_is_shown_all_the_same(site: Site) -> None:
    with site.session() as session:
        top = top_of(session)
        image(session, top, 1)
        image(session, top, 2, ImageState.BROKEN)
        image(session, top, 3, ImageState.BROKEN).kind = ItemKind.CLIP
        refresh_summaries(session, {top.id})
        counted = counts_of_year(session, STRANGER, [top.id], NOON.year)
    assert counted == {"": YearCount(NOON.year, 2, 1)}

"""What galleries may take of the cache."""

import pytest
from sqlalchemy.orm import Session

from bviewer.albums.budgets import chosen_galleries, set_budgets
from bviewer.models import Gallery
from tests.problems import refused
from tests.site import HOST, Site


def budgets(site: Site) -> tuple[int, int]:
    """What the only gallery's row says."""
    with Session(site.runtime.engine) as session:
        row = session.query(Gallery).one()
        return row.images_budget_mb, row.archives_budget_mb


def test_a_new_gallery_may_take_20_gb_for_images_and_2_for_archives(site: Site) -> None:
    assert budgets(site) == (20480, 2048)


@pytest.mark.parametrize(
    ("images", "archives", "expected"),
    [
        (None, None, (20480, 2048)),
        (1, None, (1, 2048)),
        (None, 10**9, (20480, 10**9)),
        (7, 8, (7, 8)),
    ],
)
def test_budgets_change_one_by_one(
    site: Site, images: int | None, archives: int | None, expected: tuple[int, int]
) -> None:
    with site.session() as session:
        set_budgets(session.query(Gallery).one(), images, archives)
    assert budgets(site) == expected


@pytest.mark.parametrize("megabytes", [0, -1, 10**9 + 1, 2**31])
def test_a_budget_that_nobody_can_keep_to_is_refused(site: Site, megabytes: int) -> None:
    for field, values in (
        ("images_budget", (megabytes, None)),
        ("archives_budget", (None, megabytes)),
        ("archives_budget", (5, megabytes)),
    ):
        with (
            refused("budget_range", field, minimum=1, maximum=10**9),
            site.session() as session,
        ):
            set_budgets(session.query(Gallery).one(), *values)
    assert budgets(site) == (20480, 2048)


def test_one_gallery_is_chosen_or_all(site: Site) -> None:
    site.add_gallery("other.test", home="other")
    with site.session() as session:
        found = chosen_galleries(session, None)
        assert [gallery.host for gallery in found] == ["other.test", HOST]
        assert [gallery.host for gallery in chosen_galleries(session, HOST)] == [HOST]
        with refused("gallery_unknown", "gallery", host="else.test"):
            chosen_galleries(session, "else.test")

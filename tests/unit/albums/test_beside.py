"""Files that belong to photographs are looked for where there are such files."""

from collections.abc import Callable

import pytest

from bviewer.albums.beside import pair_files
from bviewer.models import Image, ItemKind
from tests.plans import noted_statements
from tests.site import Site
from tests.unit.albums.test_summaries import image, top_of


def as_clip(row: Image) -> None:
    row.kind = ItemKind.CLIP


def as_raw(row: Image) -> None:
    row.is_raw = True


def as_moving(row: Image) -> None:
    row.motion_id = "a"


def as_developed(row: Image) -> None:
    row.raw_id = "a"


@pytest.mark.parametrize("change", [as_clip, as_raw, as_moving, as_developed])
def test_one_statement_tells_that_an_album_has_none(
    site: Site, change: Callable[[Image], None]
) -> None:
    with site.session() as session:
        top = top_of(session)
        row = image(session, top, 1)
        with noted_statements([site.runtime.engine]) as statements:
            pair_files(session, [top.id])
            assert len(statements) == 1
            change(row)
            session.flush()
            del statements[:]
            pair_files(session, [top.id])
            assert len(statements) > 1

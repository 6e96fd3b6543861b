"""Asking for archives: how many one may have at a time."""

import pytest
from sqlalchemy import select

from bviewer.archive.asking import MOST_AT_WORK, MOST_OF_ONE, require_patience
from bviewer.models import Album, Archive, Gallery
from tests.problems import refused
from tests.site import Site


@pytest.mark.parametrize(
    ("asker", "others", "own", "is_refused"),
    [
        ("address:1", 0, MOST_OF_ONE - 1, False),
        ("address:1", 0, MOST_OF_ONE, True),
        ("user:1", 0, MOST_OF_ONE, True),
        ("address:1", MOST_AT_WORK - 1, 0, False),
        ("address:1", MOST_AT_WORK, 0, True),
        ("user:1", MOST_AT_WORK, 0, False),  # Strangers keep nobody out who is signed in.
    ],
)
def test_nobody_fills_the_places_of_all(
    site: Site, asker: str, others: int, own: int, is_refused: bool
) -> None:
    with site.session() as session:
        gallery = session.get_one(Gallery, 1)
        album_id = session.scalars(select(Album.id)).one()
        for number in range(others + own):
            session.add(
                Archive(
                    gallery_id=1,
                    album_id=album_id,
                    digest=bytes([number]) * 32,
                    contents=[],
                    total=0,
                    total_bytes=0,
                    asker=asker if number < own else f"address:other {number}",
                )
            )
        session.flush()
        if is_refused:
            with refused("archives_busy", seconds=600):
                require_patience(session, gallery, asker)
        else:
            require_patience(session, gallery, asker)

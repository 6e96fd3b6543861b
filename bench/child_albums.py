"""What the first page of 5,000 albums in one costs on SQLite, beside those of 40 and of 200.

`python -m bench.child_albums`. As `bench.large_album`; each album has one photograph. A page has
200 of them: five times as many tiles as that of 40.
"""

from datetime import datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy import create_engine, insert, select
from sqlalchemy.orm import Session

from bench.laboratory import tell
from bench.large_album import compare
from bench.world import CAMERAS, Place, album_row, image_row, make_place
from bviewer.albums.child_pages import PAGE
from bviewer.albums.summaries import refresh_summaries
from bviewer.models import Album, Image

MANY = 5_000
MOST = 1.5  # Times as long.


def fill(number: int, url: str, gallery_id: int) -> str:
    """Put so many albums into the top one, and return its path."""
    random, engine = Random(1), create_engine(url)
    with Session(engine) as session, session.begin():
        top_id = session.scalars(select(Album.id).where(Album.gallery_id == gallery_id)).one()
        top = Place(top_id, None, 0, "", "", "/")
        places = [make_place(top, each, random) for each in range(number)]
        session.execute(insert(Album), [album_row(gallery_id, place) for place in places])
        start = datetime(1998, 1, 1)
        session.execute(
            insert(Image),
            [
                image_row(place, 0, CAMERAS[0], start + timedelta(hours=each), random)
                for each, place in enumerate(places)
            ],
        )
        refresh_summaries(session, session.scalars(select(Album.id)))
    engine.dispose()
    return top.url


def main() -> None:
    """Measure and tell."""
    for number in (40, PAGE):
        ratio = compare(partial(fill, number), partial(fill, MANY))
        tell(f"first page of {MANY:,} albums / of {number}", ratio, MOST, at_most=True)


if __name__ == "__main__":
    main()

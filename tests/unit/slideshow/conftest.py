"""Shows to try out, and the two places where what was drawn for them can wait."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from sqlalchemy import select

from bviewer.db.autocommit import make_autocommit_engine
from bviewer.models import Album, Slideshow, SlideshowState
from bviewer.queue.storage import make_huey
from bviewer.slideshow.redis_sets import RedisSets
from bviewer.slideshow.sets import Sets
from bviewer.slideshow.table_sets import TableSets
from tests.site import SECRET, Site

MakeShow = Callable[..., Slideshow]


@pytest.fixture
def make_show(site: Site) -> MakeShow:
    """Makes the row of a show."""
    return partial(add_show, site)


def add_show(site: Site, key: str | None = "key", **values: object) -> Slideshow:
    """The row of a show, as it is when its photographs are drawn."""
    with site.session() as session:
        show = Slideshow(
            **{
                "gallery_id": 1,
                "album_id": session.scalars(select(Album.id).limit(1)).one(),
                "key": key,
                "seconds": 10,
                "is_all": False,
                "sight": {"is_trusted": False, "granted": [], "shared": []},
                "state": SlideshowState.BUILT,
                "asker": "address:1",
                **values,
            }
        )
        session.add(show)
        session.flush()
        session.refresh(show)
        session.expunge(show)
        return show


@pytest.fixture(params=["table", "redis"])
def sets(request: pytest.FixtureRequest, site: Site) -> Iterator[Sets]:
    """Where what was drawn waits, each in turn."""
    runtime = site.runtime
    if request.param == "redis":
        huey = make_huey(request.getfixturevalue("redis"), SECRET, patience=20)
        yield RedisSets(huey.storage.conn, runtime.queue.breaker)
        huey.storage.close()
    else:
        engine = make_autocommit_engine(runtime.settings)
        yield TableSets(runtime.engine, engine)
        engine.dispose()

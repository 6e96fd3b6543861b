"""What is below an album: albums, each behind the one that it is in; an image wherever it is."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select

from bviewer.albums.trash import delete_album
from bviewer.db.autocommit import make_autocommit_engine
from bviewer.models import Album, Visibility, new_id
from bviewer.security.visitor import STRANGER, Visitor
from bviewer.tree.ancestry import load_ancestry
from bviewer.tree.below import albums_from, find_image
from bviewer.tree.resources import HomeResource
from tests.site import HOST, Site
from tests.trees import SIZES

FOLDERS = ["a 10", "a 2/x", "a 2/closed/y", "b"]


@pytest.fixture
def engine(site: Site) -> Iterator[Engine]:
    """The engine of single statements."""
    engine = make_autocommit_engine(site.runtime.settings)
    yield engine
    engine.dispose()


def home_of(engine: Engine, *ids: str) -> HomeResource:
    """The home of the gallery, with what a path of these ids may name."""
    rows = load_ancestry(engine, HOST, ids)
    assert rows is not None
    return HomeResource(rows, SIZES)


def titles(site: Site, engine: Engine, visitor: Visitor) -> list[str]:
    """The titles on the way to each album, but that of the home."""
    home = home_of(engine)
    with site.session() as session, site.statements() as statements:
        found = [
            "/".join(album.title for album in each.ancestry[1:])
            for each in albums_from(session, visitor, home)
        ]
    assert len(statements) == 1
    return found


def test_albums_come_behind_those_that_they_are_in_as_far_as_they_are_listed(
    site: Site, engine: Engine
) -> None:
    for folder in FOLDERS:
        site.write(f"{folder}/1.jpg")
    site.sync()
    site.set_visibility("a 2/closed", Visibility.PRIVATE)
    listed = ["", "a 2", "a 2/x", "a 10", "b"]
    assert titles(site, engine, STRANGER) == listed
    everything = ["", "a 2", "a 2/closed", "a 2/closed/y", "a 2/x", "a 10", "b"]
    assert titles(site, engine, Visitor(user_id=1, is_owner=True)) == everything


def test_an_image_is_found_wherever_it_is_below_an_album(site: Site, engine: Engine) -> None:
    for folder in FOLDERS:
        site.write(f"{folder}/1.jpg")
    site.sync()
    image_id = site.image("a 2/closed/y/1.jpg").id
    found = find_image(engine, home_of(engine), image_id)
    assert found is not None
    assert [album.album.title for album in found.albums] == ["a 2", "closed", "y"]
    assert found.resource.__parent__ is found.albums[-1]
    assert [step for step, _flag in found.albums[-1].flags] == [
        site.album(folder).id for folder in ("", "a 2", "a 2/closed", "a 2/closed/y")
    ]
    assert (found.resource.image.id, found.naming.own_title) == (image_id, "")
    # From the album that holds it, and from one beside it.
    ids = [site.album(folder).id for folder in ("a 2", "a 2/x")]
    beside = home_of(engine, *ids)[ids[0]][ids[1]]
    assert find_image(engine, beside, image_id) is None
    own = find_image(engine, beside, site.image("a 2/x/1.jpg").id)
    assert own is not None
    assert own.albums == []
    assert own.resource.__parent__ is beside
    assert find_image(engine, home_of(engine), new_id()) is None


def test_what_was_deleted_is_nowhere(site: Site, engine: Engine) -> None:
    site.write("a/b/1.jpg")
    site.sync()
    image_id = site.image("a/b/1.jpg").id
    with site.session() as session:
        delete_album(session, session.scalars(select(Album).where(Album.folder == "a")).one())
    assert find_image(engine, home_of(engine), image_id) is None

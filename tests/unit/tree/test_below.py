"""The albums below one: each behind the one that it is in, in the order of their titles."""

from bviewer.db.autocommit import make_autocommit_engine
from bviewer.models import Visibility
from bviewer.security.visitor import STRANGER, Visitor
from bviewer.tree.ancestry import load_ancestry
from bviewer.tree.below import albums_from
from bviewer.tree.resources import HomeResource
from tests.site import HOST, Site

FOLDERS = ["a 10", "a 2/x", "a 2/closed/y", "b"]


def titles(site: Site, visitor: Visitor) -> list[str]:
    """The titles on the way to each album, but that of the home."""
    engine = make_autocommit_engine(site.runtime.settings)
    rows = load_ancestry(engine, HOST, [])
    engine.dispose()
    assert rows is not None
    home = HomeResource(rows, {})
    with site.session() as session, site.statements() as statements:
        found = [
            "/".join(album.title for album in each.ancestry[1:])
            for each in albums_from(session, visitor, home)
        ]
    assert len(statements) == 1
    return found


def test_albums_come_behind_those_that_they_are_in_as_far_as_they_are_listed(site: Site) -> None:
    for folder in FOLDERS:
        site.write(f"{folder}/1.jpg")
    site.sync()
    site.set_visibility("a 2/closed", Visibility.PRIVATE)
    listed = ["", "a 2", "a 2/x", "a 10", "b"]
    assert titles(site, STRANGER) == listed
    everything = ["", "a 2", "a 2/closed", "a 2/closed/y", "a 2/x", "a 10", "b"]
    assert titles(site, Visitor(user_id=1, is_owner=True)) == everything

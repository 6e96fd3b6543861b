"""The pattern of a folder means that folder alone, however it is called."""

import pytest
from sqlalchemy import select

from bviewer.access.grants import grant
from bviewer.access.groups import add_group, add_member
from bviewer.access.shares import make_share, revoke_share
from bviewer.accounts.users import find_user
from bviewer.albums.ignoring import checked
from bviewer.albums.ignoring_albums import Going, going_with, pattern_for
from bviewer.library.ignoring import NO_RULES
from bviewer.models import Album, Gallery, Share


@pytest.mark.parametrize("folder", ["a", "a/b", "odd [1]*?", "#a", "!b", "[a]/[b", "**", "x!"])
def test_the_pattern_of_a_folder_means_it_alone(folder):
    rules, problems = NO_RULES.adding(checked(pattern_for(folder)), "the gallery")
    above, _, name = folder.rpartition("/")
    assert problems == []
    assert rules.reason(above, name, is_folder=True)
    assert rules.reason(above, name, is_folder=False) is None
    assert rules.reason(f"{above}/deeper".strip("/"), name, is_folder=True) is None
    assert rules.reason(above, f"{name}x", is_folder=True) is None
    assert rules.reason(above, "z", is_folder=True) is None


def test_whoever_has_access_by_a_group_goes_with_an_album_once_and_good_links_go(gallery):
    for name in ("anna", "boris"):
        gallery.add_user(name)
    with gallery.session() as session:
        found = session.get_one(Gallery, 1)
        priv, below = (
            session.scalars(select(Album).where(Album.folder == folder)).one()
            for folder in ("priv", "priv/openchild")
        )
        group = add_group(session, found, "family")
        for name in ("anna", "boris"):
            add_member(session, found, group, find_user(session, name))
        grant(session, group, found, priv.id)
        grant(session, find_user(session, "anna"), found, below.id)
        grant(session, add_group(session, found, "nobody"), found, below.id)
        for album in (priv, below, below):
            make_share(session, found, album.id, label="Party", options={})
        revoke_share(session, found, session.scalars(select(Share.id).limit(1)).one())
        assert going_with(session, priv) == Going(albums=2, images=2, people=2, links=2)

"""A gallery with people who were given access."""

import pytest

from bviewer.access.grants import grant
from bviewer.accounts.users import find_user
from bviewer.models import Gallery
from tests.site import Site


@pytest.fixture
def family(gallery: Site) -> Site:
    """The gallery with `viewer`, who may see `priv`, `guest`, who may see an album in it, and
    `everywhere`."""
    given = {"viewer": "priv", "guest": "priv/openchild", "everywhere": None}
    for name, folder in given.items():
        gallery.add_user(name)
        with gallery.session() as session:
            album_id = None if folder is None else gallery.album(folder).id
            grant(session, find_user(session, name), session.get_one(Gallery, 1), album_id)
    return gallery

"""A site with somebody who runs it."""

import pytest

from bviewer.accounts.users import find_user, make_operator
from tests.site import Site


@pytest.fixture
def run(gallery: Site) -> Site:
    """The gallery, and `operator`, who runs the site and was given nothing."""
    gallery.add_user("operator")
    with gallery.session() as session:
        make_operator(session, find_user(session, "operator"))
    return gallery

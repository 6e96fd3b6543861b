"""Fixtures that the tests of this room share."""

import pytest

from bviewer.models import Visibility
from tests.site import Site
from tests.unit.sync.fixtures import fill, put_into_vault


@pytest.fixture
def moved(site: Site) -> Site:
    """A site with a picture that was moved by hand from a visible album into a private one."""
    fill(site, "open/1.jpg", "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    put_into_vault(site, "open/1.jpg")
    return site

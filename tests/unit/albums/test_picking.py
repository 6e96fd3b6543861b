"""Picking files of folders for albums."""

import pytest

from bviewer.albums import picking
from bviewer.albums.picking import usual_folder
from bviewer.models import Album, Image
from tests.site import Site
from tests.unit.sync.fixtures import fill


def test_the_usual_folder_of_an_album_is_that_of_most_of_a_fair_sample(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(site, "a/1.jpg", "b/1.jpg", "b/2.jpg", "b/3.jpg", "c/1.jpg", "d/1.jpg")
    with site.session() as session:
        top = session.query(Album).filter_by(parent_id=None).one()
        images = session.query(Image).order_by(Image.path).all()
        # By no index are they in this order.
        for image, digit in zip(images, "538409", strict=True):
            image.id, image.album_id = digit * 12, top.id
        session.flush()
        assert usual_folder(session, top) == "b"
        monkeypatch.setattr(picking, "LOOKED_AT", 1)
        assert usual_folder(session, top) == "c"

"""Times that depend on the time zone, and only those, are read again when it changes."""

from datetime import datetime

import pytest

from bviewer.albums.times import reconsider_times
from bviewer.library.moments import latest_year
from bviewer.library.precision import Precision
from bviewer.library.sidecars import UNREAD
from bviewer.models import Gallery, Image
from tests.site import Site

POSITION = {"latitude": 1.5, "longitude": 2.5}


@pytest.mark.parametrize(
    ("source", "name", "offset", "camera", "depends"),
    [
        ("mtime", "a.jpg", None, {}, True),
        ("name", "PXL_20240613_142501123.jpg", None, {}, True),
        ("name", "IMG_20240613_142501.jpg", None, {}, False),
        ("exif", "a.jpg", None, {}, False),
        ("exif", "a.jpg", None, POSITION, True),
        ("exif", "a.jpg", 120, POSITION, False),
        ("xmp", "a.jpg", None, {}, True),
        ("xmp", "a.jpg", 0, {}, False),
    ],
)
def test_what_depends_on_the_zone(site: Site, source, name, offset, camera, depends):
    site.write(f"a/{name}")
    site.sync()
    image_id = site.image(f"a/{name}").id
    with site.session() as session:
        image = session.get_one(Image, image_id)
        image.time_source, image.offset_minutes, image.camera = source, offset, camera
        gallery = session.get_one(Gallery, 1)
        reconsider_times(session, gallery)
        session.refresh(image)
        assert image.sidecars != UNREAD
        gallery.time_zone = "Asia/Tokyo"
        reconsider_times(session, gallery)
        session.refresh(image)
        assert (image.sidecars == UNREAD) == depends
        assert gallery.zone_of_times == "Asia/Tokyo"


def test_a_gallery_that_was_never_synced_has_no_times(site: Site):
    with site.session() as session:
        gallery = session.get_one(Gallery, 1)
        assert gallery.zone_of_times is None
        gallery.time_zone = "Asia/Tokyo"
        reconsider_times(session, gallery)
        assert gallery.zone_of_times == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("precision", "year", "depends"),
    [
        (Precision.FILE, 2020, True),
        (Precision.CLOCK, 2020, False),
        (Precision.CLOCK, latest_year() + 1, True),
    ],
)
def test_times_are_read_again_when_the_machine_believes_in_another_year(
    site: Site, precision, year, depends
):
    site.write("a/1.jpg")
    site.sync()
    image_id = site.image("a/1.jpg").id
    with site.session() as session:
        gallery, image = session.get_one(Gallery, 1), session.get_one(Image, image_id)
        image.precision, image.time = precision, datetime(year, 1, 1)
        session.flush()
        reconsider_times(session, gallery)
        session.refresh(image)
        assert image.sidecars is None
        gallery.latest_year -= 7
        reconsider_times(session, gallery)
        session.refresh(image)
        assert (image.sidecars == UNREAD) == depends
        assert gallery.latest_year == latest_year()

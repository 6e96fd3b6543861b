"""Looking for the originals of galleries, one or all."""

from bviewer.sync.check_images import check_images
from tests.problems import refused
from tests.site import HOST, Site
from tests.unit.sync.fixtures import fill


def test_each_gallery_is_told_by_its_host(site: Site) -> None:
    fill(site, "rome/1.jpg", "rome/2.jpg")
    site.add_gallery("other.test", home="rome")
    (site.library / "rome/1.jpg").unlink()
    here, there = sorted(check_images(site.runtime), key=lambda report: report.gallery_id)
    assert (here.gallery_id, here.host, here.is_bad) == (1, HOST, True)
    assert here.lines == [f"rome  {site.album_url('rome')}", "    rome/1.jpg"]
    assert (there.gallery_id, there.host, there.is_bad) == (2, "other.test", False)
    assert there.summary == "nothing is missing"


def test_one_gallery_is_looked_at_and_an_unknown_one_refused(site: Site) -> None:
    site.add_gallery("other.test")
    (report,) = check_images(site.runtime, "other.test")
    assert report.gallery_id == 2
    with refused("gallery_unknown", "gallery", host="nowhere.test"):
        check_images(site.runtime, "nowhere.test")

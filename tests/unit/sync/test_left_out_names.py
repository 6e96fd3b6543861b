"""Names of files that an album leaves out, where only names tell: by any spelling."""

import unicodedata

import pytest

from tests.functional.folders import copy
from tests.pictures import jpeg
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import age_and_sync, fill, picture, take_out

ACCENT = "Z\u00fcrich.jpg"

SPELLED = pytest.mark.parametrize(
    ("name", "new"), [("Scan.JPG", "scan.jpg"), (ACCENT, unicodedata.normalize("NFD", ACCENT))]
)


@SPELLED
def test_a_scan_that_is_written_anew_may_be_spelled_otherwise(site: Site, name: str, new: str):
    site.write(f"open/{name}", jpeg(16, 12))
    fill(site, "open/2.jpg")
    take_out(site, f"open/{name}")
    age_and_sync(site)
    site.write("open/3.jpg", jpeg(8, 8))
    (site.library / f"open/{name}").unlink()
    site.write(f"open/{new}", jpeg(16, 12) + b"edited")
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg", "open/3.jpg"}


@SPELLED
@pytest.mark.parametrize("content", [jpeg(8, 8), picture(31) + b"edited"], ids=["scan", "photo"])
def test_what_comes_edited_beside_it_may_be_spelled_otherwise(
    site: Site, name: str, new: str, content: bytes
):
    """Another machine has it edited, and copies it by its own spelling."""
    site.write(f"open/{name}", picture(31))
    fill(site, "open/2.jpg")
    take_out(site, f"open/{name}")
    age_and_sync(site)
    site.write(f"open/{new}", content)
    site.write("open/3.jpg", jpeg(8, 9))
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg", "open/3.jpg"}


@SPELLED
def test_what_was_taken_at_another_moment_is_another_picture_however_it_is_spelled(
    site: Site, name: str, new: str
):
    site.write(f"open/{name}", picture(31))
    fill(site, "open/2.jpg")
    take_out(site, f"open/{name}")
    age_and_sync(site)
    site.write(f"open/{new}", picture(77))
    age_and_sync(site)
    assert visible(site) == {"open/2.jpg", f"open/{new}"}


@SPELLED
def test_nor_is_a_copy_of_what_the_album_shows(site: Site, name: str, new: str):
    site.write(f"open/{name}", jpeg(16, 12))
    fill(site, "open/2.jpg")
    take_out(site, f"open/{name}")
    copy(site, "open/2.jpg", f"open/{new}")
    age_and_sync(site)
    assert visible(site) == {"open/2.jpg", f"open/{new}"}

"""Names of files that an album leaves out, where only names tell: by any spelling."""

import unicodedata

import pytest

from tests.pictures import jpeg
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import age_and_sync, fill, take_out

ACCENT = "Z\u00fcrich.jpg"


@pytest.mark.parametrize(
    ("name", "new"), [("Scan.JPG", "scan.jpg"), (ACCENT, unicodedata.normalize("NFD", ACCENT))]
)
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

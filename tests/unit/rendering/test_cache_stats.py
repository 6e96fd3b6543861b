"""Measuring the cache for the page of metrics."""

import time

from bviewer.rendering.cache_stats import measure_cache, measures_file, read_measures
from tests.site import HOST, Site


def put(site: Site, path: str, size: int) -> None:
    """A file of the cache."""
    file = site.cache / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"x" * size)


def test_nobody_has_looked_yet(site: Site) -> None:
    assert read_measures(site.runtime) is None


def test_each_gallery_is_measured(site: Site) -> None:
    site.add_gallery("other.test", home="other")
    put(site, "images/1/Ab/a.jpg", 2000)
    put(site, "images/1/Cd/b.jpg", 500)
    put(site, "archives/2/z.zip", 70)
    start = time.time()
    measure_cache(site.runtime)
    found = read_measures(site.runtime)
    assert found is not None
    assert start <= found.time <= time.time()
    assert {(host, kind): size for host, kind, size in found.sizes} == {
        (HOST, "images"): 2500,
        (HOST, "archives"): 0,
        ("other.test", "images"): 0,
        ("other.test", "archives"): 70,
    }


def test_it_is_written_anew_and_leaves_nothing_behind(site: Site) -> None:
    measure_cache(site.runtime)
    put(site, "images/1/Ab/a.jpg", 10)
    measure_cache(site.runtime)
    found = read_measures(site.runtime)
    assert found is not None
    assert [HOST, "images", 10] in found.sizes
    assert [path.name for path in measures_file(site.runtime).parent.iterdir()] == ["cache.json"]


def test_a_file_that_is_no_measure_is_none(site: Site) -> None:
    measure_cache(site.runtime)
    for content in (b"", b"{", b"[]", b"5", b"\xff"):
        measures_file(site.runtime).write_bytes(content)
        assert read_measures(site.runtime) is None

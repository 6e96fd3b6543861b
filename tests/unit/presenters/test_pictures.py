"""Resized copies of images, as pages and programs need them."""

from dataclasses import replace
from pathlib import Path

import pytest

from bviewer.presenters.pictures import Picture, Pictures, fingerprint_of
from bviewer.renditions.cache import RenditionCache
from bviewer.renditions.sizes import in_advance
from tests.trees import SIZES, image_row, node_id

URL = "http://pub.test/i/"
IMAGE = image_row(node_id("Z"), node_id("A"))._replace(width=4000, height=3000)
FINGERPRINT = fingerprint_of("1", IMAGE)


@pytest.fixture
def pictures(tmp_path: Path) -> Pictures:
    """Those of a gallery with an empty cache."""
    return Pictures(1, SIZES, "1", RenditionCache(tmp_path))


def put(pictures: Pictures, size_name: str) -> None:
    """Put a copy into the cache."""
    path = pictures.cache.relative_path(1, IMAGE.id, FINGERPRINT, size_name)
    pictures.cache.write(path, b"x")


def test_an_address_changes_with_the_file_and_the_pipeline(pictures: Pictures) -> None:
    assert pictures.urls(URL, IMAGE, "tiny") == [f"{URL}tiny.jpg?v={FINGERPRINT}"]
    others = [IMAGE._replace(size=701), IMAGE._replace(mtime_ns=1), IMAGE._replace(quick_hash=b"x")]
    assert FINGERPRINT not in {fingerprint_of("1", other) for other in others}
    assert fingerprint_of("2", IMAGE) != FINGERPRINT


def test_a_picture_has_the_measures_that_it_will_be_cut_to(pictures: Pictures) -> None:
    shown = pictures.picture(URL, IMAGE, "big")
    assert shown.measures == {"width": "1440", "height": "1080"}
    unknown = IMAGE._replace(width=None)
    assert pictures.picture(URL, unknown, "big").measures == {}


def test_the_best_copy_that_is_there_is_shown(pictures: Pictures) -> None:
    assert pictures.ready(URL, IMAGE) is None
    put(pictures, "small")
    assert pictures.ready(URL, IMAGE) is None
    put(pictures, "small2x")
    measures = {"width": "600", "height": "600"}
    assert pictures.ready(URL, IMAGE) == Picture(f"{URL}small2x.jpg?v={FINGERPRINT}", measures)
    put(pictures, "big")
    assert pictures.ready(URL, IMAGE) == pictures.picture(URL, IMAGE, "big")


def test_one_copy_is_no_choice(pictures: Pictures) -> None:
    made = replace(pictures, sizes=in_advance(SIZES))
    assert made.choice(URL, IMAGE) is None

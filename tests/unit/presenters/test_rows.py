"""Tiles in rows: their shapes, and what their pictures are chosen from."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bviewer
from bviewer.presenters.pictures import Pictures
from bviewer.presenters.rows import FIRST, LAST, STEPS, row_tile, shape_of
from bviewer.renditions.cache import RenditionCache
from bviewer.renditions.sizes import parse_sizes
from tests.trees import SIZES, image_row, node_id

STYLES = Path(bviewer.__file__).parent / "static" / "css" / "rows.css"
URL = "http://pub.test/i/"
IMAGE = image_row(node_id("Z"), node_id("A"))._replace(width=6000, height=4000)
sides = st.integers(1, 70_000)


def pictures(folder: Path, sizes: str | None = None) -> Pictures:
    """Those of a gallery with these sizes, or ours."""
    return Pictures(1, parse_sizes(sizes) if sizes else SIZES, "1", RenditionCache(folder))


@given(sides, sides)
def test_a_tile_is_of_the_shape_of_its_photograph_or_nearly(width, height):
    shape = shape_of(width, height)
    assert FIRST <= shape <= LAST
    if 1 / 2 <= width / height <= 8:
        assert 2 ** (shape / STEPS) == pytest.approx(width / height, rel=0.03)


def test_what_is_not_known_yet_is_taken_for_what_most_photographs_are():
    assert shape_of(None, None) == shape_of(3, 2)


def test_there_is_a_style_for_each_shape():
    found = dict(
        re.findall(r"^\.r(\d+) \{ --shape: ([\d.]+); \}$", STYLES.read_text(), re.MULTILINE)
    )
    assert list(map(int, found)) == list(range(LAST - FIRST + 1))
    for number, shape in found.items():
        assert float(shape) == pytest.approx(2 ** ((int(number) + FIRST) / STEPS), rel=0.001)


def test_a_browser_chooses_among_two_that_show_all_of_a_photograph(tmp_path):
    tile = row_tile(pictures(tmp_path), URL, IMAGE)
    assert tile.source.startswith(f"{URL}row.jpg?v=")
    sources = re.sub(r"\?v=\S+", "", tile.sources)
    assert sources == f"{URL}big.jpg 1620w, {URL}row.jpg 810w"
    assert tile.sizes == "(max-width: 600px) 54vw, 375px"


def test_whoever_has_sizes_of_their_own_sees_the_smallest_whole_one(tmp_path):
    own = pictures(tmp_path, "small 300x300 crop q80\nsmall2x 600x600 crop q80\nbig 1920x1080 q85")
    tile = row_tile(own, URL, IMAGE)
    assert tile.source.startswith(f"{URL}big.jpg?v=")
    assert tile.sources == ""


def test_there_is_no_choice_as_long_as_the_photograph_is_not_known(tmp_path):
    tile = row_tile(pictures(tmp_path), URL, IMAGE._replace(width=None, height=None))
    assert tile.source.startswith(f"{URL}row.jpg?v=")
    assert tile.sources == ""

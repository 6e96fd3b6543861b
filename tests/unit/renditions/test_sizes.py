"""Sizes are read from text, and any change of them changes the pipeline version."""

import re

import pytest

from bviewer.renditions.sizes import (
    DEFAULT_SIZES,
    Size,
    in_advance,
    parse_sizes,
    squares,
    to_look_at,
)


def test_default_sizes_are_those_of_the_design():
    assert parse_sizes(DEFAULT_SIZES) == {
        "tiny": Size("tiny", 150, 150, True, 80),
        "small": Size("small", 300, 300, True, 80),
        "medium": Size("medium", 400, 400, True, 80),
        "small2x": Size("small2x", 600, 600, True, 80),
        "row": Size("row", 1800, 540, False, 80, on_demand=True),
        "big": Size("big", 1920, 1080, False, 85),
        "large": Size("large", 2560, 2560, False, 85, on_demand=True),
        "huge": Size("huge", 3840, 3840, False, 85, on_demand=True),
    }


def test_order_blank_lines_and_wide_gaps_are_kept_or_forgiven():
    sizes = parse_sizes("\n  z 10x20   q1\n\n a  30x40\tcrop  q100 \n")
    assert list(sizes.values()) == [Size("z", 10, 20, False, 1), Size("a", 30, 40, True, 100)]


@pytest.mark.parametrize(
    "line",
    [
        "tiny",
        "tiny 150x150",
        "tiny 150 x 150 q80",
        "Tiny 150x150 q80",
        "2x 150x150 q80",
        "ti-ny 150x150 q80",
        "tiny 150x150 crop",
        "tiny 150x150 fit q80",
        "tiny -150x150 q80",
        "tiny 0x150 q80",
        "tiny 150x65501 q80",
        "tiny 150x150 q0",
        "tiny 150x150 q101",
        "tiny \u0661\u0665\u0660x150 q80",
        "tiny 150x150 q80 # small",
        "tiny 150x150 q80 on",
        "tiny 150x150 on demand q80",
        "full 150x150 q80",
        "../x 150x150 q80",
    ],
)
def test_a_bad_line_is_named(line):
    with pytest.raises(ValueError, match=re.escape(repr(line))):
        parse_sizes(f"good 10x10 q80\n{line}")


def test_sizes_on_demand_are_not_made_in_advance() -> None:
    assert list(in_advance(parse_sizes(DEFAULT_SIZES))) == [
        "tiny",
        "small",
        "medium",
        "small2x",
        "big",
    ]


def test_what_is_looked_at_has_what_is_made_in_advance_and_larger_ones() -> None:
    sizes = parse_sizes(f"{DEFAULT_SIZES}\nmid 960x960 q80")
    assert [size.name for size in to_look_at(sizes)] == ["mid", "big", "large", "huge"]


def test_tiles_are_squares_from_small_to_small2x() -> None:
    sizes = parse_sizes(f"{DEFAULT_SIZES}\nodd 400x500 crop q80\nvast 900x900 crop q80")
    assert [size.name for size in squares(sizes)] == ["small", "medium", "small2x"]


def test_a_name_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        parse_sizes("a 10x10 q80\na 20x20 q80")


def test_no_size_at_all_is_refused():
    with pytest.raises(ValueError, match="no size"):
        parse_sizes("\n  \n")

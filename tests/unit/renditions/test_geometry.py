"""The arithmetic of cuts: never enlarged, always within bounds, always of the right aspect."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bviewer.renditions.geometry import Cut, cut, plan, reduction
from bviewer.renditions.sizes import DEFAULT_SIZES, Size, in_advance, parse_sizes

DEFAULTS = in_advance(parse_sizes(DEFAULT_SIZES)).values()
sides = st.integers(1, 70_000)
bounds = st.integers(1, 4_000)


def fitted(width, height):
    return Size("fitted", width, height, False, 80)


def cropped(width, height):
    return Size("cropped", width, height, True, 80)


@given(sides, sides, bounds, bounds)
def test_a_fitted_picture_is_within_bounds_and_keeps_its_aspect(width, height, most_x, most_y):
    made = cut(fitted(most_x, most_y), width, height)
    assert made.box == (0, 0, width, height)
    assert 1 <= made.width <= min(width, most_x)
    assert 1 <= made.height <= min(height, most_y)
    scale = min(1, most_x / width, most_y / height)
    assert abs(made.width - width * scale) <= 1
    assert abs(made.height - height * scale) <= 1


@given(sides, sides, bounds, bounds)
def test_a_crop_is_the_middle_and_never_enlarged(width, height, most_x, most_y):
    made = cut(cropped(most_x, most_y), width, height)
    left, top, right, bottom = made.box
    assert left >= -1e-6
    assert top >= -1e-6
    assert left + right == pytest.approx(width)
    assert top + bottom == pytest.approx(height)
    assert made.scale <= 1 + 1e-9
    assert (right - left) * made.height == pytest.approx((bottom - top) * made.width)
    if width >= most_x and height >= most_y:
        assert (made.width, made.height) == (most_x, most_y)


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (6000, 4000, Cut((1000, 0, 5000, 4000), 150, 150)),
        (4000, 6000, Cut((0, 1000, 4000, 5000), 150, 150)),
        (100, 80, Cut((10, 0, 90, 80), 80, 80)),
        (1, 1, Cut((0, 0, 1, 1), 1, 1)),
        (30_000, 150, Cut((14_925, 0, 15_075, 150), 150, 150)),
    ],
)
def test_square_crops(width, height, expected):
    made = cut(cropped(150, 150), width, height)
    assert made.box == pytest.approx(expected.box)
    assert (made.width, made.height) == (expected.width, expected.height)


def test_a_small_photograph_gives_a_smaller_crop_of_the_same_aspect():
    made = cut(cropped(160, 90), 80, 80)
    assert (made.width, made.height) == (80, 45)


@given(
    sides,
    sides,
    st.lists(st.builds(Size, st.just("x"), bounds, bounds, st.booleans(), st.just(80))),
)
def test_the_frame_has_the_pixels_for_every_cut(width, height, sizes):
    planned = plan(sizes, width, height)
    assert planned.frame.box == (0, 0, width, height)
    areas = [each.width * each.height for _, each in planned.cuts]
    assert areas == sorted(areas, reverse=True)
    for _, each in planned.cuts:
        left, top, right, bottom = planned.frame.locate(each)
        assert 0 <= left < right <= planned.frame.width
        assert 0 <= top < bottom <= planned.frame.height


def test_the_frame_is_the_big_picture_itself_when_that_has_enough_pixels():
    planned = plan(DEFAULTS, 6000, 4000)
    assert planned.frame == planned.cuts[0][1] == Cut((0, 0, 6000, 4000), 1620, 1080)


def test_the_frame_of_a_panorama_has_the_pixels_of_its_crops():
    assert (plan(DEFAULTS, 30_000, 300).frame.width, plan(DEFAULTS, 30_000, 300).frame.height) == (
        30_000,
        300,
    )


def test_without_sizes_the_frame_is_enough_for_a_placeholder():
    assert plan([], 6000, 4000).frame == Cut((0, 0, 6000, 4000), 6, 4)


def test_small_crops_are_made_from_larger_crops():
    cuts = {size.name: made for size, made in plan(DEFAULTS, 6001, 3999).cuts}
    assert cuts["small2x"].covers(cuts["small"])
    assert cuts["small"].covers(cuts["tiny"])
    assert not cuts["tiny"].covers(cuts["small"])
    assert not cuts["small2x"].covers(cuts["big"])


@pytest.mark.parametrize(
    ("spare", "factor"),
    [(0.5, 1), (1, 1), (1.99, 1), (2, 2), (3.7, 2), (5.9, 2), (6, 4), (11.9, 4), (12, 8), (99, 8)],
)
def test_the_decoder_reduces_as_far_as_it_does_not_show(spare, factor):
    assert reduction(spare) == factor

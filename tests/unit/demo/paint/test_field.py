import pytest
from PIL import Image

from bviewer.demo.paint.field import (
    combine,
    mask,
    normalised,
    part,
    ramp,
    relief,
    rise,
    smoothed,
    soften,
    sweep,
    weaker,
)


def row(*values: float) -> Image.Image:
    field = Image.new("F", (len(values), 1))
    field.putdata(values)
    return field


def test_fields_are_combined_in_the_order_given() -> None:
    result = combine(lambda one, two: one - two * 2.0, row(5, 7), row(1, 3))
    assert result.get_flattened_data() == (3, 1)


def test_a_mask_is_a_ramp_between_black_and_white() -> None:
    field = row(-1, 2, 3, 4, 9)
    assert mask(field, 2, 4).get_flattened_data() == (0, 0, 127, 255, 255)
    assert mask(field, 4, 2).get_flattened_data() == (255, 255, 127, 0, 0)


def test_a_level_field_stays_level_when_normalised() -> None:
    assert set(normalised(row(3, 3, 3)).get_flattened_data()) == {0}


def test_a_ramp_begins_and_ends_at_the_very_edge() -> None:
    levels = ramp((2, 200), 0, 255).crop((0, 0, 1, 200)).get_flattened_data()
    assert levels[0] <= 1
    assert levels[-1] >= 254
    assert list(levels) == sorted(levels)


def test_rise_goes_down_and_sweep_goes_right() -> None:
    assert rise((3, 100), 0.0, 1.0).getpixel((2, 99)) == pytest.approx(1, abs=0.02)
    assert sweep((100, 3), 0.0, 1.0).getpixel((99, 0)) == pytest.approx(1, abs=0.02)
    assert sweep((100, 3), 0.0, 1.0).getpixel((0, 2)) == pytest.approx(0, abs=0.02)


def test_relief_is_bright_on_one_side_of_a_hill_and_dark_on_the_other() -> None:
    hill = sweep((60, 10), 0.0, 1.0, 0.0)
    lit = relief(hill, 2, 0, 0.1)
    assert lit.getpixel((15, 5)) > 200
    assert lit.getpixel((45, 5)) < 60


def test_relief_does_not_compare_an_edge_with_the_other_side() -> None:
    slope = sweep((60, 10), 0.0, 1.0)
    levels = relief(slope, 3, 0, 0.2).get_flattened_data()
    assert min(levels) > 128


def test_smoothing_keeps_the_sum_and_lowers_the_peak() -> None:
    peak = Image.new("F", (9, 9))
    peak.putpixel((4, 4), 16.0)
    softer = smoothed(peak)
    assert softer.getpixel((4, 4)) == 4
    assert sum(softer.get_flattened_data()) == 16


def test_a_mask_never_gets_more_than_white() -> None:
    white = Image.new("RGB", (2, 2), (10, 128, 200))
    assert weaker(white, 2).getpixel((0, 0)) == (20, 255, 255)


def test_softening_and_parts_never_lose_a_picture() -> None:
    assert part((3, 1), 4) == (2, 2)
    assert soften(Image.new("L", (3, 2), 9), 50).get_flattened_data() == (9,) * 6

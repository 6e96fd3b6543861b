from random import Random

from bviewer.demo.paint import plants, ridge
from bviewer.demo.paint.ridge import Rock


def test_a_skyline_reaches_from_nought_to_one_with_points_enough() -> None:
    line = ridge.skyline(Random(1), 100)
    assert len(line) >= 100
    assert min(line) == 0
    assert max(line) == 1


def test_a_ridge_stays_within_its_swing() -> None:
    line = ridge.ridge(Random(1), 0.5, 0.2)
    assert 0.4 <= min(line) < max(line) <= 0.6 + 1e-9


def test_what_is_below_a_line_is_white() -> None:
    mask = ridge.below((50, 50), [0.5, 0.5])
    assert mask.getpixel((25, 20)) == 0
    assert mask.getpixel((25, 30)) == 255


def test_a_rock_stands_between_its_sides_on_its_foot() -> None:
    left, top, right, bottom = ridge.rock(
        (200, 200), Random(1), Rock(0.2, 0.5, 0.3, 1), 0.8
    ).getbbox()
    assert (left, right) == (40, 101)
    assert 55 <= top <= 90
    assert bottom == 161


def test_firs_stand_on_their_line_and_reach_above_it() -> None:
    left, top, right, bottom = plants.firs((200, 200), Random(1), [0.8, 0.8], 0.3, 0.03).getbbox()
    assert (left, right, bottom) == (0, 200, 200)
    assert 80 < top < 150


def test_a_bare_tree_grows_from_its_foot() -> None:
    left, top, right, bottom = plants.bare_tree((200, 200), Random(1), (0.5, 0.9), 0.6).getbbox()
    assert left < 90
    assert right > 110
    assert top < 120
    assert 178 <= bottom <= 186

from itertools import pairwise
from random import Random

import pytest
from PIL import ImageStat

from bviewer.demo.paint.noise import fractal, gaussian, octave, uniform


def test_the_same_dice_fall_the_same_way() -> None:
    for noise in (
        lambda dice: uniform((40, 30), dice),
        lambda dice: gaussian((40, 30), dice, 4),
        lambda dice: octave((40, 30), dice, (3, 2)),
        lambda dice: fractal((40, 30), dice, (3, 2)),
    ):
        assert noise(Random(7)).tobytes() == noise(Random(7)).tobytes()
        assert noise(Random(7)).tobytes() != noise(Random(8)).tobytes()


def test_gaussian_noise_has_its_mean_and_deviation() -> None:
    statistics = ImageStat.Stat(gaussian((200, 200), Random(1), 6))
    assert statistics.mean[0] == pytest.approx(128, abs=0.2)
    assert statistics.stddev[0] == pytest.approx(6, abs=0.2)


def test_fractal_noise_reaches_from_nought_to_one() -> None:
    low, high = fractal((64, 48), Random(1), (3, 3)).getextrema()
    assert low == pytest.approx(0, abs=1e-5)
    assert high == pytest.approx(1, abs=1e-5)


def test_more_octaves_are_rougher() -> None:
    def roughness(octaves: int) -> float:
        values = fractal((256, 1), Random(3), (4, 1), octaves, 0.7).get_flattened_data()
        return sum(abs(one - other) for one, other in pairwise(values))

    assert roughness(1) < roughness(3) < roughness(6)


def test_noise_finer_than_pixels_is_noise_of_pixels() -> None:
    assert octave((8, 8), Random(1), (500, 500)).size == (8, 8)

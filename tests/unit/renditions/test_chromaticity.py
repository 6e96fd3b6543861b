"""Colours by x and y; expected are the numbers that the profiles of these colours have."""

import pytest

from bviewer.renditions.chromaticity import WHITE_POINT, colorants_of

D65 = (0.3127, 0.329)
SRGB = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
DISPLAY_P3 = (0.680, 0.320, 0.265, 0.690, 0.150, 0.060)
PROPHOTO = (0.3457, 0.3585, 0.7347, 0.2653, 0.1596, 0.8404, 0.0366, 0.0001)


def rounded(colorants):
    return tuple(tuple(round(part, 3) for part in each) for each in colorants)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            (*D65, *SRGB),
            ((0.436, 0.222, 0.014), (0.385, 0.717, 0.097), (0.143, 0.061, 0.714)),
        ),
        (
            (*D65, *DISPLAY_P3),
            ((0.515, 0.241, -0.001), (0.292, 0.692, 0.042), (0.157, 0.067, 0.784)),
        ),
        (PROPHOTO, ((0.798, 0.288, 0.0), (0.135, 0.712, 0.0), (0.031, 0.0, 0.825))),
    ],
    ids=["sRGB", "Display P3", "ProPhoto"],
)
def test_known_colours(said, expected):
    assert rounded(colorants_of(said)) == expected


@pytest.mark.parametrize("white", [D65, (0.3457, 0.3585), (0.44757, 0.40745)])
def test_all_colours_together_are_white(white):
    together = [sum(parts) for parts in zip(*colorants_of((*white, *SRGB)), strict=True)]
    assert together == pytest.approx(WHITE_POINT)


@pytest.mark.parametrize(
    "said",
    [
        (),
        (0.0,) * 8,
        (0.3,) * 8,
        (*D65, 0.64, 0.0, *SRGB[2:]),
        (*D65, 42949.67295, 0.33, *SRGB[2:]),
        (0.9, 0.00001, *SRGB),
        (0.1, 0.9, *SRGB),
        (*D65, 0.00001, 0.00001, 0.00002, 0.00001, 0.00001, 0.00002),
    ],
)
def test_what_is_no_colour(said):
    assert colorants_of(said) is None

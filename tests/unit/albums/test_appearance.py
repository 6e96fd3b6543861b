"""Colours that can be seen, and what stands below all pages."""

import re
from pathlib import Path

import pytest

import bviewer
from bviewer.albums.appearance import (
    ACCENT,
    GROUND,
    LONGEST_FOOTER,
    contrast,
    set_accent,
    set_footer,
)
from bviewer.models import Gallery
from tests.problems import refused


def test_our_colours_are_those_of_the_style_sheet():
    css = (Path(bviewer.__file__).parent / "static/css/base.css").read_text(encoding="utf-8")
    assert dict(re.findall(r"--(ground|accent): (#\w+);", css)) == {
        "ground": GROUND,
        "accent": ACCENT,
    }


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#777777", "#ffffff", 4.48)],
)
def test_contrast_is_that_of_wcag(one, other, expected):
    assert contrast(one, other) == contrast(other, one) == pytest.approx(expected, abs=0.005)


def test_an_accent_is_a_colour_that_can_be_seen():
    gallery = Gallery(accent="")
    set_accent(gallery, " #7FB0ff ")
    assert gallery.accent == "#7fb0ff"
    for dark in ("#000000", "#777777", "#0000ff"):
        with refused("accent_contrast", "accent", colour=dark):
            set_accent(gallery, dark)
    set_accent(gallery, "#7b7b7b")
    for none in ("red", "#fff", "#12345g", "#1234567", "url(x)"):
        with refused("accent_invalid", "accent", colour=none):
            set_accent(gallery, none)
    assert gallery.accent == "#7b7b7b"
    set_accent(gallery, "")
    assert gallery.accent == ""
    set_accent(gallery, ACCENT.upper())
    assert gallery.accent == ""


def test_a_footer_is_a_few_lines():
    gallery = Gallery(footer="")
    set_footer(gallery, "Write to us\r\nhere")
    assert gallery.footer == "Write to us\nhere"
    with refused("footer_too_long", "footer", maximum=LONGEST_FOOTER):
        set_footer(gallery, "x" * (LONGEST_FOOTER + 1))

"""How a gallery looks besides its photographs: a colour of its own, and a line below all pages."""

import re

from bviewer.library.names import plain_lines
from bviewer.models import Gallery
from bviewer.problems import Problem

# As in css/base.css.
GROUND = "#0b0b0c"
ACCENT = "#d9a441"

LONGEST_FOOTER = 500
# What text needs to be read (WCAG 1.4.3).
LEAST_CONTRAST = 4.5

COLOUR = re.compile(r"#[0-9a-f]{6}")


def set_accent(gallery: Gallery, colour: str) -> None:
    """Give a gallery a colour, such as "#d9a441"; nothing gives it ours back.

    Refuse what is no colour, or could not be seen on our ground.
    """
    lower = colour.strip().lower()
    if lower and not COLOUR.fullmatch(lower):
        raise Problem("accent_invalid", "accent", colour=colour)
    if lower and contrast(lower, GROUND) < LEAST_CONTRAST:
        raise Problem("accent_contrast", "accent", colour=lower)
    gallery.accent = "" if lower == ACCENT else lower


def set_footer(gallery: Gallery, text: str) -> None:
    """Change what stands below all pages of a gallery; nothing if the text is empty."""
    if len(text) > LONGEST_FOOTER:
        raise Problem("footer_too_long", "footer", maximum=LONGEST_FOOTER)
    gallery.footer = plain_lines(text)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return how bright a colour is, from 0 to 1 (WCAG: relative luminance)."""
    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(channel: float) -> float:
    """Return how much light a channel of sRGB is."""
    return float(channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4)

"""Draw static/icons/icon.svg once more for those who want PNG: phones, and lists of applications.

Usage: python tools/draw_icons.py. Run it when the drawing changes, and commit what it writes.
"""

from pathlib import Path

from PIL import Image, ImageDraw

ICONS = Path(__file__).parents[1] / "bviewer" / "static" / "icons"
SIDES = (180, 192, 512)  # Pixels.

GRID = 32  # Units of the drawing; the same numbers are in icon.svg.
GROUND = "#0b0b0c"
TILE = 9
TILES = {(6, 6): "#e9e7e2", (17, 6): "#d9a441", (6, 17): "#8f8c86", (17, 17): "#e9e7e2"}
OVERSAMPLING = 4


def draw(side: int) -> Image.Image:
    """The icon, to the very edge: phones round the corners themselves."""
    scale = side * OVERSAMPLING / GRID
    icon = Image.new("RGB", (side * OVERSAMPLING, side * OVERSAMPLING), GROUND)
    pen = ImageDraw.Draw(icon)
    for (left, top), colour in TILES.items():
        edges = (left, top, left + TILE, top + TILE)
        x0, y0, x1, y1 = (round(edge * scale) for edge in edges)
        pen.rectangle((x0, y0, x1 - 1, y1 - 1), fill=colour)
    return icon.resize((side, side), Image.Resampling.BOX)


def main() -> None:
    """Write all sizes."""
    for side in SIDES:
        draw(side).save(ICONS / f"icon-{side}.png", optimize=True)


if __name__ == "__main__":
    main()

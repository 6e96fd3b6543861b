from PIL import Image

from bviewer.demo.paint.camera import Ground, photographed
from bviewer.demo.paint.perspective import View, closeness, flat, seen, upright

SKY, GRASS, WALL, HAZE = (0, 0, 255), (0, 160, 0), (200, 0, 0), (250, 250, 250)
VIEW = View(0.5, 0.2, 0.25)
CLEAR = (0, 0)


def plain(side: int = 80) -> tuple[Image.Image, Image.Image]:
    return Image.new("F", (side, side), 0.0), Image.new("RGB", (side, side), GRASS)


def taken(
    heights: Image.Image, colours: Image.Image, levels: tuple[int, ...] = CLEAR
) -> Image.Image:
    white = Image.new("L", (60, 40), 255)
    air = Image.new("RGB", (120, 80), SKY)
    return photographed(Ground(heights, colours, white), air, VIEW, HAZE, levels)


def test_a_plain_ends_below_the_horizon() -> None:
    picture = taken(*plain())
    assert picture.getpixel((60, 10)) == SKY
    assert picture.getpixel((60, 39)) == SKY
    assert picture.getpixel((60, 79)) == GRASS
    # The far edge is 0.2 map widths, or 0.2 of 120 pixels, below the horizon.
    assert picture.getpixel((60, 60)) == SKY
    assert picture.getpixel((60, 68)) == GRASS


def test_a_near_wall_hides_what_is_behind_it_and_a_far_one_does_not_hide_what_is_before() -> None:
    for rows, ground in (((6, 16), WALL), ((66, 76), GRASS)):
        heights, colours = plain()
        heights.paste(0.4, (0, rows[0], 80, rows[1]))
        colours.paste(WALL, (0, rows[0] - 3, 80, rows[1] + 3))
        picture = taken(heights, colours)
        assert picture.getpixel((60, 45)) == WALL
        assert picture.getpixel((60, 75)) == ground


def test_what_is_on_the_left_of_the_map_is_on_the_left_of_the_picture() -> None:
    heights, colours = plain()
    colours.paste(WALL, (0, 0, 40, 80))
    picture = taken(heights, colours)
    assert picture.getpixel((30, 75)) == WALL
    assert picture.getpixel((90, 75)) == GRASS


def test_haze_grows_with_the_distance() -> None:
    picture = taken(*plain(), levels=(0, 128, 255))
    reds = [picture.getpixel((60, row))[0] for row in (66, 70, 75, 79)]
    assert reds == sorted(reds, reverse=True)
    assert reds[0] > reds[-1]


def test_fog_has_the_colour_of_the_haze() -> None:
    heights, colours = plain()
    fog = Image.new("L", (80, 80), 255)
    ground = Ground(heights, colours, Image.new("L", (60, 40), 255), fog)
    picture = photographed(ground, Image.new("RGB", (120, 80), SKY), VIEW, HAZE, CLEAR)
    assert picture.getpixel((60, 75)) == HAZE


def test_rows_of_depth_reach_from_the_near_edge_to_the_far_one() -> None:
    rows = closeness(50, VIEW)
    assert len(rows) == 50
    assert rows == sorted(rows, reverse=True)
    assert 3.8 < rows[0] < 4
    assert 1 < rows[-1] < 1.05


def test_the_cameras_view_of_a_map_keeps_its_distances() -> None:
    gradient = Image.new("F", (1, 80))
    gradient.putdata([row + 0.5 for row in range(80)])
    depths = seen(gradient.resize((80, 80)), (30, 50), VIEW)
    for row, close in list(enumerate(closeness(50, VIEW)))[2:-2]:
        expected = (1 / close - VIEW.near) / (1 - VIEW.near) * 80
        assert abs(depths.getpixel((15, row)) - expected) < 0.6


def test_near_things_are_wider_than_far_ones() -> None:
    stripe = Image.new("L", (80, 80), 0)
    stripe.paste(255, (36, 0, 44, 80))
    view = seen(stripe, (120, 50), VIEW)
    widths = [sum(view.getpixel((x, y)) > 128 for x in range(120)) for y in (1, 20, 48)]
    assert widths == sorted(widths, reverse=True)
    assert 10 <= widths[-1] <= 14
    assert 40 <= widths[0] <= 50


def test_a_flat_texture_is_seen_to_its_last_row_and_column() -> None:
    picture = flat(Image.new("L", (64, 64), 200), (40, 30), 6)
    assert picture.getextrema() == (200, 200)


def test_detail_in_perspective_is_laid_out_near_first() -> None:
    detail = Image.new("L", (40, 40), 0)
    detail.paste(255, (0, 20, 40, 40))
    rows = upright(detail, (40, 40), VIEW)
    assert rows.getpixel((20, 0)) > 250
    assert rows.getpixel((20, 39)) < 5

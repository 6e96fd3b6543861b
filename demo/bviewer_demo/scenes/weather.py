"""Lightning, and a light that stands in all weathers."""

from itertools import pairwise
from random import Random

from PIL import Image, ImageChops, ImageDraw

from bviewer_demo.paint import ridge, sky
from bviewer_demo.paint.clouds import Clouds
from bviewer_demo.paint.colour import BLACK, WHITE, tinted
from bviewer_demo.paint.field import Size, soften, weaker
from bviewer_demo.paint.light import BLUE_HOUR, LIGHTNING
from bviewer_demo.paint.sky import Point
from bviewer_demo.scenes.sea import Sea, seascape


def jagged(dice: Random, start: Point, end: Point) -> list[Point]:
    """A path that strays to both sides, by midpoint displacement."""
    path = [start, end]
    reach = abs(end[1] - start[1]) * 0.16
    for _ in range(6):
        finer = []
        for (x, y), (then_x, then_y) in pairwise(path):
            stray = (dice.uniform(-reach, reach), dice.uniform(-reach, reach) * 0.3)
            finer += [(x, y), ((x + then_x) / 2 + stray[0], (y + then_y) / 2 + stray[1])]
        path = [*finer, path[-1]]
        reach *= 0.54
    return path


def bolt(draw: ImageDraw.ImageDraw, dice: Random, path: list[Point], width: float) -> None:
    """Draw a bolt of lightning and its thinner branches, which never reach the ground."""
    draw.line(path, fill=255 if width > 2 else 150, width=max(round(width), 1))
    fall = path[-1][1] - path[0][1]
    if width < 1.2:
        return
    for _ in range(3):
        fork = path[dice.randrange(len(path) // 6, len(path) // 2)]
        end = (fork[0] + dice.uniform(-0.3, 0.3) * fall, fork[1] + dice.uniform(0.12, 0.34) * fall)
        bolt(draw, dice, jagged(dice, fork, end), width * 0.45)


def one_second(size: Size, dice: Random) -> Image.Image:
    """Lightning far out at sea."""
    cloud = Clouds(((22, 22, 34), (58, 56, 74), (124, 116, 140)), 0.85)
    sea = Sea((0.33, 0.3), (14, 18, 28), cloud, horizon=0.72, glitter=0.5, disc=False)
    picture = seascape(size, dice, LIGHTNING, sea)
    mask = Image.new("L", (size[0] * 2, size[1] * 2), 0)
    path = jagged(
        dice, (0.36 * mask.width, 0.1 * mask.height), (0.33 * mask.width, 0.72 * mask.height)
    )
    bolt(ImageDraw.Draw(mask), dice, path, max(mask.width / 330, 1.3))
    flash = mask.reduce(2)
    for spread, strength, colour in ((8, 7, (120, 104, 170)), (50, 2.6, (150, 134, 220))):
        light = weaker(soften(flash, size[0] / spread), strength)
        picture = ImageChops.screen(picture, tinted(light, BLACK, colour))
    picture.paste((250, 248, 255), (0, 0), flash)
    return picture


def tower(size: Size, foot: Point, top: float) -> Image.Image:
    """A mask of a lighthouse on its foot, up to the row ``top`` of the lamp."""
    width, height = size[0] * 2, size[1] * 2
    mask = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(mask)
    x, ground, lamp = foot[0] * width, foot[1] * height, top * height
    wide, slim, room = 0.021 * height, 0.014 * height, 0.05 * height
    draw.polygon(
        [(x - wide, ground), (x - slim, lamp), (x + slim, lamp), (x + wide, ground)], fill=255
    )
    draw.rectangle((x - slim * 1.5, lamp - room / 8, x + slim * 1.5, lamp + room / 12), fill=255)
    draw.rectangle((x - slim * 0.7, lamp - room, x + slim * 0.7, lamp), fill=255)
    draw.polygon(
        [(x - slim, lamp - room), (x, lamp - room * 1.7), (x + slim, lamp - room)], fill=255
    )
    return mask.reduce(2)


def beams(size: Size, lamp: Point) -> Image.Image:
    """The light's two beams on black, one towards each side, lost in the distance."""
    width, height = size
    x, y = lamp[0] * width, lamp[1] * height
    mask = Image.new("L", size, 0)
    draw = ImageDraw.Draw(mask)
    left, right = -0.1 * width, 1.1 * width
    draw.polygon(
        [(x, y - 2), (left, y - height * 0.16), (left, y - height * 0.02), (x, y + 2)], fill=120
    )
    draw.polygon(
        [(x, y - 2), (right, y + height * 0.03), (right, y + height * 0.1), (x, y + 2)], fill=90
    )
    fading = sky.spot(size, lamp, 0.75, 2.2)
    shine = ImageChops.multiply(soften(mask, height * 0.012), fading)
    return tinted(shine, BLACK, (255, 226, 170))


def headland(dice: Random) -> list[float]:
    """The outline of a rock that falls to the sea on the left."""
    line = []
    for place, bump in enumerate(ridge.skyline(dice, 200, 0.56)):
        share = place / 256
        climb = min(max((share - 0.42) / 0.3, 0), 1) ** 0.8
        line.append(0.76 - 0.16 * climb + 0.035 * (bump - 0.5) + 0.3 * max(0.5 - share, 0))
    return line


def keeper(size: Size, dice: Random) -> Image.Image:
    """A lighthouse, just lit."""
    evening = Clouds(((40, 46, 84), (110, 96, 130), (226, 160, 140)), 0.45)
    sea = Sea((0.2, 0.72), (10, 18, 42), evening, horizon=0.72, glitter=0.35, disc=False)
    picture = seascape(size, dice, BLUE_HOUR, sea)
    lamp = (0.68, 0.275)
    stone = Image.new("RGB", size, (46, 52, 84))
    stone.paste((124, 126, 156), (0, 0, round(lamp[0] * size[0]), size[1]))
    picture.paste(soften(stone, size[1] * 0.012), (0, 0), tower(size, (lamp[0], 0.65), 0.3))
    picture.paste((9, 12, 23), (0, 0), ridge.below(size, headland(dice)))
    picture = ImageChops.screen(picture, beams(size, lamp))
    picture = sky.glowing(picture, lamp, 0.1, (255, 220, 150), 4)
    picture.paste(WHITE, (0, 0), sky.disc(size, lamp, 0.0042))
    return picture

"""A town after sunset, across the river."""

from dataclasses import dataclass
from random import Random

from PIL import Image, ImageChops, ImageDraw

from bviewer_demo.paint import clouds, sky
from bviewer_demo.paint.clouds import Clouds
from bviewer_demo.paint.colour import BLACK, Colour, between
from bviewer_demo.paint.field import BICUBIC, BOX, Size, ramp, soften, weaker
from bviewer_demo.paint.light import BLUE_HOUR
from bviewer_demo.paint.water import flooded, waves

LAMPS = ((255, 206, 130), (255, 186, 104), (255, 224, 172), (240, 240, 226), (190, 214, 255))
HORIZON = 0.62


@dataclass(frozen=True)
class Quarter:
    """A row of buildings. Lengths are in picture heights."""

    tallest: float
    wide: float
    window: float
    near: float  # from 0, as blue as the air, to 1
    lit: float  # the share of windows with light


QUARTERS = (
    Quarter(0.30, 0.055, 0.0062, 0.4, 0.15),
    Quarter(0.21, 0.07, 0.0078, 0.65, 0.24),
    Quarter(0.10, 0.06, 0.0088, 0.88, 0.3),
)


class Painter:
    """Draws buildings on one picture, and their lit windows on another, black one."""

    def __init__(self, picture: Image.Image, dice: Random) -> None:
        self.dice = dice
        self.width, self.height = picture.size
        self.lights = Image.new("RGB", picture.size)
        self.walls = ImageDraw.Draw(picture)
        self.lamps = ImageDraw.Draw(self.lights)

    def street(self, quarter: Quarter) -> None:
        """Draw one row of buildings from left to right."""
        air = between(BLUE_HOUR.haze, (12, 16, 30), quarter.near)
        x = -quarter.wide * self.height * self.dice.random()
        while x < self.width:
            wide = quarter.wide * self.height * self.dice.uniform(0.5, 1.5)
            tall = quarter.tallest * self.height * (0.16 + 0.84 * self.dice.random() ** 2.2)
            wall = between(air, BLACK, self.dice.uniform(0, 0.25))
            box = (x, HORIZON * self.height - tall, x + wide, HORIZON * self.height)
            self.walls.rectangle(box, fill=wall)
            self.roof(box, wall)
            self.windows(box, quarter)
            x += wide * self.dice.uniform(0.86, 1.25)

    def roof(self, box: tuple[float, float, float, float], wall: Colour) -> None:
        """Some houses end in a setback, a mast or a pointed roof."""
        left, top, right, bottom = box
        middle, tall, wide = (left + right) / 2, bottom - top, right - left
        kind = self.dice.random()
        if kind < 0.2:
            setback = (left + wide * 0.2, top - tall * 0.08, right - wide * 0.2, top)
            self.walls.rectangle(setback, fill=wall)
        elif kind < 0.32:
            self.walls.line((middle, top - tall * 0.22, middle, top), fill=wall)
        elif kind < 0.42:
            self.walls.polygon([(left, top), (middle, top - wide * 0.5), (right, top)], fill=wall)

    def windows(self, box: tuple[float, float, float, float], quarter: Quarter) -> None:
        """Light some windows; where people still work, whole floors."""
        left, top, right, bottom = box
        cell = quarter.window * self.height
        office = self.dice.random() < 0.3
        y = top + cell
        while y < bottom - cell:
            busy = office and self.dice.random() < 0.25
            x = left + cell * 0.7
            while x < right - cell * 0.7:
                if self.dice.random() < quarter.lit * (2.2 if busy else 0.8):
                    lamp = between(BLACK, self.dice.choice(LAMPS), self.dice.uniform(0.3, 0.95))
                    self.lamps.rectangle((x, y, x + cell * 0.42, y + cell * 0.5), fill=lamp)
                x += cell
            y += cell * 1.25

    def embankment(self) -> None:
        """A row of street lamps along the water."""
        reach = max(self.height / 620, 1)
        y = HORIZON * self.height - self.height * 0.008
        x = 0.0
        while x < self.width:
            self.lamps.ellipse((x - reach, y - reach, x + reach, y + reach), fill=LAMPS[0])
            x += self.height * self.dice.uniform(0.012, 0.03)


def river(picture: Image.Image, dice: Random) -> Image.Image:
    """The picture with a river whose slow swell draws every light into a streak."""
    line = round(picture.height * HORIZON)
    calm = picture.copy()
    above = picture.crop((0, 0, picture.width, line))
    streaks = above.resize((picture.width, max(line // 14, 2)), BOX).resize(above.size, BICUBIC)
    calm.paste(Image.blend(above, streaks, 0.7), (0, 0))
    slopes = waves((picture.width, picture.height - line), dice, 16, 3.5)
    wet = flooded(calm, line, slopes, (8, 14, 32), (30, 90, 170))
    wet.paste(above, (0, 0))
    return wet


def blue_hour(size: Size, dice: Random) -> Image.Image:
    """The hour when the sky and the windows are equally bright."""
    light = BLUE_HOUR
    thin = Clouds((between(light.sky[0], light.sky[2], 0.4), light.sky[2], light.sky[-1]), 0.35)
    air = sky.clear(size, light, HORIZON)
    picture = clouds.clouded(air, clouds.deck(size, dice, (3, 5), HORIZON), thin)
    painter = Painter(picture, dice)
    haze = weaker(ramp(size, 0, 0, 0, 0, 30, 70, 60, 0, 0, 0), 0.7)
    for quarter in QUARTERS:
        painter.street(quarter)
        picture.paste(between(light.haze, light.sky[-1], 0.3), (0, 0), haze)
    painter.embankment()
    picture = ImageChops.screen(picture, painter.lights)
    picture = ImageChops.screen(picture, weaker(soften(painter.lights, size[1] / 90), 2))
    return river(picture, dice)

"""Where land meets water: sea stacks, and ice in a lagoon."""

from random import Random

from PIL import Image, ImageChops

from bviewer_demo.paint import clouds, ridge, sky
from bviewer_demo.paint.clouds import Clouds
from bviewer_demo.paint.colour import Colour, between, tinted
from bviewer_demo.paint.field import BICUBIC, Size, mask, part, ramp, relief, soften, weaker
from bviewer_demo.paint.heights import crested
from bviewer_demo.paint.light import DUSK, OVERCAST, Light
from bviewer_demo.paint.noise import fractal
from bviewer_demo.paint.perspective import flat
from bviewer_demo.paint.ridge import Rock
from bviewer_demo.paint.water import flooded, waves

STACKS = (
    Rock(0.515, 0.54, 0.40, 0.3),
    Rock(0.59, 0.66, 0.33, 0.5),
    Rock(0.70, 0.84, 0.22, 0.72),
    Rock(0.80, 1.08, 0.33, 0.86),
)
BERGS = (
    Rock(0.43, 0.47, 0.49, 0.2),
    Rock(0.30, 0.38, 0.455, 0.3),
    Rock(0.03, 0.19, 0.40, 0.6),
    Rock(0.71, 0.95, 0.44, 0.7),
    Rock(0.55, 0.76, 0.34, 0.8),
)
BASALT = ((10, 11, 13), (26, 27, 29), (38, 38, 40), (72, 70, 68))
ICE = ((34, 96, 140), (110, 172, 204), (188, 218, 232), (246, 249, 252))


def stone(size: Size, dice: Random) -> Image.Image:
    """A mask of rough stone, lit from the upper left."""
    grain = fractal(part(size, 2), dice, (44, 14), 6, 0.66)
    return relief(grain, 3, 2, 0.2).resize(size, BICUBIC)


def ice(size: Size, dice: Random) -> Image.Image:
    """A mask of old ice: broken faces, the darker the nearer the water."""
    faces = crested(part(size, 2), dice, 7)
    light = relief(faces, 5, 7, 0.3).resize(size, BICUBIC)
    return ImageChops.multiply(light, ramp(size, 255, 255, 255, 255, 150, 150, 150, 150))


def foam(size: Size, dice: Random) -> Image.Image:
    """A mask of the torn lines of foam that waves leave on a beach, farthest first."""
    lace = mask(flat(fractal((512, 512), dice, (40, 40), 4, 0.75), size, 5), 0.42, 0.68)
    lines = Image.new("L", size, 0)
    for step in range(4):
        edge = ridge.ridge(dice, 0.05 + 0.055 * step * step, 0.02 + 0.02 * step, 160)
        wash = soften(ridge.below(size, edge), 2)
        trail = soften(ridge.below(size, [y + 0.06 + 0.05 * step for y in edge]), size[1] * 0.04)
        crest = soften(ridge.below(size, [y + 0.012 + 0.006 * step for y in edge]), 3)
        torn = ImageChops.multiply(ImageChops.subtract(wash, trail), lace)
        rim = weaker(ImageChops.subtract(wash, crest), 0.55)
        lines = ImageChops.lighter(lines, ImageChops.lighter(weaker(torn, 0.75), rim))
    return lines


def hazy(tones: tuple[Colour, ...], light: Light, shape: Rock) -> list[Colour]:
    """The colours of a rock at its distance."""
    return [between(light.haze, tone, shape.near) for tone in tones]


def stacks(air: Image.Image, dice: Random, light: Light, horizon: float) -> None:
    """Paint basalt stacks in the sea, the farther the more in mist."""
    size = air.size
    face = stone(size, dice)
    for shape in STACKS:
        basalt = tinted(face, *hazy(BASALT, light, shape))
        air.paste(basalt, (0, 0), ridge.rock(size, dice, shape, horizon + 0.012))
    veil = clouds.mist(size, dice, (3, 6), 0, 0, 0, 60, 230, 120, 0, 0, 0)
    clouds.veiled(air, veil, light.haze, 0.8)


def beach(air: Image.Image, dice: Random, light: Light, sand: Colour) -> Image.Image:
    """Stacks off a beach of black sand, wet enough to mirror them."""
    horizon = 0.5
    size = air.size
    line = round(size[1] * horizon)
    stacks(air, dice, light, horizon)
    low = (size[0], size[1] - line)
    picture = flooded(air, line, waves(low, dice, 5, 5.0), sand, (90, 110, 150, 190))
    white = between(light.sky[-1], (255, 255, 255), 0.35)
    picture.paste(white, (0, line), weaker(foam(low, dice), 0.85))
    return picture


def black_sand(size: Size, dice: Random) -> Image.Image:
    """Sea stacks, fog coming in."""
    air = sky.clear(size, OVERCAST, 0.5)
    grey = Clouds(((112, 118, 126), (160, 165, 170), (206, 208, 206)), 0.7, lit_from=-5)
    air = clouds.clouded(air, clouds.heaps(size, dice, (2.5, 4), 0.5), grey)
    return beach(air, dice, OVERCAST, (26, 28, 32))


def late_evening(size: Size, dice: Random) -> Image.Image:
    """The same beach, two hours before midnight."""
    air = sky.glowing(sky.clear(size, DUSK, 0.5), (0.3, 0.46), 0.45, (200, 110, 70))
    glow = Clouds(((70, 60, 104), (190, 120, 130), (255, 186, 128)), 0.5)
    air = clouds.clouded(air, clouds.deck(size, dice, (3, 4), 0.5), glow)
    return beach(air, dice, DUSK, (22, 20, 32))


def lagoon(air: Image.Image, dice: Random, light: Light) -> Image.Image:
    """Icebergs on still water below a far range."""
    size, horizon = air.size, 0.52
    far = ridge.below(size, ridge.ridge(dice, horizon - 0.14, 0.15))
    air.paste(between(light.haze, light.shade, 0.45), (0, 0), far)
    rising = ramp(size, 0, 0, 0, 60, 170, 200, 200, 200)
    air.paste(light.haze, (0, 0), ImageChops.multiply(far, rising))
    faces = ice(size, dice)
    for shape in BERGS:
        body = tinted(faces, *hazy(ICE, light, shape))
        air.paste(body, (0, 0), ridge.rock(size, dice, shape, horizon + 0.003, 20))
    line = round(size[1] * horizon)
    slopes = waves((size[0], size[1] - line), dice, 12, 5.0)
    return flooded(air, line, slopes, between(light.shade, (6, 26, 44), 0.6), (30, 80, 130, 190))


def ice_at_dusk(size: Size, dice: Random) -> Image.Image:
    """Icebergs that wait for the tide."""
    glow = Clouds(((66, 62, 110), (168, 112, 142), DUSK.sun), 0.42)
    air = clouds.clouded(sky.clear(size, DUSK, 0.5), clouds.deck(size, dice, (3, 5), 0.52), glow)
    return lagoon(air, dice, DUSK)


def ice_in_rain(size: Size, dice: Random) -> Image.Image:
    """The blue of old ice under low cloud."""
    grey = Clouds(((104, 112, 122), (150, 157, 164), (196, 200, 202)), 0.8)
    air = clouds.clouded(
        sky.clear(size, OVERCAST, 0.5), clouds.deck(size, dice, (3, 5), 0.52), grey
    )
    return lagoon(air, dice, OVERCAST)

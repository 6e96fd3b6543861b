"""Ridges in haze, a sea of clouds."""

from random import Random

from PIL import Image, ImageChops

from bviewer_demo.paint import clouds, ridge, sky
from bviewer_demo.paint.colour import BLACK, Colour, between, shaded, tinted
from bviewer_demo.paint.field import (
    BICUBIC,
    Size,
    combine,
    mask,
    part,
    ramp,
    relief,
    rise,
    scaled,
    weaker,
)
from bviewer_demo.paint.light import DAWN, MOONRISE, Light
from bviewer_demo.paint.noise import fractal


def wooded(size: Size, dice: Random, colour: Colour, foot: Colour) -> Image.Image:
    """A slope seen from far: its woods catch a little light, its foot lies in haze."""
    woods = relief(fractal(part(size, 2), dice, (36, 7), 5, 0.6), 3, 1, 0.3)
    low, high = between(colour, BLACK, 0.08), between(colour, foot, 0.32)
    slope = tinted(woods, low, colour, high).resize(size, BICUBIC)
    slope.paste(foot, (0, 0), ramp(size, 0, 90, 255))
    return slope


def layers(picture: Image.Image, dice: Random, light: Light, tones: tuple[Colour, Colour]) -> None:
    """Paint ridge before ridge, each darker, each fading into the haze at its foot."""
    width, height = picture.size
    far, near = tones
    for row in range(7):
        share = row / 6
        base = 0.38 + 0.5 * share**1.15
        swing = 0.12 * (1.3 - share * 0.5)
        colour = between(far, near, share**1.2)
        foot = between(colour, light.haze, 0.7 * (1 - share * 0.6))
        fill = Image.new("RGB", picture.size, foot)
        slope = wooded((width, round(height * 0.3) + 1), dice, colour, foot)
        fill.paste(slope, (0, round((base - swing * 0.6) * height)))
        line = ridge.ridge(dice, base, swing, 900)
        picture.paste(fill, (0, 0), ridge.below(picture.size, line))
        drift = (*(0,) * (row + 2), 90, 110, *(30,) * (7 - row))
        veil = clouds.mist(picture.size, dice, (2, 4), *drift)
        clouds.veiled(picture, veil, light.haze, 1 - share)


def seven_ridges(size: Size, dice: Random) -> Image.Image:
    """Ridges one behind another, the sun not yet up."""
    picture = sky.glowing(sky.clear(size, DAWN, 0.5), (0.64, 0.36), 0.5, DAWN.sun)
    layers(picture, dice, DAWN, ((212, 174, 168), (30, 32, 54)))
    return picture


def moon_over_the_hills(size: Size, dice: Random) -> Image.Image:
    """The full moon in the last daylight."""
    place, radius = (0.66, 0.24), 0.055
    picture = sky.glowing(sky.clear(size, MOONRISE, 0.6), place, 0.3, (110, 90, 80))
    moon = Image.new("RGB", size)
    side = max(round(radius * size[0] * 2), 4)
    corner = (round(place[0] * size[0] - side / 2), round(place[1] * size[1] - side / 2))
    moon.paste(full_moon((side, side), dice), corner)
    veiled = ImageChops.screen(moon, weaker(picture, 0.55))
    picture.paste(veiled, (0, 0), sky.disc(size, place, radius))
    layers(picture, dice, MOONRISE, ((150, 122, 142), (16, 18, 34)))
    return picture


def full_moon(size: Size, dice: Random) -> Image.Image:
    """The moon's face: dark seas, bright highlands, a slightly darker limb."""
    face = combine(
        lambda seas, craters: seas * 0.8 + craters * 0.25,
        fractal(size, dice, (3.2, 3.2), 6, 0.55),
        fractal(size, dice, (14, 14), 3, 0.6),
    )
    moon = tinted(mask(face, 0.3, 0.85), (178, 164, 150), (226, 210, 190), (252, 242, 226))
    limb = [round(255 * (1 - 0.18 * min(far / 180, 1) ** 4)) for far in range(256)]
    return shaded(moon, Image.radial_gradient("L").resize(size).point(limb))


def cloud_bank(
    size: Size, dice: Random, top: float, share: float
) -> tuple[Image.Image, Image.Image]:
    """A bank of fog below the row ``top``, nearer the larger ``share``: its relief, and a mask."""
    small = part(size, 2)
    billows = fractal(small, dice, (3.5 - 1.5 * share, 5 - 2 * share), 6)
    depth = scaled(rise(small, 0.0, 1.0), top, top + 0.07)
    edge = combine(lambda depth, billow: depth + (billow - 0.5) * 2.2, depth, billows)
    return relief(billows, 3, 9, 0.2), mask(edge, -0.35, 0.75)


def above_the_clouds(size: Size, dice: Random) -> Image.Image:
    """Summits standing in a sea of clouds."""
    picture = sky.glowing(sky.clear(size, DAWN, 0.46), (0.34, 0.38), 0.5, DAWN.sun)
    dark, bright = between(DAWN.shade, DAWN.haze, 0.6), between(DAWN.sun, (255, 240, 224), 0.5)
    for row in range(5):
        share = row / 4
        base = 0.42 + 0.36 * share**1.3
        if row < 4:
            line = ridge.ridge(dice, base - 0.015, 0.1 + 0.16 * share)
            colour = between((176, 142, 152), (44, 42, 66), share)
            picture.paste(colour, (0, 0), ridge.below(size, line))
        billows, bank = cloud_bank(size, dice, base + 0.03, share)
        body = tinted(billows, dark, DAWN.haze, bright).resize(size, BICUBIC)
        picture.paste(body, (0, 0), bank.resize(size, BICUBIC))
    return picture

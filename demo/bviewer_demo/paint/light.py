"""The light of a time of day."""

from dataclasses import dataclass, replace

from bviewer_demo.paint.colour import Colour


@dataclass(frozen=True)
class Light:
    """What a time of day does to a landscape."""

    sky: tuple[Colour, ...]  # from the top of the picture down to the horizon
    haze: Colour  # what far things fade into
    sun: Colour  # the light on what faces the sun
    shade: Colour  # the light on what does not


DAWN = Light(
    sky=((66, 90, 138), (118, 132, 168), (192, 168, 172), (248, 204, 166), (255, 224, 180)),
    haze=(214, 178, 172),
    sun=(255, 206, 156),
    shade=(58, 62, 100),
)
NOON = Light(
    sky=((62, 106, 166), (104, 148, 194), (152, 186, 214), (200, 215, 226)),
    haze=(172, 192, 214),
    sun=(255, 246, 228),
    shade=(62, 74, 104),
)
DUSK = Light(
    sky=((46, 58, 108), (86, 84, 136), (168, 112, 142), (238, 146, 118), (255, 190, 128)),
    haze=(186, 128, 140),
    sun=(255, 168, 112),
    shade=(54, 50, 92),
)
OVERCAST = Light(
    sky=((112, 122, 134), (146, 154, 162), (182, 186, 188), (206, 208, 206)),
    haze=(184, 190, 194),
    sun=(214, 214, 210),
    shade=(104, 110, 120),
)
STORM = Light(
    sky=((38, 44, 56), (58, 66, 80), (92, 98, 108), (148, 146, 140)),
    haze=(112, 120, 130),
    sun=(236, 214, 170),
    shade=(44, 50, 62),
)
BLUE_HOUR = Light(
    sky=((18, 30, 66), (34, 54, 104), (78, 94, 142), (160, 136, 150), (214, 164, 136)),
    haze=(78, 92, 132),
    sun=(120, 132, 176),
    shade=(22, 30, 58),
)
NIGHT = Light(
    sky=((6, 9, 22), (10, 17, 36), (24, 36, 64), (52, 60, 84)),
    haze=(32, 44, 70),
    sun=(116, 132, 168),
    shade=(10, 15, 32),
)
MOONRISE = Light(
    sky=((22, 28, 58), (52, 52, 92), (112, 92, 128), (196, 148, 148), (226, 186, 166)),
    haze=(150, 128, 152),
    sun=(220, 190, 180),
    shade=(40, 42, 78),
)
LIGHTNING = Light(
    sky=((20, 22, 36), (36, 38, 56), (64, 62, 82), (120, 106, 118)),
    haze=(90, 86, 104),
    sun=(200, 196, 220),
    shade=(30, 30, 44),
)
AURORA = replace(NIGHT, sky=((4, 8, 20), (8, 18, 34), (14, 36, 50), (22, 54, 62)))

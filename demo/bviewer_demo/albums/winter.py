"""North of the Arctic Circle, 2023."""

from bviewer_demo.cameras import TELE, WIDE
from bviewer_demo.exif import Place, Shot
from bviewer_demo.photograph import SCREEN, SMALL, THREE_TWO, Photograph
from bviewer_demo.scenes import mountains, night, winter

ALBUM = "2023/Winter light"

FELL = Place(68.3495, 18.8312, 385)

PHOTOGRAPHS = (
    Photograph(
        f"{ALBUM}/Alone.png",
        winter.alone,
        15,
        SMALL,
        Shot("2023-12-09T11:30:56+01:00", TELE, 145, 8, "1/320", 200, FELL),
    ),
    Photograph(
        f"{ALBUM}/More of it coming down.jpg",
        winter.snowing,
        1,
        THREE_TWO,
        Shot("2023-12-10T13:02:40+01:00", TELE, 90, 5.6, "1/250", 800, FELL),
    ),
    Photograph(
        f"{ALBUM}/After sunset.jpg",
        mountains.blue_snow,
        5,
        SCREEN,
        Shot("2023-12-11T14:48:15+01:00", TELE, 75, 8, "1", 200, FELL),
    ),
    Photograph(
        f"{ALBUM}/Long nights/Turning sky.jpg",
        night.turning_sky,
        1,
        THREE_TWO,
        Shot("2023-12-11T22:15:00+01:00", WIDE, 14, 4, "9000", 100, FELL),
    ),
    Photograph(
        f"{ALBUM}/Long nights/It does not hold still.jpg",
        night.lights_over_firs,
        1,
        THREE_TWO,
        Shot("2023-12-12T23:07:29+01:00", WIDE, 14, 1.8, "6", 1600, FELL),
    ),
    Photograph(
        f"{ALBUM}/Long nights/Twice.jpg",
        night.lights_twice,
        2,
        SCREEN,
        Shot("2023-12-13T00:41:52+01:00", WIDE, 14, 1.8, "8", 1600, FELL),
    ),
)

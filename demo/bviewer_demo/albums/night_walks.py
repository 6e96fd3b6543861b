"""A town by night, 2021."""

from bviewer_demo.cameras import POCKET, TELE, ZOOM
from bviewer_demo.exif import Place, Shot
from bviewer_demo.photograph import FOUR_THREE, PANORAMA, THREE_TWO, Photograph
from bviewer_demo.scenes import city, hills, rain

ALBUM = "2021/Night walks"

RIVERBANK = Place(50.0781, 14.4142, 192)
TRAM = Place(50.0875, 14.4213, 196)

PHOTOGRAPHS = (
    Photograph(
        f"{ALBUM}/The river at blue hour.jpg",
        city.blue_hour,
        2,
        THREE_TWO,
        Shot("2021-11-05T17:08:41+01:00", ZOOM, 35, 8, "8", 100, RIVERBANK),
    ),
    Photograph(
        f"{ALBUM}/The whole bank.jpg",
        city.blue_hour,
        18,
        PANORAMA,
        Shot("2021-11-05T17:21:10+01:00", TELE, 70, 8, "13", 100, RIVERBANK),
    ),
    Photograph(
        f"{ALBUM}/Rain on the tram.jpg",
        rain.tram_window,
        2,
        FOUR_THREE,
        Shot("2021-11-19T19:47:02+01:00", POCKET, 23, 2, "1/60", 1600, TRAM),
    ),
    Photograph(
        f"{ALBUM}/Moonrise on the way home.jpg",
        hills.moon_over_the_hills,
        1,
        THREE_TWO,
        Shot("2021-11-19T16:26:33+01:00", TELE, 200, 5.6, "1/30", 800),
    ),
)

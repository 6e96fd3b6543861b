"""A summer by the sea, 2022."""

from bviewer_demo.cameras import DRONE, POCKET, TELE, ZOOM
from bviewer_demo.exif import Place, Shot
from bviewer_demo.photograph import SCREEN, SQUARE, THREE_TWO, Photograph
from bviewer_demo.scenes import aerial, sea, weather

ALBUM = "2022/On the water"

COAST = Place(43.4627, -3.8044, 4)
CAPE = Place(43.4910, -3.7912, 48)
STRAIT = Place(54.9034, 8.3121, 320)

PHOTOGRAPHS = (
    Photograph(
        f"{ALBUM}/Before breakfast.jpg",
        sea.before_breakfast,
        3,
        THREE_TWO,
        Shot("2022-08-14T07:51:13+02:00", ZOOM, 35, 8, "1/250", 100, COAST),
    ),
    Photograph(
        f"{ALBUM}/Fair wind.jpg",
        sea.fair_wind,
        4,
        SQUARE,
        Shot("2022-08-14T13:05:50+02:00", POCKET, 23, 8, "1/1000", 160, COAST),
    ),
    Photograph(
        f"{ALBUM}/Going down.jpg",
        sea.going_down,
        3,
        THREE_TWO,
        Shot("2022-08-14T21:17:36+02:00", TELE, 135, 5.6, "1/500", 200, COAST),
    ),
    Photograph(
        f"{ALBUM}/One second.jpg",
        weather.one_second,
        4,
        THREE_TWO,
        Shot("2022-08-17T22:54:09+02:00", ZOOM, 24, 5.6, "1", 400, CAPE),
    ),
    Photograph(
        f"{ALBUM}/The keeper.jpg",
        weather.keeper,
        3,
        SCREEN,
        Shot("2022-08-19T21:42:58+02:00", ZOOM, 32, 8, "4", 200, CAPE),
    ),
    Photograph(
        f"{ALBUM}/Sandbanks from above.webp",
        aerial.sandbanks,
        12,
        SQUARE,
        Shot("2022-09-03T11:14:27+02:00", DRONE, 8.8, 4, "1/640", 100, STRAIT),
    ),
)

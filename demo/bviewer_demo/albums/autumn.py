"""A week in the mountains in October, 2023."""

from bviewer_demo.cameras import TELE, ZOOM
from bviewer_demo.exif import Place, Shot
from bviewer_demo.photograph import SCREEN, THREE_TWO, UPRIGHT, Photograph
from bviewer_demo.scenes import birches, forest, hills, lakes, mountains

ALBUM = "2023/Autumn in the mountains"

ALP = Place(46.5763, 7.9911, 2061)
LAKE = Place(46.6725, 7.7130, 558)
WOOD = Place(46.7027, 7.8614, 910)

PHOTOGRAPHS = (
    Photograph(
        f"{ALBUM}/Second week of October.jpg",
        forest.autumn_slopes,
        2,
        THREE_TWO,
        Shot("2023-10-11T15:20:44+02:00", TELE, 85, 8, "1/320", 200, ALP),
    ),
    Photograph(
        f"{ALBUM}/Birches.jpg",
        birches.golden_day,
        2,
        UPRIGHT,
        Shot("2023-10-12T10:03:31+02:00", ZOOM, 70, 4, "1/200", 200, WOOD, 8),
    ),
    Photograph(
        f"{ALBUM}/Not a breath of wind.jpg",
        lakes.morning,
        3,
        THREE_TWO,
        Shot("2023-10-13T08:51:17+02:00", ZOOM, 28, 11, "1/60", 100, LAKE),
    ),
    Photograph(
        f"{ALBUM}/Rain all day.jpg",
        forest.firs_in_mist,
        1,
        THREE_TWO,
        Shot("2023-10-14T14:37:05+02:00", TELE, 120, 5.6, "1/160", 640, WOOD),
    ),
    Photograph(
        f"{ALBUM}/The mist goes.jpg",
        forest.firs_at_sunrise,
        1,
        UPRIGHT,
        Shot("2023-10-15T07:58:22+02:00", TELE, 105, 8, "1/250", 200, WOOD),
    ),
    Photograph(
        f"{ALBUM}/The hut/Above the clouds.jpg",
        hills.above_the_clouds,
        2,
        SCREEN,
        Shot("2023-10-16T07:44:48+02:00", ZOOM, 48, 8, "1/125", 100, ALP),
    ),
    Photograph(
        f"{ALBUM}/The hut/Valleys asleep.jpg",
        mountains.early_fog,
        3,
        THREE_TWO,
        Shot("2023-10-16T08:02:09+02:00", TELE, 84, 8, "1/160", 100, ALP),
    ),
    Photograph(
        f"{ALBUM}/The hut/North face.jpg",
        mountains.midday_wall,
        1,
        THREE_TWO,
        Shot("2023-10-16T12:12:30+02:00", ZOOM, 40, 8, "1/400", 100, ALP),
    ),
    Photograph(
        f"{ALBUM}/The hut/First snow, last light.jpg",
        mountains.first_snow,
        8,
        THREE_TWO,
        Shot("2023-10-16T18:29:11+02:00", TELE, 110, 8, "1/30", 200, ALP, 3),
    ),
)

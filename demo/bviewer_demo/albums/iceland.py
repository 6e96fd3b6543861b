"""Once around the island, 2024: an album with images, and with albums of its own."""

from bviewer_demo.cameras import DRONE, TELE, ZOOM
from bviewer_demo.exif import Place, Shot
from bviewer_demo.photograph import FOUR_THREE, PANORAMA, SCREEN, THREE_TWO, UPRIGHT, Photograph
from bviewer_demo.scenes import aerial, lakes, mountains, sea, shore, waterfall

ALBUM = "2024/Iceland, ring road"

RING_ROAD = Place(64.0671, -18.2369, 132)
BEACH = Place(63.4044, -19.0451, 3)
FALLS = Place(63.6156, -19.9886, 61)
LAGOON = Place(64.0784, -16.2306, 2)
HIGHLANDS = Place(63.9830, -19.0670, 640)

PHOTOGRAPHS = (
    Photograph(
        f"{ALBUM}/Rain a few minutes away.jpg",
        mountains.weather_coming,
        4,
        SCREEN,
        Shot("2024-06-12T17:52:30+00:00", ZOOM, 33, 8, "1/200", 200, RING_ROAD),
    ),
    Photograph(
        f"{ALBUM}/A hole in the clouds.jpg",
        sea.breaking_light,
        4,
        THREE_TWO,
        Shot("2024-06-13T20:10:46+00:00", TELE, 70, 8, "1/640", 200, BEACH),
    ),
    Photograph(
        f"{ALBUM}/IMG_20240614_231207.jpg",
        lakes.last_light,
        4,
        FOUR_THREE,
        copied="2024-07-02T19:40:00+00:00",
    ),
    Photograph(
        f"{ALBUM}/The south coast/Sea stacks, fog coming in.jpg",
        shore.black_sand,
        3,
        THREE_TWO,
        Shot("2024-06-13T11:18:03+00:00", ZOOM, 45, 8, "1/160", 200, BEACH),
    ),
    Photograph(
        f"{ALBUM}/The south coast/Black sand, late evening.jpg",
        shore.late_evening,
        3,
        THREE_TWO,
        Shot("2024-06-13T22:41:25+00:00", ZOOM, 45, 11, "1/4", 100, BEACH),
    ),
    Photograph(
        f"{ALBUM}/The south coast/Two seconds.jpg",
        waterfall.long_exposure,
        1,
        UPRIGHT,
        Shot("2024-06-14T09:30:38+00:00", ZOOM, 38, 16, "2", 64, FALLS, 6),
    ),
    Photograph(
        f"{ALBUM}/Glacier lagoon/Waiting for the tide.jpg",
        shore.ice_at_dusk,
        3,
        SCREEN,
        Shot("2024-06-15T23:26:51+00:00", TELE, 88, 8, "1/30", 200, LAGOON),
    ),
    Photograph(
        f"{ALBUM}/Glacier lagoon/Old ice.jpg",
        shore.ice_in_rain,
        4,
        FOUR_THREE,
        Shot("2024-06-16T08:14:12+00:00", TELE, 92, 8, "1/250", 400, LAGOON),
    ),
    Photograph(
        f"{ALBUM}/Highlands/Rhyolite.jpg",
        mountains.coloured_hills,
        3,
        THREE_TWO,
        Shot("2024-06-17T14:03:44+00:00", ZOOM, 52, 8, "1/400", 100, HIGHLANDS),
    ),
    Photograph(
        f"{ALBUM}/Highlands/Meltwater.jpg",
        aerial.braided_river,
        1,
        FOUR_THREE,
        Shot("2024-06-17T16:20:19+00:00", DRONE, 8.8, 4, "1/500", 100, HIGHLANDS),
    ),
    Photograph(
        f"{ALBUM}/Highlands/The whole range.jpg",
        mountains.wide_range,
        2,
        PANORAMA,
        Shot("2024-06-18T04:12:33+00:00", TELE, 70, 8, "1/100", 200, HIGHLANDS),
    ),
)

"""Four days among dunes, 2022."""

from bviewer_demo.cameras import TELE, WIDE, ZOOM
from bviewer_demo.exif import Place, Shot
from bviewer_demo.photograph import SCREEN, THREE_TWO, UPRIGHT, Photograph
from bviewer_demo.scenes import desert

ALBUM = "2022/Across the desert"

ERG = Place(31.1462, -3.9737, 712)
GREAT_ERG = Place(31.0821, -4.0116, 735)

PHOTOGRAPHS = (
    Photograph(
        f"{ALBUM}/First light/Before the first tea.jpg",
        desert.first_light,
        3,
        THREE_TWO,
        Shot("2022-03-22T07:28:19+01:00", ZOOM, 50, 8, "1/80", 200, ERG),
    ),
    Photograph(
        f"{ALBUM}/First light/The crest.jpg",
        desert.the_crest,
        2,
        UPRIGHT,
        Shot("2022-03-22T07:36:55+01:00", TELE, 98, 8, "1/125", 200, ERG, 6),
    ),
    Photograph(
        f"{ALBUM}/Noon.jpg",
        desert.noon_heat,
        6,
        SCREEN,
        Shot("2022-03-22T13:20:04+01:00", ZOOM, 28, 11, "1/500", 100, GREAT_ERG),
    ),
    Photograph(
        f"{ALBUM}/Long shadows.jpg",
        desert.long_shadows,
        6,
        THREE_TWO,
        Shot("2022-03-23T18:52:47+01:00", ZOOM, 62, 8, "1/100", 200, GREAT_ERG),
    ),
    Photograph(
        f"{ALBUM}/A night outside.jpg",
        desert.stars_over_sand,
        2,
        UPRIGHT,
        Shot("2022-03-24T04:12:20+01:00", WIDE, 14, 1.8, "20", 3200, GREAT_ERG, 8),
    ),
)

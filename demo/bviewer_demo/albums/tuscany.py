"""Three days in May, 2024."""

from bviewer_demo.cameras import POCKET, TELE, ZOOM
from bviewer_demo.exif import Place, Shot
from bviewer_demo.photograph import FOUR_THREE, SCREEN, THREE_TWO, Photograph
from bviewer_demo.scenes import farmland, hills, meadow

ALBUM = "2024/Tuscany in May"

ORCIA = Place(43.0768, 11.6789, 410)

PHOTOGRAPHS = (
    Photograph(
        f"{ALBUM}/Seven ridges.jpg",
        hills.seven_ridges,
        2,
        THREE_TWO,
        Shot("2024-05-08T05:47:13+02:00", TELE, 180, 8, "1/60", 200, ORCIA),
    ),
    Photograph(
        f"{ALBUM}/Hilltops awake.jpg",
        farmland.mist_and_cypresses,
        1,
        SCREEN,
        Shot("2024-05-08T06:12:37+02:00", TELE, 112, 8, "1/125", 200, ORCIA),
    ),
    Photograph(
        f"{ALBUM}/May.jpg",
        farmland.may_morning,
        3,
        THREE_TWO,
        Shot("2024-05-09T10:25:54+02:00", ZOOM, 58, 8, "1/500", 100, ORCIA),
    ),
    Photograph(
        f"{ALBUM}/Poppies.jpg",
        meadow.poppies,
        16,
        FOUR_THREE,
        Shot("2024-05-09T19:34:20+02:00", POCKET, 23, 2, "1/800", 160, ORCIA),
    ),
)

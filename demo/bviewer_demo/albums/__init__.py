"""What is in the demo library: a file for each journey.

Titles are the names of the files, times and places are those of the pretended journeys. Among the
files are a PNG, a WebP, some that lie on their side with an orientation tag, and one from a phone
that kept no EXIF but has its time in its name.
"""

from bviewer_demo.albums import autumn, desert, iceland, night_walks, tuscany, water, winter

PHOTOGRAPHS = (
    *night_walks.PHOTOGRAPHS,
    *desert.PHOTOGRAPHS,
    *water.PHOTOGRAPHS,
    *autumn.PHOTOGRAPHS,
    *winter.PHOTOGRAPHS,
    *tuscany.PHOTOGRAPHS,
    *iceland.PHOTOGRAPHS,
)

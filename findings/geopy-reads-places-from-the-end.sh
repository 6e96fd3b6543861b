#!/usr/bin/env bash
# Of "48.8584, 2.2945, 35" geopy's Point takes the longitude for the latitude, and the altitude for the longitude.
#
# geopy 2.5.0. A text may be a place for Point, and three numbers may be one as a tuple. In a text the altitude needs a
# unit; without one no error is raised: the last two numbers that can be a place are taken, and what is in front of them
# is left out. So a geo URI (RFC 5870, which has the altitude in metres without a unit), a latitude as XMP writes it in
# photographs ("48,51.504N") and degrees with nothing but blanks between them are places in Africa. Where degrees are
# zero, a minus before them is lost: London lies as far to the east of Greenwich as it does to the west.
#
# What helps: numbers, split and computed oneself.
#
#> (48.8584, 2.2945, 35): 48.8584, 2.2945
#> 48.8584, 2.2945, 35m: 48.8584, 2.2945
#> 48.8584, 2.2945, 35: 2.2945, 35.0
#> geo:48.8584,2.2945: 48.8584, 2.2945
#> geo:48.8584,2.2945,35: 2.2945, 35.0
#> 48,51.504N 2,17.67E: 2.0, 17.67
#> 48 51 30 N, 2 17 40 E: 17.0, 40.0
#> 51°28'40", -0°7'39": 51.4778, 0.1275
#> 51°28'40"N, 0°7'39"W: 51.4778, -0.1275
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check geopy==2.5.0
"$folder/venv/bin/python" - >"$folder/output" <<'PYTHON'
from geopy import Point

for place in (
    (48.8584, 2.2945, 35),
    "48.8584, 2.2945, 35m",
    "48.8584, 2.2945, 35",
    "geo:48.8584,2.2945",
    "geo:48.8584,2.2945,35",
    "48,51.504N 2,17.67E",
    "48 51 30 N, 2 17 40 E",
    "51°28'40\", -0°7'39\"",
    "51°28'40\"N, 0°7'39\"W",
):
    point = Point(place)
    print(f"{place}: {round(point.latitude, 4)}, {round(point.longitude, 4)}")
PYTHON
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

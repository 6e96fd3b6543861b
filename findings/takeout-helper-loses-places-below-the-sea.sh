#!/usr/bin/env bash
# google-photos-takeout-helper writes the place of a photograph into its EXIF, unless that is below the level of the sea.
#
# google-photos-takeout-helper 2.3.0, Pillow 13.0.0. It merges the JSON that Google Takeout puts beside each photograph into
# the file. EXIF counts altitudes from zero and has a tag of its own for "below" (GPSAltitudeRef); the helper writes the
# negative number itself, which cannot be packed, and then leaves the whole place out. Phones by the sea are often some
# metres below it. Nothing says so: the last lines count no failure, and the date is written.
#
# What helps: to keep the JSON, and to take the place from there.
#
#> altitude 12.0: a place with 3 of latitude, 3 of longitude and 1 of altitude; failures: 0
#> altitude -12.0: no place; failures: 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  google-photos-takeout-helper==2.3.0 piexif==1.1.3 pillow==13.0.0
cd "$folder"
cat >make.py <<'PYTHON'
import json
import sys
from pathlib import Path

from PIL import Image

place = {"latitude": 52.25, "longitude": 4.5, "altitude": float(sys.argv[1]), "latitudeSpan": 0.0, "longitudeSpan": 0.0}
year = Path(sys.argv[1], "Photos from 2019")
year.mkdir(parents=True)
Image.new("RGB", (64, 48), "teal").save(year / "beach.jpg")
said = {"title": "beach.jpg", "photoTakenTime": {"timestamp": "1561975200"}, "geoData": place, "geoDataExif": place}
(year / "beach.jpg.json").write_text(json.dumps(said))
PYTHON
cat >tell.py <<'PYTHON'
import re
import sys
from pathlib import Path

import piexif

place = piexif.load(f"to{sys.argv[1]}/beach.jpg")["GPS"]
failures = re.search(r"inserting new exif failed: (\d+)", Path("log").read_text())[1]
told = "no place"
if place:
    latitude, longitude = len(place[piexif.GPSIFD.GPSLatitude]), len(place[piexif.GPSIFD.GPSLongitude])
    told = f"a place with {latitude} of latitude, {longitude} of longitude and {int(6 in place)} of altitude"
print(f"altitude {sys.argv[1]}: {told}; failures: {failures}")
PYTHON
for altitude in 12.0 -12.0; do
  venv/bin/python make.py "$altitude"
  yes "" 2>/dev/null | venv/bin/google-photos-takeout-helper -i "./$altitude" -o "to$altitude" >log 2>&1 || true
  venv/bin/python tell.py "$altitude"
done >output
diff <(sed -n 's/^#> //p' "$script") output

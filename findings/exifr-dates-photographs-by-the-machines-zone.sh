#!/usr/bin/env bash
# exifr reads in which zone a photograph was taken, and dates it in the zone of the machine all the same.
#
# exifr 7.1.3 (npm), Pillow 13.0.0. Phones and newer cameras write their offset beside the time (OffsetTimeOriginal, Exif
# 2.31). exifr returns it as text, and makes a Date of DateTimeOriginal as if that were local time of where the program
# runs: a server in UTC and a browser in Tokyo tell moments of the same file that are nine hours apart, and neither need
# be the one that the photograph says. Whoever sorts by it mixes the photographs of a journey with those from home.
#
# What helps: reviveValues: false, and the text of the time put together with the offset.
#
#> taken 2024-07-01T03:00:00Z by the file, the offset that is read: +09:00
#> TZ=UTC: 2024-07-01T12:00:00.000Z
#> TZ=Asia/Tokyo: 2024-07-01T03:00:00.000Z
#> TZ=America/New_York: 2024-07-01T16:00:00.000Z
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
cd "$folder"
npm install --silent --no-fund --no-audit exifr@7.1.3 >log 2>&1
venv/bin/python - <<'PYTHON'
from PIL import Image

exif = Image.Exif()
exif.get_ifd(0x8769).update({0x9003: "2024:07:01 12:00:00", 0x9011: "+09:00"})
Image.new("RGB", (64, 48), "teal").save("photo.jpg", exif=exif)
PYTHON
cat >tell.cjs <<'JAVASCRIPT'
const exifr = require("exifr");

exifr.parse("photo.jpg").then(({ DateTimeOriginal: date, OffsetTimeOriginal: offset }) => {
  if (process.env.TZ) console.log(`TZ=${process.env.TZ}: ${date.toISOString()}`);
  else console.log(`taken 2024-07-01T03:00:00Z by the file, the offset that is read: ${offset}`);
});
JAVASCRIPT
for zone in "" UTC Asia/Tokyo America/New_York; do
  TZ=$zone node tell.cjs
done >output
diff <(sed -n 's/^#> //p' "$script") output

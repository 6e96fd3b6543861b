#!/usr/bin/env bash
# Photographs of which nobody knows when they were taken are of 30 November 1899 for three readers of EXIF.
#
# exifr 7.1.3, exif-reader 2.0.3, exif-parser 0.1.12 (npm), Pillow 13.0.0. EXIF fills a time that is unknown with blanks
# between its colons; cameras whose clock was never set write zeros. In JavaScript the year 0 is 1900, the month before
# the first is December and the day before its first is the last of November: so zeros are a valid Date, neither null nor
# "Invalid Date". exifr takes blanks for zeros as well. Scans are the oldest of an album then, and a filter for
# Number.isNaN() or for years after 0 lets them in.
#
# What helps: take what is before 1900 for unknown, or read the text (exifr: reviveValues: false).
#
#> zeros: exifr 1899-11-30, exif-reader 1899-11-30, exif-parser 1899-11-30
#> blanks: exifr 1899-11-30, exif-reader nothing, exif-parser nothing
#> known: exifr 2024-07-01, exif-reader 2024-07-01, exif-parser 2024-07-01
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
cd "$folder"
npm install --silent --no-fund --no-audit exifr@7.1.3 exif-reader@2.0.3 exif-parser@0.1.12 >log 2>&1
venv/bin/python - <<'PYTHON'
from pathlib import Path

from PIL import Image

for name, time in (("zeros", "0000:00:00 00:00:00"), ("blanks", "    :  :     :  :  "), ("known", "2024:07:01 12:00:00")):
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = time
    Image.new("RGB", (64, 48), "teal").save(f"{name}.jpg", exif=exif)
    Path(f"{name}.exif").write_bytes(exif.tobytes())
PYTHON
cat >tell.mjs <<'JAVASCRIPT'
import { readFileSync } from "node:fs";
import exifParser from "exif-parser";
import exifReader from "exif-reader";
import exifr from "exifr";

const day = (date) => (date instanceof Date && !Number.isNaN(date.getTime()) ? date.toISOString().slice(0, 10) : "nothing");
for (const name of ["zeros", "blanks", "known"]) {
  const file = readFileSync(`${name}.jpg`);
  const first = day((await exifr.parse(file)).DateTimeOriginal);
  const second = day(exifReader(readFileSync(`${name}.exif`)).Photo.DateTimeOriginal);
  const seconds = exifParser.create(file).parse().tags.DateTimeOriginal;
  const third = typeof seconds === "number" ? day(new Date(seconds * 1000)) : "nothing";
  console.log(`${name}: exifr ${first}, exif-reader ${second}, exif-parser ${third}`);
}
JAVASCRIPT
TZ=UTC node tell.mjs >output
diff <(sed -n 's/^#> //p' "$script") output

#!/usr/bin/env bash
# A photograph whose caption is "1e5" has the caption 100000 for exiftool-vendored, and "12.50" becomes 12.5.
#
# exiftool-vendored 35.21.0 (npm) with the ExifTool that it brings, Pillow 13.0.0. ExifTool's JSON writes whatever looks
# like a number without quotes, also where the tag is text, and JSON.parse makes a number of it. Captions, artists and
# names such as house numbers, dates ("2024") and prices then are of another type than the declared one (string), and
# what was written is lost where digits or an exponent had a meaning. "007" stays text, as a leading zero is no JSON.
#
# What helps: typeof before a caption is used, and the caption of a number read again with its raw form (-b), or by a
# reader of EXIF that keeps types.
#
#> "1e5" is the number 100000
#> "12.50" is the number 12.5
#> "2024" is the number 2024
#> "007" is the string 007
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
cd "$folder"
npm install --silent --no-fund --no-audit exiftool-vendored@35.21.0 >log 2>&1
venv/bin/python - <<'PYTHON'
from PIL import Image

for caption in ("1e5", "12.50", "2024", "007"):
    exif = Image.Exif()
    exif[0x010E] = caption
    Image.new("RGB", (60, 40), "teal").save(f"{caption}.jpg", exif=exif)
PYTHON
cat >captions.mjs <<'JAVASCRIPT'
import { exiftool } from "exiftool-vendored";

for (const caption of ["1e5", "12.50", "2024", "007"]) {
  const { ImageDescription } = await exiftool.read(`${caption}.jpg`);
  console.log(`"${caption}" is the ${typeof ImageDescription} ${ImageDescription}`);
}
await exiftool.end();
JAVASCRIPT
node captions.mjs >output
diff <(sed -n 's/^#> //p' "$script") output

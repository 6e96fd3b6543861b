#!/usr/bin/env bash
# Keywords that iptcinfo3 writes are UTF-8, and the file says nothing of it: ExifTool shows "Ã„rger" for "Ärger".
#
# iptcinfo3 2.3.0, Pillow 13.0.0, exiftool-vendored 38.3.0 (npm). IPTC-IIM has a dataset for the characters that are used
# (1:90, ESC % G for UTF-8); without it readers may take what they like, and ExifTool takes Latin-1. iptcinfo3 encodes as
# UTF-8 by default and writes no 1:90, not even into a file that it has made itself. Reading its own file gives bytes,
# which look right. The keyword "Ärger" of the owner is another one to every program that goes by the standard.
#
# What helps: XMP for keywords, which is always UTF-8; or 1:90 set by another program.
#
#> datasets: 2:0, 2:25; in UTF-8: True
#> ExifTool reads: Ã„rger
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check IPTCInfo3==2.3.0 pillow==13.0.0
cd "$folder"
npm install --silent --no-fund --no-audit exiftool-vendored@38.3.0 >log 2>&1
venv/bin/python - >output 2>log <<'PYTHON'
from iptcinfo3 import IPTCInfo
from PIL import Image, IptcImagePlugin

Image.new("RGB", (64, 48), "teal").save("photo.jpg")
info = IPTCInfo("photo.jpg", force=True)
info["keywords"] = ["Ärger"]
info.save_as("tagged.jpg")
with Image.open("tagged.jpg") as picture:
    found = IptcImagePlugin.getiptcinfo(picture)
datasets = ", ".join(f"{record}:{number}" for record, number in sorted(found))
print(f"datasets: {datasets}; in UTF-8: {found[2, 25] == 'Ärger'.encode()}")
PYTHON
cat >tell.cjs <<'JAVASCRIPT'
const { exiftool } = require("exiftool-vendored");

exiftool.read("tagged.jpg").then(({ Keywords }) => {
  console.log(`ExifTool reads: ${Keywords}`);
  return exiftool.end();
});
JAVASCRIPT
node tell.cjs >>output
diff <(sed -n 's/^#> //p' "$script") output

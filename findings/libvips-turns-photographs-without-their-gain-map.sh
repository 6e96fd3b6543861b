#!/usr/bin/env bash
# An Ultra HDR photograph that libvips has turned upright keeps its gain map as it lay: other parts of it shine.
#
# pyvips 3.2.0, pyvips-binary 8.18.7 (libvips 8.18), numpy 2.4.6. Since 8.18 libvips reads and writes Ultra HDR, and keeps
# the gain map (how much brighter each part is on a display that can) beside the picture. autorot() and crop() change the
# picture alone; the map is written into the file as it was, and readers stretch it over the new shape. On a plain display
# nothing is seen. Phones store portraits on their side, so that it hits each of them: here what shines is the left half,
# which is above after the turn. Of that, the right is dull then, and below what is dark is three times as bright at the
# left. thumbnail() turns the map as well.
#
# What helps: Image.thumbnail also where only the turn is wanted; or get_gainmap(), turned alike, and set as "gainmap"
# again.
#
#> stored, to be turned by a quarter: left above 2.98, right above 0.20, left below 2.98, right below 0.20
#> thumbnail: left above 2.98, right above 2.98, left below 0.20, right below 0.20
#> autorot: left above 2.98, right above 0.90, left below 0.65, right below 0.20
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check numpy==2.4.6 pyvips==3.2.0 pyvips-binary==8.18.7
cd "$folder"
venv/bin/python - >output <<'PYTHON'
import numpy
import pyvips


def tell(which: str, name: str) -> None:
    light = pyvips.Image.uhdrload(name).uhdr2scRGB()
    right, below = light.width - 3, light.height - 3
    parts = {"left above": (2, 2), "right above": (right, 2), "left below": (2, below), "right below": (right, below)}
    print(f"{which}:", ", ".join(f"{part} {light(*place)[0]:.2f}" for part, place in parts.items()))


light = numpy.full((96, 128, 3), 0.2, numpy.float32)
light[:, :64] = 3
photograph = pyvips.Image.new_from_array(light).copy(interpretation="scrgb")
photograph.uhdrsave("flat.jpg")
photograph = pyvips.Image.new_from_file("flat.jpg").copy()
photograph.set_type(pyvips.GValue.gint_type, "orientation", 6)
photograph.write_to_file("photo.jpg")
tell("stored, to be turned by a quarter", "photo.jpg")
pyvips.Image.thumbnail("photo.jpg", 96, height=128).write_to_file("small.jpg")
tell("thumbnail", "small.jpg")
pyvips.Image.new_from_file("photo.jpg").autorot().write_to_file("upright.jpg")
tell("autorot", "upright.jpg")
PYTHON
diff <(sed -n 's/^#> //p' "$script") output

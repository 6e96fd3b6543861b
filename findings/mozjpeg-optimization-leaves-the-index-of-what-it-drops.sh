#!/usr/bin/env bash
# A lossless optimisation that keeps all markers drops the second picture of a JPEG, and the film of a photograph that moves;
# what says that they are there stays.
#
# mozjpeg-lossless-optimization 1.3.2, Pillow 13.0.0; jpegtran -copy all of libjpeg-turbo 2.1.5 and jpegoptim 1.4.7
# --strip-none do the same (Debian 12; not run here), jhead and exiftran do not. Gain maps of Ultra HDR, the depth of
# portraits and the film of motion photographs lie behind the end of the JPEG; all that tells of them is within it: the
# index of the Multi-Picture Format (CIPA DC-007), XMP with MotionPhoto. The optimised photograph looks the same, is
# smaller by just that, and Pillow says that it has two pictures, of which the second one cannot be read.
#
# What helps: to leave files alone whose JPEG ends before the file does.
#
#> before: 2 pictures; the second one is (48, 32); a film behind it: True
#> after: 2 pictures; the second one: No data found for frame; a film behind it: False
#> the XMP still says that it moves: True
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
script=$(realpath "$0")
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  mozjpeg-lossless-optimization==1.3.2 pillow==13.0.0
cd "$folder"
venv/bin/python - >output <<'PYTHON'
import io

from mozjpeg_lossless_optimization import COPY_MARKERS, optimize
from PIL import Image

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" GCamera:MotionPhoto="1"/>'
    b"</rdf:RDF></x:xmpmeta>"
)
FILM = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"  # How an MP4 begins.


def tell(when: str, content: bytes) -> None:
    with Image.open(io.BytesIO(content)) as picture:
        number = picture.n_frames
        try:
            picture.seek(1)
            second = f"is {picture.size}"
        except ValueError as error:
            second = f": {error}"
    behind = FILM in content
    print(f"{when}: {number} pictures; the second one {second}; a film behind it: {behind}".replace(" :", ":"))


file = io.BytesIO()
gain_map = Image.new("RGB", (48, 32), "gray")
Image.new("RGB", (96, 64), "teal").save(file, "MPO", save_all=True, append_images=[gain_map], xmp=XMP)
before = file.getvalue() + FILM
after = optimize(before, copy=COPY_MARKERS.ALL)
tell("before", before)
tell("after", after)
print("the XMP still says that it moves:", b'MotionPhoto="1"' in after)
PYTHON
diff <(sed -n 's/^#> //p' "$script") output

#!/usr/bin/env bash
# Pillow turns a picture by an orientation that only its XMP has; not if it is a TIFF, and no browser does.
#
# Pillow 13.0.0. Programs for photographers write the orientation twice: as EXIF, and as tiff:Orientation in XMP. Where
# EXIF has none (it was taken away for privacy, and XMP was forgotten), getexif() answers with the one of XMP, as if it
# were a tag, and exif_transpose() turns the picture. getexif() of a TIFF with the same XMP has none. Browsers turn by
# EXIF alone, so of most formats a thumbnail made by Pillow lies beside an original that stands.
#
# What helps: decide which one is right, and if it is EXIF alone, read Image.Exif from info["exif"].
#
#> JPEG: orientation 6, made upright (48, 64); EXIF itself has None
#> PNG: orientation 6, made upright (48, 64); EXIF itself has None
#> WEBP: orientation 6, made upright (48, 64); EXIF itself has None
#> AVIF: orientation 6, made upright (48, 64); EXIF itself has None
#> TIFF: orientation None, made upright (64, 48); EXIF itself has None
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pillow==13.0.0
"$folder/venv/bin/python" - >"$folder/output" <<'PYTHON'
import io

from PIL import Image, ImageOps
from PIL.ExifTags import Base
from PIL.PngImagePlugin import PngInfo

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/>
</rdf:RDF></x:xmpmeta>"""

in_png = PngInfo()
in_png.add_itxt("XML:com.adobe.xmp", XMP)
for kind in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF"):
    options = {"pnginfo": in_png} if kind == "PNG" else {"xmp": XMP.encode()}
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(file, kind, **options)
    with Image.open(file) as picture:
        own = Image.Exif()
        own.load(picture.info.get("exif"))
        said = picture.getexif().get(Base.Orientation)
        upright = ImageOps.exif_transpose(picture).size
    print(f"{kind}: orientation {said}, made upright {upright}; EXIF itself has {own.get(Base.Orientation)}")
PYTHON
diff <(sed -n 's/^#> //p' "$0") "$folder/output"

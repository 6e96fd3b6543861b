"""Only decoders on the list ever see a file."""

import subprocess
import sys

import pytest
from PIL import AvifImagePlugin
from pillow_heif import options

from bviewer.library.decoders import looks_familiar
from bviewer.library.formats import DECODERS
from tests.unit.renditions.pictures import blocks, encoded

FOREIGN = {
    "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\n",
    "PSD": b"8BPS\0\x01" + bytes(6) + b"\0\x03\0\0\0\x0a\0\0\0\x0a\0\x08\0\x03",
    "ICNS": b"icns\0\0\x10\0ic07\0\0\x0f\xf8\x89PNG\r\n\x1a\n",
    "FLI": bytes(4) + b"\x11\xaf\x01\0" + bytes(120),
    "PCX": b"\x0a\x05\x01\x08" + bytes(124),
    "SGI": b"\x01\xda\0\x01\0\x03\0\x0a\0\x0a\0\x03" + bytes(500),
    "WMF": b"\xd7\xcd\xc6\x9a\0\0" + bytes(40),
    "MPEG": b"\0\0\x01\xb3" + bytes(60),
    "HDF5": b"\x89HDF\r\n\x1a\n" + bytes(60),
    "BMP": b"BM" + bytes(60),
    "JPEG2000": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(60),
    "PDF": b"%PDF-1.7\n",
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
}

# In a process of its own: others have every right to import these plugins.
PROOF = """
import io, sys
sys.addaudithook(
    lambda event, args: event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system")
    and sys.exit(f"started {args}")
)
from bviewer.renditions.errors import BrokenImage
from bviewer.renditions.pipeline import render
for head in eval(sys.stdin.read()):
    try:
        render(io.BytesIO(head), [], 10**8)
    except BrokenImage as error:
        assert str(error) == "not a picture in a supported format", (head, error)
    else:
        sys.exit(f"decoded {head}")
used = {"Avif", "Gif", "Jpeg", "Mpo", "Png", "Tiff", "WebP"}
used |= {"Bmp", "Ppm"}  # Pillow always imports these two. It is not given them to try.
plugins = {name[4:-11] for name in sys.modules if name.startswith("PIL.") and "ImagePlugin" in name}
sys.exit(f"imported {plugins - used}" if plugins - used else 0)
"""


def test_foreign_formats_reach_no_decoder_and_start_no_program():
    done = subprocess.run(
        [sys.executable, "-c", PROOF],
        input=repr(list(FOREIGN.values())),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_decoder_starts_no_threads():
    assert AvifImagePlugin.DEFAULT_MAX_THREADS == 1
    assert options.DECODE_THREADS == 1


def test_the_list():
    assert DECODERS == ("JPEG", "PNG", "GIF", "WEBP", "JPEGXL", "RAW", "TIFF", "AVIF", "HEIF")


@pytest.mark.parametrize("form", DECODERS)
def test_files_of_the_list_look_familiar(form):
    assert looks_familiar(encoded(blocks(), form)[:16])


@pytest.mark.parametrize("head", [*FOREIGN.values(), b"", b"\xff", b"hello, world"])
def test_others_do_not(head):
    assert not looks_familiar(head[:16])

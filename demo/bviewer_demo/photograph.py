"""One photograph of the demo: what it shows, and the file it becomes."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from random import Random
from typing import Any

from PIL import Image

from bviewer_demo.exif import Shot, exif
from bviewer_demo.paint.field import Size
from bviewer_demo.paint.film import developed

# Sizes in which cameras take pictures, as wide as a demo needs.
THREE_TWO = (1800, 1200)
UPRIGHT = (1200, 1800)
FOUR_THREE = (1760, 1320)
SQUARE = (1600, 1600)
SCREEN = (1920, 1080)
PANORAMA = (2400, 900)
SMALL = (1620, 1080)

Scene = Callable[[Size, Random], Image.Image]

# Scenes are painted smaller than they are shown: the grain, added last, has the final resolution.
PAINTED = 0.6

# How the pixels are stored for an orientation tag, so that the picture is upright in the end.
STORED = {
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
}
SAVING: dict[str, dict[str, Any]] = {
    ".jpg": {"format": "JPEG", "quality": 88},
    ".png": {"format": "PNG", "compress_level": 1},
    ".webp": {"format": "WEBP", "quality": 84, "method": 2},
}


@dataclass(frozen=True)
class Photograph:
    """A scene, taken at a time and a place.

    ``path`` is relative to the library. Without a ``shot`` the file has no EXIF, and ``copied`` is
    the time, with its offset, at which it was last written.
    """

    path: str
    scene: Scene
    seed: int
    size: Size  # upright
    shot: Shot | None = None
    copied: str = ""

    @property
    def modified(self) -> datetime:
        """The modification time of the file."""
        return self.shot.when if self.shot else datetime.fromisoformat(self.copied)

    def taken(self) -> Image.Image:
        """The picture, upright and in its final size."""
        dice = Random(self.seed)  # noqa: S311 - the same picture every time is the point
        painted = (max(round(self.size[0] * PAINTED), 2), max(round(self.size[1] * PAINTED), 2))
        return developed(self.scene(painted, dice), self.size, dice)

    def write(self, library: Path) -> None:
        """Write the file, with its EXIF and its modification time."""
        picture = self.taken()
        target = library / self.path
        saving = dict(SAVING[target.suffix.lower()])
        if self.shot:
            if self.shot.orientation in STORED:
                picture = picture.transpose(STORED[self.shot.orientation])
            saving["exif"] = exif(self.shot, picture.size, PurePosixPath(self.path).stem)
        target.parent.mkdir(parents=True, exist_ok=True)
        picture.save(target, **saving)
        stamp = self.modified.timestamp()
        os.utime(target, (stamp, stamp))

from random import Random

import pytest
from PIL import Image, ImageStat

from bviewer.demo.albums import PHOTOGRAPHS
from bviewer.demo.photograph import Scene

SCENES = sorted({photograph.scene for photograph in PHOTOGRAPHS}, key=lambda scene: scene.__name__)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
@pytest.mark.parametrize("size", [(97, 61), (61, 97), (120, 31), (5, 3)])
def test_every_scene_renders_at_odd_sizes(scene: Scene, size: tuple[int, int]) -> None:
    picture = scene(size, Random(1))
    assert picture.mode == "RGB"
    assert picture.size == size


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_every_scene_is_neither_flat_nor_a_surprise(scene: Scene) -> None:
    picture = scene((120, 80), Random(2))
    assert max(ImageStat.Stat(picture.convert("L")).stddev) > 8
    assert picture.tobytes() == scene((120, 80), Random(2)).tobytes()
    assert picture.tobytes() != scene((120, 80), Random(3)).tobytes()


def test_a_subject_keeps_its_place_at_any_size() -> None:
    small, large = (
        photograph.scene(size, Random(15)).convert("L").resize((12, 8), Image.Resampling.BOX)
        for photograph in PHOTOGRAPHS
        if photograph.path.endswith("Alone.png")
        for size in ((180, 120), (540, 360))
    )
    darkest = [
        min(
            range(96),
            key=lambda place, picture=picture: picture.getpixel((place % 12, place // 12)),
        )
        for picture in (small, large)
    ]
    # The tree stands on the right third.
    assert all(place % 12 in (7, 8) for place in darkest)

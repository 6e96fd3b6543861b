"""Photographs that are too large to be shown as one are cut into tiles: these, and no others."""

from importlib.resources import files
from io import BytesIO

import pytest
from PIL import Image

from bviewer.renditions.pipeline import render_tiles
from bviewer.renditions.tiling import (
    ACROSS,
    COARSEST,
    MOST,
    SIDE,
    is_tiled,
    levels,
    size_at,
    tile_named,
    tiles_of,
)
from tests.pictures import jpeg

PANORAMA = 12_000, 1500


def test_the_viewer_knows_how_it_is_cut() -> None:
    viewer = files("bviewer") / "static" / "viewer"
    cutting, choosing = ((viewer / name).read_text() for name in ("tiles.js", "copies.js"))
    assert f"const SIDE = {SIDE};\nconst COARSEST = {COARSEST};\n" in cutting
    assert f"const [ACROSS, MOST] = [{ACROSS}, 2 ** {MOST.bit_length() - 1}];\n" in choosing
    assert MOST.bit_count() == 1


@pytest.mark.parametrize(
    ("size", "is_cut"),
    [((6000, 4000), False), ((8192, 4096), False), ((8193, 10), True), ((8000, 4200), True)],
)
def test_only_what_is_too_large_is_cut(size: tuple[int, int], *, is_cut: bool) -> None:
    assert is_tiled(*size) == is_cut


def test_it_is_cut_until_a_copy_of_all_has_as_many_pixels() -> None:
    assert levels(*PANORAMA) == 2
    assert [size_at(level, *PANORAMA) for level in range(2)] == [(12_000, 1500), (6000, 750)]
    assert len(list(tiles_of(*PANORAMA))) == 24 * 3 + 12 * 2


def test_each_tile_is_found_by_its_name() -> None:
    for tile in tiles_of(*PANORAMA):
        name = f"tile-{tile.level}-{tile.column}-{tile.row}.jpg"
        assert tile_named(name, *PANORAMA) == tile


@pytest.mark.parametrize(
    "name",
    [
        "tile-2-0-0.jpg",
        "tile-0-24-0.jpg",
        "tile-0-0-3.jpg",
        "tile-1-12-0.jpg",
        "tile-0-00-0.jpg",
        "tile-0-0-0.JPG",
        "tile-0-0-0.jpg\n",
        "tile--1-0-0.jpg",
        "tile-0-\u0661-0.jpg",
        "tile-0-9999-0.jpg",
        "0_0_0-tile.jpg",
    ],
)
def test_there_is_no_other_tile(name: str) -> None:
    assert tile_named(name, *PANORAMA) is None


@pytest.mark.parametrize("size", [(6000, 4000), (None, None)])
def test_what_is_not_cut_has_none(size: tuple[int | None, int | None]) -> None:
    assert tile_named("tile-0-0-0.jpg", *size) is None


def test_tiles_together_are_the_photograph() -> None:
    picture = Image.linear_gradient("L").resize((9000, 700)).convert("RGB")
    file = BytesIO()
    picture.save(file, "JPEG", quality=95)
    file.seek(0)
    whole = {level: Image.new("RGB", size_at(level, 9000, 700)) for level in (0, 1)}
    tiles = list(render_tiles(file, 10_000_000))
    assert [tile for tile, _jpeg in tiles] == list(tiles_of(9000, 700))
    for tile, data in tiles:
        whole[tile.level].paste(Image.open(BytesIO(data)), (tile.column * 512, tile.row * 512))
    for level, shown in whole.items():
        for place in ((0.01, 0.1), (0.5, 0.5), (0.97, 0.95)):
            x, y = (int(part * side) for part, side in zip(place, shown.size, strict=True))
            wanted = picture.getpixel((x << level, y << level))
            assert shown.getpixel((x, y)) == pytest.approx(wanted, abs=6)


def test_tiles_of_what_lies_are_upright() -> None:
    file = BytesIO(jpeg(9000, 600, orientation=6))
    tiles = [tile for tile, _jpeg in render_tiles(file, 10_000_000)]
    assert tiles == list(tiles_of(600, 9000))

import re
from collections import defaultdict
from pathlib import PurePosixPath

from bviewer.demo.albums import PHOTOGRAPHS

FOLDERS = {PurePosixPath(photograph.path).parent for photograph in PHOTOGRAPHS}


def test_every_photograph_has_a_path_of_its_own() -> None:
    assert len({photograph.path.casefold() for photograph in PHOTOGRAPHS}) == len(PHOTOGRAPHS)
    assert 38 <= len(PHOTOGRAPHS) <= 46


def test_albums_lie_in_years_and_up_to_three_deep() -> None:
    assert {folder.parts[0] for folder in FOLDERS} == {"2021", "2022", "2023", "2024"}
    assert {len(folder.parts) for folder in FOLDERS} == {2, 3}


def test_some_albums_hold_both_albums_and_images() -> None:
    both = {
        folder.as_posix() for folder in FOLDERS if any(folder in deep.parents for deep in FOLDERS)
    }
    assert "2024/Iceland, ring road" in both


def test_the_shapes_of_pictures_vary() -> None:
    shapes = defaultdict(int)
    for photograph in PHOTOGRAPHS:
        shapes[round(photograph.size[0] / photograph.size[1], 2)] += 1
    assert set(shapes) == {0.67, 1.0, 1.33, 1.5, 1.78, 2.67}
    assert all(1600 <= max(photograph.size) <= 2400 for photograph in PHOTOGRAPHS)


def test_the_formats_are_jpeg_with_one_png_and_one_webp() -> None:
    suffixes = [PurePosixPath(photograph.path).suffix for photograph in PHOTOGRAPHS]
    assert suffixes.count(".png") == suffixes.count(".webp") == 1
    assert set(suffixes) == {".jpg", ".png", ".webp"}


def test_one_has_its_time_in_its_name_only() -> None:
    bare = [photograph for photograph in PHOTOGRAPHS if not photograph.shot]
    assert [PurePosixPath(photograph.path).name for photograph in bare] == [
        "IMG_20240614_231207.jpg"
    ]
    assert f"{bare[0].modified:%Y%m%d}" != "20240614"


def test_shots_were_taken_in_the_year_of_their_folder_with_an_offset() -> None:
    for photograph in PHOTOGRAPHS:
        if photograph.shot:
            assert f"{photograph.shot.when.year}" == photograph.path[:4]
            assert re.search(r"[+-]\d\d:\d\d$", photograph.shot.taken)


def test_no_two_were_taken_at_the_same_moment() -> None:
    moments = [photograph.shot.when for photograph in PHOTOGRAPHS if photograph.shot]
    assert len(set(moments)) == len(moments)


def test_a_few_lie_on_their_side_or_their_head() -> None:
    orientations = {photograph.shot.orientation for photograph in PHOTOGRAPHS if photograph.shot}
    assert orientations == {1, 3, 6, 8}


def test_most_have_a_place_and_some_have_none() -> None:
    places = [photograph.shot.place for photograph in PHOTOGRAPHS if photograph.shot]
    assert None in places
    assert sum(place is not None for place in places) > 30


def test_lenses_are_used_within_their_range() -> None:
    for photograph in PHOTOGRAPHS:
        shot = photograph.shot
        if shot:
            assert shot.camera.focal[0] <= shot.focal <= shot.camera.focal[1], photograph.path
            assert shot.aperture >= shot.camera.widest, photograph.path

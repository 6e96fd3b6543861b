import pytest
from hypothesis import given
from hypothesis import strategies as st

from bviewer.models import Visibility, new_id
from bviewer.models.base import ID_ALPHABET
from bviewer.tree.paths import MAXIMUM_SEGMENTS, leading_ids, path_ids, segment_id, split_path
from bviewer.tree.urls import album_segment, child_url

ID = "7Hq2K9wx4mZp"
OTHER = "Ab3dE5fG7hJ9"


@pytest.mark.parametrize(
    ("segment", "found"),
    [
        (ID, ID),
        (f"italy-2024-{ID}", ID),
        (f"-{ID}", ID),
        (f"{OTHER}-{ID}", ID),
        (f"\u00e9t\u00e9 / \n-{ID}", ID),
        (f"italy{ID}", None),
        (f"{ID}-italy", None),
        (f"{ID} ", None),
        (f"{ID}\n", None),
        (f"{ID}x", None),
        (ID[:-1], None),
        (ID[:-1] + "0", None),
        (ID[:-1] + "l", None),
        ("login", None),
        ("small.jpg", None),
        ("", None),
    ],
)
def test_only_the_id_at_the_end_of_a_segment_counts(segment: str, found: str | None) -> None:
    assert segment_id(segment) == found


def test_all_ids_of_a_path_are_found_in_its_order() -> None:
    assert path_ids([f"a-{ID}", "x", OTHER, "small.jpg"]) == [ID, OTHER]


def test_leading_ids_end_with_the_first_word() -> None:
    assert leading_ids([f"a-{ID}", OTHER, "small.jpg", ID]) == [ID, OTHER]
    assert leading_ids(["login", ID]) == []
    assert leading_ids([]) == []


@pytest.mark.parametrize(
    ("path", "segments"),
    [
        ("", []),
        ("/", []),
        ("/a", ["a"]),
        ("/a/", ["a"]),
        ("/a/b c/\u00e9/", ["a", "b c", "\u00e9"]),
        ("/...", ["..."]),
        ("/.a/a./", [".a", "a."]),
        ("/a@@/b@c", ["a@@", "b@c"]),
        ("/%2e%2e/", ["%2e%2e"]),
    ],
)
def test_a_path_is_split_at_its_slashes(path: str, segments: list[str]) -> None:
    assert split_path(path) == segments


@pytest.mark.parametrize(
    "path",
    [
        *("//", "///", "//a", "/a//", "/a//b", "/a/b//"),
        *("/.", "/./", "/a/.", "/a/./b", "/..", "/../", "/a/..", "/a/../b", "/a/b/../../c"),
        *("/@@", "/@@edit", "/a/@@edit/", "/@@/a"),
        *("/\0", "/a\0b", "/a\n", "/\r\n", "/\x1f", "/\x7f/a", "/a\t/"),
        "/a" * (MAXIMUM_SEGMENTS + 1),
    ],
)
def test_odd_paths_are_refused_and_not_tidied_up(path: str) -> None:
    assert split_path(path) is None


def test_the_longest_path_is_still_a_path() -> None:
    assert split_path("/a" * MAXIMUM_SEGMENTS + "/") == ["a"] * MAXIMUM_SEGMENTS


@given(st.text())
def test_splitting_never_fails_and_never_yields_a_step_aside(path: str) -> None:
    for segment in split_path(path) or []:
        assert segment not in {"", ".", ".."}
        assert "/" not in segment
        assert "\0" not in segment


def test_the_url_of_a_child_is_quoted() -> None:
    assert child_url("http://pub.test/", "\u00e9t\u00e9-x") == "http://pub.test/%C3%A9t%C3%A9-x/"
    assert child_url("/a/", "a?b#c%") == "/a/a%3Fb%23c%25/"


@given(st.text(), st.sampled_from(Visibility))
def test_whatever_the_title_the_id_is_found_again(title: str, effective: Visibility) -> None:
    segment = album_segment(ID, title, effective)
    assert segment_id(segment) == ID
    assert split_path(f"/{segment}/") == [segment]


def test_new_ids_are_found() -> None:
    for _ in range(100):
        assert path_ids([new_id()])
    assert len(ID_ALPHABET) ** 12 > 2**70

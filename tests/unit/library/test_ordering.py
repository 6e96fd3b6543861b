"""The order of a whole folder is that of the keys of its names."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bviewer.library.names import sort_key
from bviewer.library.ordering import in_order

NUMBERED = st.from_regex("[aA\u00e9\u00c9%]?\u0301?[01]{1,3}[bB(_]?", fullmatch=True)
ANY_NAME = st.binary(min_size=1, max_size=60).map(os.fsdecode) | st.text(min_size=1, max_size=60)
NAMES = ANY_NAME.map(lambda name: name.replace("/", "").replace("\0", "")) | NUMBERED
ALIKE = st.lists(st.tuples(*2 * [st.integers(0, 1_000)], st.sampled_from(["", "0", "00"])))


@given(st.lists(NAMES))
def test_a_folder_is_in_the_order_of_its_keys(names: list[str]) -> None:
    assert in_order(names) == sorted(sorted(names), key=sort_key)


@given(st.sampled_from(["{}.jpg", "IMG_{}.jpg", "\u00c9t\u00e9 {}, {}.JPG", "100 % {}"]), ALIKE)
def test_names_that_are_alike_are_in_the_order_of_their_numbers(
    alike: str, numbers: list[tuple[int, int, str]]
) -> None:
    names = [alike.format(f"{zeros}{one}", other) for one, other, zeros in numbers]
    assert in_order(names) == sorted(sorted(names), key=sort_key)


@pytest.mark.parametrize(
    "names",
    [
        ["IMG_0009.jpg", "IMG_0010.jpg", "IMG_0101.jpg"],
        ["IMG_0009.jpg", "IMG_0010.jpg", "IMG_11.jpg", "IMG_0101.jpg"],
        ["IMG_2.jpg", "IMG_10.jpg", "IMG_100.jpg"],
        ["2.jpg", "10.jpg", "a.jpg", "A1.jpg"],
        ["07.jpg", "7.jpg", "8.jpg"],
        ["e1.jpg", "e\u03011.jpg", "\u00e91.jpg", "f0.jpg"],
        ["1 (2).jpg", "1_2.jpg", "12.jpg"],
        ["%s 2.jpg", "%s 10.jpg"],
    ],
)
def test_people_find_a_name_where_they_look_for_it(names: list[str]) -> None:
    assert in_order(reversed(names)) == names

"""The pattern of a folder means that folder alone, however it is called."""

import pytest

from bviewer.albums.ignoring import checked
from bviewer.albums.ignoring_albums import pattern_for
from bviewer.library.ignoring import NO_RULES


@pytest.mark.parametrize("folder", ["a", "a/b", "odd [1]*?", "#a", "!b", "[a]/[b", "**", "x!"])
def test_the_pattern_of_a_folder_means_it_alone(folder):
    rules, problems = NO_RULES.adding(checked(pattern_for(folder)), "the gallery")
    above, _, name = folder.rpartition("/")
    assert problems == []
    assert rules.reason(above, name, is_folder=True)
    assert rules.reason(above, name, is_folder=False) is None
    assert rules.reason(f"{above}/deeper".strip("/"), name, is_folder=True) is None
    assert rules.reason(above, f"{name}x", is_folder=True) is None
    assert rules.reason(above, "z", is_folder=True) is None

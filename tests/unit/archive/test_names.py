"""Names in archives: one safe name on every system, and each path only once."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bviewer.archive.names import LONGEST, Names, safe_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("plain.jpg", "plain.jpg"),
        ("Sommer 2024", "Sommer 2024"),
        (".hidden", ".hidden"),
        ("..", "_"),
        (".", "_"),
        ("", "_"),
        (" . . ", "_"),
        ("../up.jpg", ".._up.jpg"),
        ("/etc/passwd", "_etc_passwd"),
        ("C:\\x.jpg", "C__x.jpg"),
        ("\\\\server\\share", "__server_share"),
        ("a.jpg:stream", "a.jpg_stream"),
        ("a\0b.jpg", "a b.jpg"),
        ("a\nb\x7f\x85\u2028.jpg", "a b   .jpg"),
        ('<>:"/\\|?*', "_________"),
        ("trailing... . ", "trailing"),
        ("a\udcff\ud800.jpg", "a\ufffd\ufffd.jpg"),
        ("\u202egpj.exe", "gpj.exe"),
        ("\u200f a\u2066b\u061c ", "ab"),
        ("e\u200e\u0301", "\u00e9"),
        ("cafe\u0301", "caf\u00e9"),
    ],
)
def test_a_name_is_one_name_on_every_system(text: str, name: str) -> None:
    assert safe_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CON", "CON_"),
        ("con.jpg", "con_.jpg"),
        ("Nul.tar.gz", "Nul_.tar.gz"),
        ("aux .jpg", "aux_ .jpg"),
        ("com1", "com1_"),
        ("LPT\u00b3.jpg", "LPT\u00b3_.jpg"),
        ("conin$", "conin$_"),
        ("nul:", "nul_"),
        ("\u202aprn", "prn_"),
        ("\u200econ.\u200f", "con_"),
        ("console.jpg", "console.jpg"),
        ("com10", "com10"),
    ],
)
def test_what_windows_takes_for_a_device_is_none(text: str, name: str) -> None:
    assert safe_name(text) == name


@pytest.mark.parametrize(
    ("texts", "paths"),
    [
        (["A.jpg", "a.jpg", "a.JPG"], ["A.jpg", "a (2).jpg", "a (3).JPG"]),
        (["\u00e9.jpg", "e\u0301.jpg"], ["\u00e9.jpg", "\u00e9 (2).jpg"]),
        (["\u0390", "\u03aa\u0301"], ["\u0390", "\u03aa\u0301 (2)"]),
        (["stra\u00dfe", "STRASSE"], ["stra\u00dfe", "STRASSE (2)"]),
        (["a?.jpg", "a*.jpg", "a_.jpg"], ["a_.jpg", "a_ (2).jpg", "a_ (3).jpg"]),
        (["a (2).jpg", "a.jpg", "a.jpg"], ["a (2).jpg", "a.jpg", "a (3).jpg"]),
        (["", "..", "."], ["_", "_ (2)", "_ (3)"]),
        (["a..jpg", "a .jpg", "../a"], ["a..jpg", "a .jpg", ".._a"]),
        (["x.jpg.", "x.jpg "], ["x.jpg", "x (2).jpg"]),
    ],
)
def test_no_two_are_the_same_however_a_disk_compares_them(
    texts: list[str], paths: list[str]
) -> None:
    names = Names()
    assert [names.take("", text) for text in texts] == paths


def test_equal_albums_are_folders_of_their_own_and_a_file_called_like_one_gives_way() -> None:
    names = Names()
    folders = [names.take("top", "Summer"), names.take("top", "summer")]
    assert folders == ["top/Summer", "top/summer (2)"]
    assert names.take("top", "SUMMER") == "top/SUMMER (3)"
    assert [names.take(folder, "a.jpg") for folder in folders] == [
        "top/Summer/a.jpg",
        "top/summer (2)/a.jpg",
    ]


@pytest.mark.parametrize(
    "text",
    ["x" * 296 + ".jpg", "\u00e9" * 148 + ".jpg", "\U0001f468" * 74 + ".jpg", "." * 299 + "x"],
    ids=["ascii", "accents", "emoji", "dots"],
)
def test_long_names_are_short_enough_and_keep_their_ending(text: str) -> None:
    names = Names()
    first, second = names.take("", text), names.take("", text)
    ending = text[text.rindex(".") :]
    assert first.endswith(ending)
    assert second.endswith(f" (2){ending}")
    assert max(len(first.encode()), len(second.encode())) <= LONGEST


def test_a_name_that_is_cut_off_ends_as_safely_as_it_began() -> None:
    assert Names().take("", "x" * (LONGEST - 1) + "." + "y" * 30) == "x" * (LONGEST - 1)


def test_what_differs_only_where_it_is_cut_off_differs_still() -> None:
    names = Names()
    paths = {names.take("", "x" * 300 + f"{number}.jpg") for number in range(20)}
    assert len(paths) == 20


odd = st.text(
    st.one_of(
        st.sampled_from('aA.. /\\:*()2"<>|?\0\u202e\u200e\u0301\udcff\u00df\u212a'),
        st.characters(),
    ),
    max_size=12,
)


@given(st.lists(st.one_of(odd, odd.map(lambda text: text + ".jpg")), max_size=12))
def test_any_names_become_safe_and_unique(texts: list[str]) -> None:
    names = Names()
    top = names.take("", "top")
    paths = [names.take(top, text) for text in texts]
    for path in paths:
        folder, _slash, name = path.partition("/")
        assert folder == "top"
        assert name == safe_name(name), "it is safe as it is"
        assert len(name.encode()) <= LONGEST
    compared = {unicodedata.normalize("NFC", path.casefold()) for path in paths}
    assert len(compared) == len(texts)

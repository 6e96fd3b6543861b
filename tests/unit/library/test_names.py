import os
import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bviewer.library.names import display_name, plain_text, printable, slug, sort_key

ANY_NAME = st.binary(min_size=1, max_size=60).map(os.fsdecode) | st.text(min_size=1, max_size=60)
NUMBERED = st.from_regex("[aA\u00e9\u00c9]?\u0301?[01]{1,3}[bB]?", fullmatch=True)


def test_display_name_shows_undecodable_bytes_as_replacement_characters() -> None:
    assert display_name(os.fsdecode(b"bad\xff\xfe.jpg")) == "bad\ufffd\ufffd.jpg"


def test_display_name_puts_a_space_for_each_control_character() -> None:
    assert display_name("new\nline\x1b[31m\x7f\x85red") == "new line [31m  red"


def test_display_name_is_composed_and_trimmed() -> None:
    assert display_name("  Cafe\u0301 ") == "Caf\u00e9"


def test_display_name_of_only_spaces_is_a_question_mark() -> None:
    assert display_name("   ") == "?"
    assert display_name("\n\t") == "?"


@given(ANY_NAME)
def test_text_to_store_and_show_is_one_clean_line(name: str) -> None:
    text = display_name(name)
    assert text
    assert text == text.strip()
    assert unicodedata.is_normalized("NFC", text)
    assert not any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text)
    text.encode()


def test_plain_text_may_be_empty() -> None:
    assert plain_text("\0\0") == ""


def test_printable_escapes_what_moves_the_cursor_or_turns_the_text() -> None:
    assert printable("a\nb\x1b[2J") == r"a\nb\x1b[2J"
    assert printable("photo\u202egpj.exe\u2066") == r"photo\u202egpj.exe\u2066"
    assert printable(os.fsdecode(b"caf\xe9")) == r"caf\xe9"
    assert printable("\ud800") == r"\ud800"


def test_printable_leaves_ordinary_text_alone() -> None:
    assert printable("Rom 2024, Café 🏛 日本") == "Rom 2024, Café 🏛 日本"


@given(ANY_NAME)
def test_printable_is_always_one_line_that_can_be_encoded(name: str) -> None:
    line = printable(name)
    assert len(line.splitlines()) == 1
    line.encode()
    assert not set(line) & set(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))


def test_names_sort_by_their_numbers() -> None:
    names = ["IMG_10.jpg", "IMG_2.jpg", "IMG_1.jpg", "IMG_002b.jpg", "img_3.jpg"]
    assert sorted(names, key=sort_key) == [
        "IMG_1.jpg",
        "IMG_2.jpg",
        "IMG_002b.jpg",
        "img_3.jpg",
        "IMG_10.jpg",
    ]


def test_numbers_of_any_length_sort_by_value() -> None:
    long, longer = "9" * 40, "1" + "0" * 40
    assert sort_key("a" + long) < sort_key("a" + longer)
    assert sort_key("a0") < sort_key("a1")


def test_accented_letters_sort_right_behind_their_letter() -> None:
    names = ["Zoo", "Édith", "Frida", "Emil", "E\u0301dith 2"]
    assert sorted(names, key=sort_key) == ["Emil", "Édith", "E\u0301dith 2", "Frida", "Zoo"]


def test_case_and_padding_do_not_change_the_order() -> None:
    assert sort_key("IMG_007.JPG") == sort_key("img_7.jpg")


def test_twins_of_composed_and_decomposed_letters_have_different_keys() -> None:
    assert sort_key("\u00e9.jpg") != sort_key("e\u0301.jpg")


@given(ANY_NAME | NUMBERED, ANY_NAME | NUMBERED)
def test_equal_keys_mean_names_that_differ_in_case_or_padding_only(one: str, other: str) -> None:
    def bare(name: str) -> str:
        return re.sub("[0-9]+", lambda digits: f"<{int(digits[0])}>", name.casefold())

    assert (sort_key(one) == sort_key(other)) == (bare(one) == bare(other))


def test_slug_keeps_letters_and_digits_of_any_script() -> None:
    assert slug("Italy 2024") == "italy-2024"
    assert slug("Łódź & Gdańsk — май!") == "łódź-gdańsk-май"
    assert slug("日本の旅") == "日本の旅"
    assert slug("हिन्दी") == "हिन्दी"


def test_slug_has_single_hyphens_none_at_the_ends_and_at_most_sixty_characters() -> None:
    assert slug("--a / ../ b?#%--") == "a-b"
    assert slug("?!") == ""
    assert slug("x" * 59 + " yz") == "x" * 59
    assert len(slug("long " * 50)) <= 60


@given(ANY_NAME)
def test_slug_is_safe_in_a_url_and_stable(title: str) -> None:
    part = slug(title)
    assert len(part) <= 60
    assert "--" not in part
    assert part == part.strip("-")
    assert not set(part) & set("/?#%. \\\0")
    part.encode()

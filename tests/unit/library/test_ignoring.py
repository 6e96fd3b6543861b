import os
import time
from pathlib import Path

import pytest

from bviewer.library.ignoring import IGNORE_FILE, LONGEST_FILE, NO_RULES, Rules
from bviewer.library.listing import by_name
from bviewer.library.tree import Library
from tests.pictures import write


def rules(text: str, base: str = "") -> Rules:
    found, problems = NO_RULES.adding(text, "you", base)
    assert problems == []
    return found


@pytest.mark.parametrize(
    ("line", "path", "expected"),
    [
        ("draft", "draft", True),
        ("draft", "a/b/DRAFT", True),
        ("draft", "drafts", False),
        ("Entw\u00fcrfe", "a/entwu\u0308rfe", True),
        ("*_raw", "x_RAW", True),
        ("*.tif", "a/1.TIF", True),
        ("IMG_????.jpg", "img_1234.jpg", True),
        ("IMG_????.jpg", "img_12345.jpg", False),
        ("[ab]x", "bx", True),
        ("[!ab]x", "bx", False),
        ("[]x]", "]", True),
        ("/top", "top", True),
        ("/top", "a/top", False),
        ("a/*/raw", "a/b/raw", True),
        ("a/*/raw", "a/b/c/raw", False),
        ("a/*", "a/b", True),
        ("a/*", "a/b/c", False),
        ("\\#x", "#x", True),
        ("\\!x", "!x", True),
        ("a.c", "abc", False),
        ("(x)+$", "(x)+$", True),
    ],
)
def test_lines_mean_names_and_paths(line: str, path: str, expected: bool) -> None:
    folder, _slash, name = path.rpartition("/")
    reason = rules(line).reason(folder, name, is_folder=True)
    assert reason == (f"{line} of you" if expected else None)


def test_a_slash_behind_a_name_is_for_folders_alone() -> None:
    assert rules("raw/").reason("a", "raw", is_folder=True)
    assert rules("raw/").reason("a", "raw", is_folder=False) is None


def test_a_path_is_below_the_folder_that_says_it() -> None:
    found = rules("raw/x", "a/b")
    assert found.reason("a/b/raw", "x", is_folder=True)
    assert found.reason("raw", "x", is_folder=True) is None


def test_comments_and_empty_lines_say_nothing() -> None:
    assert rules("\ufeff# drafts\r\n\n  \n#recycle\n") == NO_RULES


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[ab", "a bracket is not closed"),
        ("x[]", "a bracket is not closed"),
        ("!keep", "exceptions are not understood"),
        ("a/**/b", "** is not understood; a name without a slash counts at any depth"),
        ("../other", "not a plain name or path"),
        ("a//b", "not a plain name or path"),
        ("/", "not a plain name or path"),
        ("x" * 256, "longer than 255 characters"),
    ],
)
def test_a_broken_line_is_told_and_the_others_hold(line: str, reason: str) -> None:
    found, problems = NO_RULES.adding(f"one\n{line}\ntwo", "you")
    assert problems == [f"line 2: {line}: {reason}"]
    assert found.reason("", "one", is_folder=True)
    assert found.reason("", "two", is_folder=True)


def test_many_stars_take_no_time() -> None:
    found = rules("*a" * 100 + "b")
    begun = time.process_time()
    assert found.reason("", "a" * 255, is_folder=True) is None
    assert time.process_time() - begun < 1


@pytest.fixture
def library(tmp_path: Path) -> Library:
    for path in ("1.jpg", "draft.jpg", "a/draft.jpg", "a/raw/2.jpg", "b/a/raw/3.jpg"):
        write(tmp_path / path, b"x")
    return Library(tmp_path)


def files(library: Library, start: str = "") -> list[str]:
    return [
        f"{listing.path}/{file.name}".lstrip("/")
        for listing in library.walk(start)
        for file in sorted(listing.files, key=by_name)
    ]


def test_a_file_in_a_folder_counts_there_and_below(library: Library) -> None:
    (library.root / "a" / IGNORE_FILE).write_text("DRAFT.*\nraw/\n")
    assert files(library) == ["1.jpg", "draft.jpg", "b/a/raw/3.jpg"]
    assert library.why_ignored("a/raw") == f"raw/ of a/{IGNORE_FILE}"
    assert library.why_ignored("b/a/raw") is None


def test_it_counts_also_where_a_walk_begins_below_it(library: Library) -> None:
    (library.root / IGNORE_FILE).write_text("draft.*\n/a/raw\n")
    assert files(library, "a") == []
    assert files(library, "b/a") == ["b/a/raw/3.jpg"]
    assert [part.reason for listing in library.walk("a") for part in listing.ignored] == [
        f"draft.* of {IGNORE_FILE}",
        f"/a/raw of {IGNORE_FILE}",
    ]


def test_paths_are_those_of_the_gallery_whose_rules_they_are(library: Library) -> None:
    home = library.subtree("b").ignoring(rules("a/raw"))
    assert files(home) == []
    assert files(library.ignoring(rules("a/raw"))) == ["1.jpg", "draft.jpg", "a/draft.jpg",
                                                       "b/a/raw/3.jpg"]  # fmt: skip
    (library.root / IGNORE_FILE).write_text("raw")
    assert files(library.subtree("b")) == ["a/raw/3.jpg"]


def test_a_broken_line_of_a_file_is_told_once(library: Library) -> None:
    (library.root / "a" / IGNORE_FILE).write_text("[\ndraft.jpg")
    skipped = [part for listing in library.walk() for part in listing.skipped]
    assert skipped == [(f"a/{IGNORE_FILE}", "line 1: [: a bracket is not closed")]
    assert "a/draft.jpg" not in files(library)


@pytest.mark.parametrize("kind", ["link", "folder", "pipe", "long"])
def test_where_nobody_can_know_what_to_pass_over_nothing_is_read(
    library: Library, kind: str
) -> None:
    path = library.root / "a" / IGNORE_FILE
    match kind:
        case "link":
            path.symlink_to("/etc/hosts")
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "long":
            path.write_bytes(b"x\n" * LONGEST_FILE)
    listings = {listing.path: listing for listing in library.walk()}
    assert (listings["a"].readable, listings["a"].files) == (False, [])
    assert IGNORE_FILE in listings["a"].skipped[0].reason
    assert [listing.readable for listing in library.walk("a/raw")] == [False]
    assert listings["b"].readable


def test_names_that_are_no_text_can_be_named(tmp_path: Path) -> None:
    library = Library(tmp_path)
    odd = os.fsdecode(b"bad\xff.jpg")
    write(tmp_path / odd, b"x")
    (tmp_path / IGNORE_FILE).write_bytes(b"bad\xff.jpg\n")
    assert files(library) == []

import pytest

from bviewer.library.formats import (
    CLIPS,
    DEMUXERS,
    FORMATS,
    HEAD_LENGTH,
    PICTURES,
    SUPPORTED,
    ending_of,
    format_of,
    is_clip,
    is_listed,
    picture_type,
)
from tests import pictures
from tests.clips import KINDS, clip


def test_the_list_is_what_it_is() -> None:
    """Who adds a format adds it here too, and looks at what browsers make of it."""
    listed = (
        "jpg jpeg jpe jfif jif pjpeg mpo png apng gif webp tif tiff avif avifs heic heics heif hif "
        "dng nef nrw arw sr2 pef srw 3fr erf dcr kdc cr2 cr3 raf orf rw2 rwl iiq jxl "
        "mp4 m4v mov webm 3gp avi mkv mts"
    )
    assert sorted(FORMATS) == sorted(listed.split())
    assert len({form.media_type for form in SUPPORTED}) == len(SUPPORTED)
    assert all(form.media_type.startswith("image/") for form in PICTURES)
    assert all(form.media_type.startswith("video/") for form in CLIPS)
    assert DEMUXERS == ("mov", "matroska", "avi", "mpegts")  # None of them opens another file.
    assert not any("svg" in form.media_type for form in SUPPORTED)


def test_extensions_count_in_any_case() -> None:
    assert is_listed("a.jpg", FORMATS)
    assert is_listed("A.JPEG", FORMATS)
    assert is_listed("x.y.HeiC", FORMATS)


def test_other_names_are_not_listed() -> None:
    for name in ("a.xmp", "jpg", "a.jpg.txt", "a.", "a", ".jpg", "a.m3u8", "a.ts"):
        assert not is_listed(name, FORMATS)


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a.RAF", ".raf"),
        ("a.b.xmp", ".xmp"),
        ("notes", ""),
        (".hidden", ""),
        ("a.", ""),
        ("Mr. and Mrs. Smith", ""),
        ("from 12.04.2021 on", ""),
        ("a.\u00e9t\u00e9", ""),
        ("a.123456789", ""),
    ],
)
def test_the_ending_of_a_name_is_what_may_be_an_extension(name: str, ending: str) -> None:
    assert ending_of(name) == ending


def test_the_operator_may_narrow_the_formats() -> None:
    assert not is_listed("a.tif", frozenset({"jpg"}))


@pytest.mark.parametrize("extension", KINDS)
def test_a_clip_is_known_by_what_it_begins_with(extension: str) -> None:
    head = clip(extension)[:HEAD_LENGTH]
    form = format_of(head)
    assert form in CLIPS
    assert form is not None
    assert extension in form.extensions
    assert is_clip(head, "a.jpg")


@pytest.mark.parametrize("decoder", pictures.EXTENSIONS)
def test_a_picture_is_no_clip_whatever_it_is_called(decoder: str) -> None:
    head = pictures.picture(decoder, 24, 16)[:HEAD_LENGTH]
    assert format_of(head) in PICTURES
    assert not is_clip(head, "a.mp4")


@pytest.mark.parametrize(
    "brand", [b"heic", b"hevc", b"heim", b"hevx", b"mif1", b"msf1", b"miaf", b"crx "]
)
def test_containers_of_pictures_are_no_clips(brand: bytes) -> None:
    assert format_of(b"\0\0\0\x20ftyp" + brand + bytes(400)) not in CLIPS


@pytest.mark.parametrize(
    "word", [b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"ftypqt  "]
)
def test_quicktime_begins_with_any_of_its_parts(word: bytes) -> None:
    form = format_of(b"\0\0\0\x08" + word)
    assert form is not None
    assert form.media_type == "video/quicktime"


def test_mpeg_is_told_by_more_than_a_letter() -> None:
    assert format_of(b"GIG" + bytes(400)) is None
    assert format_of(b"\0\0\0\0GIG" + bytes(400)) is None


def test_what_begins_with_nothing_known_is_what_it_is_called() -> None:
    assert is_clip(b"", "a.MP4")
    assert is_clip(b"#EXTM3U", "a.mts")
    assert not is_clip(b"", "a.jpg")


def test_a_picture_has_the_type_that_its_name_says() -> None:
    told = {name: picture_type(name) for name in ("a.JPG", "b.c.heif", "b.heic", "b.hif", "c.tif")}
    assert [*told.values()] == [
        *("image/jpeg", "image/heif", "image/heic", "image/heic", "image/tiff")
    ]
    assert {picture_type(name) for name in ("a.mp4", "a", "")} == {None}

import io
import json
import time
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bviewer.library.facts import FileFacts, TimeSource, guess_facts, read_facts
from bviewer.library.precision import Precision
from tests import pictures
from tests.examples import examples

ROME = ZoneInfo("Europe/Rome")
MTIME_NS = 1_700_000_000_000_000_000
SPECIMENS = {
    decoder: pictures.picture(
        decoder, 24, 16, exif=b"" if decoder == "GIF" else pictures.camera_exif(thumbnail=False)
    )
    for decoder in pictures.EXTENSIONS
}

known_tags = st.sampled_from(
    [
        0x0110,
        0x0112,
        0x0132,
        0x829A,
        0x829D,
        0x8769,
        0x8825,
        0x8827,
        0x9003,
        0x9004,
        0x9011,
        0x9291,
        0x920A,
    ]
)
entries = st.builds(
    pictures.Entry,
    tag=known_tags | st.integers(0, 0x1F) | st.integers(0, 0xFFFF),
    type=st.integers(0, 14),
    count=st.integers(0, 8) | st.sampled_from([999, 1000, 2**31, 2**32 - 1]),
    raw=st.binary(max_size=40)
    | st.sampled_from(
        [b"2024:06:13 14:25:01\0", b"0000:00:00 00:00:00\0", b"N\0", bytes(24), b"\xff" * 24]
    ),
)
directories = st.lists(entries, max_size=8)


def _facts(data: bytes, name: str = "a.jpg") -> FileFacts:
    return read_facts(io.BytesIO(data), name, MTIME_NS, ROME)


def _assert_sane(facts: FileFacts) -> None:
    assert 1826 <= facts.time.year <= datetime.now(UTC).year + 1
    assert facts.time.tzinfo is None
    assert facts.offset_minutes is None or -720 <= facts.offset_minutes <= 840
    assert (facts.width is None) == (facts.height is None) == (facts.problem is not None)
    assert facts.width is None or min(facts.width, facts.height or 0) > 0
    assert ("latitude" in facts.camera) == ("longitude" in facts.camera)
    latitude = facts.camera.get("latitude", 0)
    assert isinstance(latitude, int | float)
    assert abs(latitude) <= 90
    json.dumps(facts.camera, allow_nan=False)
    for value in facts.camera.values():
        assert not isinstance(value, str) or 0 < len(value) <= 200
        assert not any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in str(value))


@pytest.mark.parametrize("decoder", [decoder for decoder in SPECIMENS if decoder != "GIF"])
def test_every_format_tells_the_same_facts(decoder: str) -> None:
    facts = _facts(SPECIMENS[decoder])
    assert (facts.width, facts.height, facts.problem) == (24, 16, None)
    assert facts.time == datetime(2024, 6, 13, 14, 25, 1, 123_000)
    assert (facts.offset_minutes, facts.time_source) == (120, TimeSource.EXIF)
    assert facts.camera["model"] == "NIKON D750"
    assert facts.camera["latitude"] == 41.89


def test_a_picture_without_metadata_has_the_time_of_its_name_or_file() -> None:
    facts = _facts(pictures.picture("GIF", 24, 16), "IMG_20240613_142501.gif")
    assert (facts.time, facts.time_source) == (datetime(2024, 6, 13, 14, 25, 1), TimeSource.NAME)
    assert _facts(pictures.jpeg()) == FileFacts(
        120,
        80,
        datetime(2023, 11, 14, 23, 13, 20),
        None,
        TimeSource.MTIME,
        {},
        None,
        precision=Precision.FILE,
    )


def test_files_that_cannot_be_shown_have_a_reason_and_a_time() -> None:
    for data, problem in (
        (b"", "the file is empty"),
        (b"this is text", "not a picture in a supported format"),
        (
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
            "not a picture in a supported format",
        ),
    ):
        facts = _facts(data, "2024-06-13.jpg")
        assert facts.problem == problem
        assert facts.time == datetime(2024, 6, 13)
        _assert_sane(facts)


@pytest.mark.parametrize("kind", pictures.hostile_exif())
@pytest.mark.parametrize("decoder", ["JPEG", "PNG", "WEBP"])
def test_no_picture_is_lost_because_of_its_metadata(decoder: str, kind: str) -> None:
    data = pictures.picture(decoder, 24, 16, exif=pictures.hostile_exif()[kind])
    started = time.process_time()
    facts = _facts(data)
    assert time.process_time() - started < 1
    assert (facts.width, facts.height, facts.problem) == (24, 16, None)
    _assert_sane(facts)


@pytest.mark.parametrize("name", ["IMG_20240613_142501.jpg", "a.jpg"])
def test_facts_are_guessed_as_those_of_a_file_that_tells_nothing(name: str) -> None:
    facts = guess_facts(b"", name, MTIME_NS, ROME, "it crashed")
    assert facts == replace(read_facts(io.BytesIO(b""), name, MTIME_NS, ROME), problem="it crashed")


def test_the_position_of_the_file_does_not_matter() -> None:
    file = io.BytesIO(pictures.jpeg(exif=pictures.camera_exif()))
    file.read(100)
    assert read_facts(file, "a.jpg", MTIME_NS, ROME).time_source == TimeSource.EXIF


def test_names_that_are_not_utf_8_are_no_obstacle() -> None:
    assert _facts(pictures.jpeg(), "\udcff2024-06-13.jpg").time == datetime(2024, 6, 13)


@examples(100)
@given(image=directories, exif=directories, gps=directories, following=st.integers(0, 200))
def test_any_exif_gives_sane_facts(
    image: list[pictures.Entry],
    exif: list[pictures.Entry],
    gps: list[pictures.Entry],
    following: int,
) -> None:
    block = pictures.exif_block(image, exif, gps, next_directory=following)
    facts = _facts(pictures.jpeg(24, 16, exif=block))
    assert facts.problem is None
    assert {facts.width, facts.height} == {24, 16}
    _assert_sane(facts)


@examples(50)
@given(image=directories, exif=directories)
def test_any_tags_of_a_tiff_give_sane_facts(
    image: list[pictures.Entry], exif: list[pictures.Entry]
) -> None:
    _assert_sane(_facts(pictures.tiff(image=image, exif=exif)))


@examples(150)
@given(
    decoder=st.sampled_from(list(SPECIMENS)),
    places=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=12),
    length=st.floats(0.01, 1),
)
def test_any_damage_gives_sane_facts(
    decoder: str, places: list[tuple[float, int]], length: float
) -> None:
    data = bytearray(SPECIMENS[decoder])
    for place, byte in places:
        data[int(place * len(data))] = byte
    _assert_sane(_facts(pictures.truncated(bytes(data), length)))


@examples(100)
@given(st.binary(max_size=300))
def test_any_bytes_give_sane_facts(data: bytes) -> None:
    _assert_sane(_facts(data))
    _assert_sane(_facts(b"\xff\xd8\xff\xe1" + data))

import struct

from bviewer.library.iptc import CAPTION, CLOCK, DAY, TITLE, moment_text, read_iptc


def record(number: int, value: bytes, kind: int = 2) -> bytes:
    return struct.pack(">BBBH", 0x1C, kind, number, len(value)) + value


def test_texts_are_utf_8_or_what_windows_had() -> None:
    block = record(TITLE, "Zürich".encode()) + record(CAPTION, "Zürich".encode("cp1252"))
    assert read_iptc(block) == {TITLE: ["Zürich"], CAPTION: ["Zürich"]}


def test_as_much_is_read_of_a_damaged_block_as_is_there() -> None:
    assert read_iptc(record(TITLE, b"a") + record(CAPTION, b"long")[:-1]) == {TITLE: ["a"]}
    assert read_iptc(record(TITLE, b"a") + b"\x1c\x02\x05\xff\xff") == {TITLE: ["a"]}
    assert read_iptc(b"no record") == {}


def test_records_are_found_among_resources_of_photoshop() -> None:
    block = b"8BIM\x04\x04\0\0\0\0\0\x1c" + record(TITLE, b"a")
    assert read_iptc(block) == {TITLE: ["a"]}


def test_a_day_may_have_a_time() -> None:
    assert moment_text({DAY: ["20200506"]}, DAY, CLOCK) == "2020-05-06"
    assert moment_text({DAY: ["20200500"]}, DAY, CLOCK) == "2020-05"
    both = {DAY: ["20200506"], CLOCK: ["070809+0200"]}
    assert moment_text(both, DAY, CLOCK) == "2020-05-06 07:08:09+0200"

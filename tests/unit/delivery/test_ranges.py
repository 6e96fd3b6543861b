import time
import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bviewer.delivery.ranges import (
    MAX_HEADER_LENGTH,
    ByteRange,
    UnsatisfiableRangeError,
    parse_range,
)

SIZE = 1000


@pytest.mark.parametrize(
    ("header", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, 1000),
        ("bytes=10-19", 10, 20),
        ("bytes=999-", 999, 1000),
        ("bytes=990-5000", 990, 1000),
        ("bytes=-1", 999, 1000),
        ("bytes=-1000", 0, 1000),
        ("bytes=-5000", 0, 1000),
        ("BYTES=1-2", 1, 3),
        ("bytes= 1 - 2 ", 1, 3),
        ("bytes=0-" + "9" * (MAX_HEADER_LENGTH - 8), 0, 1000),
    ],
)
def test_a_range_within_the_file_is_resolved(header, start, stop):
    assert parse_range(header, SIZE) == ByteRange(start, stop)
    assert len(parse_range(header, SIZE)) == stop - start


@pytest.mark.parametrize(
    "header",
    ["bytes=1000-", "bytes=1000-1001", "bytes=-0", "bytes=" + "9" * 200 + "-"],
)
def test_a_range_outside_the_file_is_unsatisfiable(header):
    with pytest.raises(UnsatisfiableRangeError):
        parse_range(header, SIZE)


@pytest.mark.parametrize(
    "header",
    ["bytes=-", "bytes=--5", "bytes=abc", "bytes=5", "bytes=5-3", "bytes=1-2-3", "bytes=+1-2",
     "bytes=- 5", "bytes=\xb2-5", "bytes=0x1-2", "bytes= "],
)  # fmt: skip
def test_a_malformed_single_range_is_unsatisfiable_as_in_nginx(header):
    with pytest.raises(UnsatisfiableRangeError):
        parse_range(header, SIZE)


@pytest.mark.parametrize(
    "header",
    ["", "bytes", "bytes=", "bytes 0-5", "items=0-5", "0-5", "bytes=0-1,2-3", "bytes=,0-1",
     "bytes=0-0,garbage", "bytes=" + "0" * 255 + "-"],
)  # fmt: skip
def test_other_units_many_ranges_and_long_headers_are_ignored(header):
    assert parse_range(header, SIZE) is None


@given(st.text(st.sampled_from("0123456789-, bytes=\xe9")), st.integers(1, 2**63))
def test_whatever_follows_the_unit_gives_a_part_of_the_file_or_no_range(specs, size):
    try:
        part = parse_range("bytes=" + specs, size)
    except UnsatisfiableRangeError:
        return
    assert part is None or 0 <= part.start < part.stop <= size


def test_ten_thousand_ranges_cost_nothing():
    header = "bytes=" + ",".join(f"{n}-{n}" for n in range(10_000))
    assert parse_range(header, SIZE) is None
    costs = timeit.repeat(
        lambda: parse_range(header, SIZE), number=1, repeat=5, timer=time.thread_time
    )
    assert min(costs) < 0.01

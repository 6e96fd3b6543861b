import pytest

from bviewer.cli.amounts import counted, readable_bytes


@pytest.mark.parametrize(
    ("size", "text"),
    [
        *((0, "0 bytes"), (1023, "1023 bytes"), (1024, "1.0 KB"), (1536, "1.5 KB")),
        *((1024**2, "1.0 MB"), (20 * 1024**3, "20.0 GB"), (1024**4, "1.0 TB")),
        *((1024**2 - 1, "1.0 MB"), (5000 * 1024**4, "5,000.0 TB")),
    ],
)
def test_a_size_is_said_in_the_largest_unit_that_fits(size, text):
    assert readable_bytes(size) == text


def test_numbers_are_for_people_and_for_programs():
    assert counted(1234, 1536) == "1,234 files, 1.5 KB (1,536 bytes)"
    assert counted(0, 0) == "0 files, 0 bytes"

"""The file that decoders read remembers what its storage did."""

import errno
import io

import pytest

from bviewer.renditions.source import Continued, SourceFile


class FailingFile(io.BytesIO):
    def read(self, size=-1):
        raise OSError(errno.EIO, "Input/output error")


def test_reading_seeking_and_telling():
    source = SourceFile(io.BytesIO(b"0123456789"))
    assert source.read(2) == b"01"
    assert source.seek(-2, io.SEEK_END) == source.tell() == 8
    assert source.read() == b"89"
    assert source.error is None


def test_the_first_error_is_remembered():
    source = SourceFile(FailingFile())
    with pytest.raises(OSError, match="error") as first:
        source.read()
    with pytest.raises(OSError, match="error"):
        source.read()
    assert source.error is first.value


def test_it_has_no_descriptor_to_read_behind_its_back():
    assert not hasattr(SourceFile(io.BytesIO()), "fileno")


def test_a_file_goes_on_behind_its_end():
    longer = Continued(io.BytesIO(b"0123"), b"456")
    assert longer.read() == b"0123456"
    assert longer.read() == longer.read(5) == b""
    assert (longer.seek(2), longer.read(3), longer.tell()) == (2, b"234", 5)
    assert (longer.seek(-1, io.SEEK_CUR), longer.read(9)) == (4, b"456")
    assert (longer.seek(-4, io.SEEK_END), longer.read(2), longer.read(2)) == (3, b"34", b"56")
    assert (longer.seek(9), longer.read(2)) == (9, b"")

"""The file that decoders read remembers what its storage did."""

import errno
import io

import pytest

from bviewer.renditions.source import SourceFile


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

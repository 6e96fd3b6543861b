import errno
import io

import pytest

from bviewer.library.bounded import BoundedReader, BudgetSpentError


class BrokenDisk(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        raise OSError(errno.EIO, "Input/output error")


def test_reads_as_the_file_does() -> None:
    reader = BoundedReader(io.BytesIO(b"abcdef"))
    assert reader.read(2) == b"ab"
    reader.seek(4)
    assert (reader.tell(), reader.read()) == (4, b"ef")


def test_the_number_of_reads_is_bounded() -> None:
    reader = BoundedReader(io.BytesIO(b"abcdef"), reads=3)
    for _ in range(3):
        reader.read(1)
    with pytest.raises(BudgetSpentError):
        reader.read(1)


def test_the_number_of_bytes_is_bounded() -> None:
    reader = BoundedReader(io.BytesIO(bytes(100)), size=50)
    reader.read(40)
    with pytest.raises(BudgetSpentError):
        reader.read(11)
    with pytest.raises(BudgetSpentError):
        reader.read()


def test_asking_for_more_than_there_is_costs_what_there_is() -> None:
    reader = BoundedReader(io.BytesIO(bytes(100)), size=150)
    assert len(reader.read(10**9)) == 100


def test_a_spent_budget_stays_spent_and_is_no_error_of_the_storage() -> None:
    reader = BoundedReader(io.BytesIO(bytes(100)), reads=0)
    for _ in range(2):
        with pytest.raises(BudgetSpentError):
            reader.read(1)
    reader.raise_storage_error()


def test_an_error_of_the_storage_is_remembered() -> None:
    reader = BoundedReader(BrokenDisk())
    with pytest.raises(OSError, match="Input/output"):
        reader.read(1)
    with pytest.raises(OSError, match="Input/output"):
        reader.raise_storage_error()

"""What the kernel tells of folders; what is made of it is proven where they are watched."""

import errno
import os

import pytest

from bviewer.library.notifying import Notifier


def test_what_is_closed_is_told_of_nothing_by_a_file_that_got_its_number(tmp_path):
    closed = Notifier()
    closed.close()
    other = Notifier()
    folder = os.open(tmp_path, os.O_RDONLY)
    with pytest.raises(OSError, match=os.strerror(errno.EBADF)):
        closed.add(folder)
    (tmp_path / "new").touch()
    assert list(other.events()) == []
    os.close(folder)
    other.close()

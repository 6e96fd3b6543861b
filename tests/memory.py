"""Where tests write: into memory if there is room, since a disk has many small files wait."""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH = 4 << 30  # Bytes free; all of the tests together need less than one GB at a time.


def write_into_memory() -> None:
    """Have temporary folders lie in memory from now on, unless TMPDIR says where."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    if shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

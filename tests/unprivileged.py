"""Running a check as somebody whom the permissions of files stop."""

import ctypes
import os
import shutil
import struct
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534
PR_SET_DUMPABLE, PR_CAPBSET_DROP = 4, 24  # From Linux's prctl(2).
CAPABILITY_VERSION_3 = 0x20080522  # From its capset(2).

LIBC = ctypes.CDLL(None, use_errno=True)


@contextmanager
def reachable_folder() -> Iterator[Path]:
    """A temporary folder that everybody may enter; those of pytest are closed to others."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for path in (folder, *folder.rglob("*")):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)
        shutil.rmtree(folder)


def unprivileged(check: Callable[[], None]) -> None:
    """Run `check` as a user whom permissions stop; root forks a child that becomes nobody.

    Nobody may be kept out of our own code, so it can use what is loaded already and nothing else.
    """
    run_as(become_nobody, check)


def without_capabilities(check: Callable[[], None]) -> None:
    """Run `check` as a user whom permissions stop; root forks a child that gives up its rights.

    It is still the owner of what root owns, our own code for instance.
    """
    run_as(give_up_capabilities, check)


def become_nobody() -> None:
    """Be another user from now on."""
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    LIBC.prctl(PR_SET_DUMPABLE, 1)  # Else its own /proc is closed to it.


def give_up_capabilities() -> None:
    """Be root in name only from now on, also after an exec."""
    for capability in range(64):
        LIBC.prctl(PR_CAPBSET_DROP, capability)
    assert LIBC.capset(struct.pack("Ii", CAPABILITY_VERSION_3, 0), bytes(24)) == 0


def run_as(become: Callable[[], None], check: Callable[[], None]) -> None:
    """Run `check` in a child that becomes somebody else, if we are root."""
    if os.geteuid() != 0:
        check()
        return
    with warnings.catch_warnings(action="ignore"):  # Python 3.12 warns where there are threads.
        child = os.fork()
    if child == 0:
        status = 1
        try:
            become()
            check()
            status = 0
        except BaseException:  # noqa: BLE001 - the child must not go on with the tests.
            traceback.print_exc()
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0


def give_to_nobody(folder: Path, *, but: str) -> None:
    """Let the unprivileged user write a folder and all that is in it, but for one subfolder."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            if not path.is_relative_to(folder / but):
                os.chown(path, NOBODY, NOBODY)

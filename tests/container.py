"""A container as engines run one, out of what Linux has: namespaces, mounts, a user without rights.

The image is made by buildah; its files, environment and command are what an engine would take.
"""

import ctypes
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.lifetimes import LIBC
from tests.processes import PATIENCE, Answer, Program, children, wait_until

CLONE_NEWNET = 0x40000000  # From Linux's sched.h.
USER = "4711:4712"  # Nobody whom the image knows.
PORT = 6543

# Arguments: the files of the image, photographs, data, and a command. What is mounted is seen in
# here only, and gone with the last process.
INSIDE = f"""
set -eu
root=$1 photos=$2 data=$3
shift 3
mount --bind "$root" "$root"
mount --bind "$photos" "$root/photos"
mount -o remount,bind,ro "$root/photos"
mount --bind "$data" "$root/data"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"
mount -o remount,bind,ro "$root"
ip link set lo up
exec setpriv --no-new-privs chroot --userspec={USER} --groups= "$root" /usr/bin/env -i "$@"
"""


class Image:
    """What buildah has made."""

    def __init__(self, name: str) -> None:
        self.container = run("buildah", "from", name)
        self.root = Path(run("buildah", "mount", self.container))
        config = json.loads(run("buildah", "inspect", "--type", "image", name))["Docker"]["config"]
        self.config: dict[str, Any] = config

    @property
    def size(self) -> int:
        """The bytes of all its files."""
        return int(run("du", "--summarize", "--bytes", str(self.root)).split()[0])

    def remove(self) -> None:
        """Leave the image, and nothing that was made of it."""
        run("buildah", "rm", self.container)


class Container(Program):
    """The image, running over a folder of photographs and one of data, on its own network."""

    def __init__(self, image: Image, photos: Path, data: Path, folder: Path, *words: str) -> None:
        """`words` go behind the command of the image."""
        command = [*image.config["Entrypoint"], *image.config["Cmd"], *words]
        unshared = ["unshare", "--mount", "--pid", "--net", "--fork", "--kill-child"]
        inside = ["sh", "-c", INSIDE, "inside", str(image.root), str(photos), str(data)]
        super().__init__([*unshared, *inside, *image.config["Env"], *command], folder, PORT)
        self._image = image

    @property
    def first(self) -> int:
        """Its process 1, by its number out here."""
        wait_until(lambda: children(self.pid), "process 1")
        return children(self.pid)[0]

    def execute(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command in it, by the same user."""
        enter = ["nsenter", "--target", str(self.first), "--mount", "--pid", "--net"]
        chroot = ["chroot", f"--userspec={USER}", "--groups=", str(self._image.root)]
        command = [*enter, *chroot, "/usr/bin/env", "-i", *self._image.config["Env"], *words]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def ask(self, method: str, path: str, headers: dict[str, str], body: str = "") -> Answer:
        """Send a request to the server, from within its network."""
        connection = HTTPConnection("localhost", self.port, timeout=PATIENCE)
        try:
            with network_of(self.first):
                connection.connect()
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()


@contextmanager
def started(container: Container) -> Iterator[Container]:
    """Leave nothing of a container behind."""
    try:
        yield container
    finally:
        container.close()


@contextmanager
def network_of(process: int) -> Iterator[None]:
    """Make sockets in the network of another process; they stay there."""
    with open("/proc/self/ns/net") as ours, open(f"/proc/{process}/ns/net") as theirs:  # noqa: PTH123
        enter(theirs.fileno())
        try:
            yield
        finally:
            enter(ours.fileno())


def enter(namespace: int) -> None:
    """Let this thread be in a namespace of the network."""
    if LIBC.setns(namespace, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


def run(*command: str) -> str:
    """Run a command; returns what it says."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()

"""A container as engines run one, out of what Linux has: namespaces, mounts, a user without rights.

The image is made by buildah; its files, environment and command are what an engine would take.
"""

import ctypes
import json
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import yaml

from tests.lifetimes import LIBC
from tests.processes import PATIENCE, ROOT, Answer, Program, children, wait_until

CLONE_NEWNET = 0x40000000  # From Linux's sched.h.
USER = "4711:4712"  # Nobody whom the image knows.
PORT = 6543

# Argument: the files of the image. What is mounted is seen in here only, and gone with process 1.
BEGIN = """
set -eu
root=$1
shift
mount --bind "$root" "$root"
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"
ip link set lo up
place() {
    mkdir -p "$root${2%/*}"
    if [ -d "$1" ]; then mkdir -p "$root$2"; else touch "$root$2"; fi
    mount --bind "$1" "$root$2"
    [ "$3" = rw ] || mount -o remount,bind,ro "$root$2"
}
"""
END = f"""
mount -o remount,bind,ro "$root"
exec setpriv --no-new-privs chroot --userspec={USER} --groups= "$root" /usr/bin/env -i "$@"
"""


class Service:
    """A container as a compose file describes it, of the image that is described beside it."""

    def __init__(self, file: str, name: str) -> None:
        described = yaml.safe_load((ROOT / file).read_text())["services"][name]
        assert described["read_only"] is True
        assert described["cap_drop"] == ["ALL"]
        assert described["tmpfs"] == "/tmp"
        self.entrypoint: list[str] | None = described.get("entrypoint")
        self.command: list[str] | None = described.get("command")
        self._volumes: list[str] = described["volumes"]

    def mounts(self, sources: dict[str, Path]) -> str:
        """How all of its volumes are mounted, from where the test has them."""
        lines = []
        for volume in self._volumes:
            inside = f"/{volume.removesuffix(':ro').rpartition(':/')[2]}"
            words = (str(sources[inside]), inside, "ro" if volume.endswith(":ro") else "rw")
            lines.append(f"place {shlex.join(words)}")
        return "\n".join(lines)


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

    def __init__(
        self, image: Image, service: Service, sources: dict[str, Path], folder: Path, *words: str
    ) -> None:
        """`sources` has what is mounted, by its name in there; `words` go behind the command."""
        command = [
            *(service.entrypoint or image.config["Entrypoint"]),
            *(service.command or image.config["Cmd"]),
            *words,
        ]
        script = BEGIN + service.mounts(sources) + END
        unshared = ["unshare", "--mount", "--pid", "--net", "--fork", "--kill-child"]
        inside = ["sh", "-c", script, "inside", str(image.root)]
        super().__init__([*unshared, *inside, *image.config["Env"], *command], folder, PORT)
        self._image = image

    @property
    def first(self) -> int:
        """Its process 1, by its number out here, once all is mounted that it is to see."""
        wait_until(lambda: any(map(runs_command, children(self.pid))), "process 1")
        return children(self.pid)[0]

    def execute(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command in it, by the same user, who types something."""
        enter = ["nsenter", "--target", str(self.first), "--mount", "--pid", "--net"]
        chroot = ["chroot", f"--userspec={USER}", "--groups=", str(self._image.root)]
        command = [*enter, *chroot, "/usr/bin/env", "-i", *self._image.config["Env"], *words]
        return subprocess.run(command, input=typed, capture_output=True, text=True, check=False)

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


def runs_command(process: int) -> bool:
    """Tell whether process 1 has made its mounts and runs what it is for."""
    return Path(f"/proc/{process}/comm").read_text().strip() not in {"unshare", "sh"}


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

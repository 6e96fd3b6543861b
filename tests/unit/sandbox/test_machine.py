"""What there is of memory and processors, as control groups of both versions say."""

import os
from pathlib import Path

import pytest

from bviewer.sandbox import machine

MEGABYTE = 1024 * 1024
NO_LIMIT = 9223372036854771712  # As cgroup v1 says it.


class Groups:
    """A tree of control groups, and the place of this process in it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.own = folder / "cgroup", folder / "own"
        self.folder.mkdir()

    def say(self, text: str) -> None:
        """Put this process into groups, as proc(5) tells it."""
        self.own.write_text(text)

    def limit(self, file: str, value: str) -> None:
        """Write a limit."""
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{value}\n")


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Groups:
    """Control groups without limits, on a machine of 16 GiB and four processors."""
    groups = Groups(tmp_path)
    monkeypatch.setattr(machine, "GROUPS", groups.folder)
    monkeypatch.setattr(machine, "OWN_GROUPS", groups.own)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1, 2, 3})
    sizes = {"SC_PHYS_PAGES": 4 * MEGABYTE, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(os, "sysconf", sizes.__getitem__)
    return groups


def test_without_control_groups_it_is_all_of_the_machine(groups: Groups) -> None:
    assert (machine.memory_mb(), machine.processors()) == (16384, 4)


def test_limits_of_version_2(groups: Groups) -> None:
    groups.say("0::/system.slice/bviewer.service\n")
    groups.limit("system.slice/bviewer.service/memory.max", str(512 * MEGABYTE))
    groups.limit("system.slice/bviewer.service/cpu.max", "10000 100000")
    assert (machine.memory_mb(), machine.processors()) == (512, 1)


def test_version_2_may_have_no_limits(groups: Groups) -> None:
    groups.say("0::/user.slice\n")
    groups.limit("user.slice/memory.max", "max")
    groups.limit("user.slice/cpu.max", "max 100000")
    assert (machine.memory_mb(), machine.processors()) == (16384, 4)


def test_a_group_has_no_more_than_those_around_it(groups: Groups) -> None:
    groups.say("0::/outer/inner\n")
    groups.limit("outer/inner/memory.max", str(4096 * MEGABYTE))
    groups.limit("outer/memory.max", str(1024 * MEGABYTE))
    groups.limit("outer/inner/cpu.max", "max 100000")
    groups.limit("outer/cpu.max", "150000 100000")
    assert (machine.memory_mb(), machine.processors()) == (1024, 2)


def test_limits_of_version_1(groups: Groups) -> None:
    groups.say("7:pids:/\n4:memory:/small\n2:cpu,cpuacct:/tenth\n0::/\n")
    groups.limit("memory/small/memory.limit_in_bytes", str(512 * MEGABYTE))
    groups.limit("cpu/tenth/cpu.cfs_quota_us", "10000")
    groups.limit("cpu/tenth/cpu.cfs_period_us", "100000")
    assert (machine.memory_mb(), machine.processors()) == (512, 1)


def test_version_1_may_have_no_limits(groups: Groups) -> None:
    groups.say("4:memory:/\n1:cpu:/\n")
    groups.limit("memory/memory.limit_in_bytes", str(NO_LIMIT))
    groups.limit("cpu/cpu.cfs_quota_us", "-1")
    groups.limit("cpu/cpu.cfs_period_us", "100000")
    assert (machine.memory_mb(), machine.processors()) == (16384, 4)


@pytest.mark.parametrize(
    ("text", "file"),
    [("4:memory:/docker/abc\n", "memory/memory.limit_in_bytes"), ("0::/../abc\n", "memory.max")],
)
def test_a_container_finds_its_limits_where_its_groups_begin(
    groups: Groups, text: str, file: str
) -> None:
    groups.say(text)
    groups.limit(file, str(768 * MEGABYTE))
    assert machine.memory_mb() == 768


def test_a_system_that_hides_its_memory_does_no_harm(
    groups: Groups, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sysconf", lambda _name: -1)
    assert machine.memory_mb() > 1_000_000
    groups.say("0::/\n")
    groups.limit("memory.max", str(512 * MEGABYTE))
    assert machine.memory_mb() == 512


@pytest.mark.parametrize(("memory", "spare"), [(512, 224), (2048, 1760), (128, 64)])
def test_servers_come_before_decoders(
    memory: int, spare: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "memory_mb", lambda: memory)
    machine.spare_mb.cache_clear()
    try:
        assert machine.spare_mb() == spare
    finally:
        machine.spare_mb.cache_clear()

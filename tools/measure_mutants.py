"""Change small things in the code, one at a time, and count how often a test notices.

Usage: python tools/measure_mutants.py [--all] [--workers N] [ROOM …]. Of a room's mutants one in so
many is tried, or each with --all. `mutmut show NAME` shows one that survived, `mutmut run NAME`
tries it again. What is mutated, and which tests judge, is in pyproject.toml (tool.mutmut).
"""

import argparse
import hashlib
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import mutmut.__main__ as mutmut
from mutmut.state import state
from mutmut.workers.isolation import ForkServerRunner

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it.

# One mutant in so many; more where a mistake would show somebody what is closed.
ONE_IN = {"security": 4, "accounts": 4, "queue": 4, "tree": 8, "delivery": 8, "sync": 16}


class Runner(ForkServerRunner):
    """Mutmut's runner, which forgets to begin with the quickest tests, and runs all three times."""

    def run_clean_tests(self, tests: list[str]) -> int:  # noqa: ARG002 - its caller names it.
        """Pass: all tests did, when it was noted which of them call what."""
        return 0

    def run_forced_fail(self) -> int:
        """Fail: that mutants are reached is seen from the kill rates."""
        return 1

    def submit(self, mutant_name: str, tests: list[str], *limits: float) -> None:
        """Queue a mutant for the tests that call its function."""
        tests = sorted(tests, key=lambda test: (state().duration_by_test[test], test))
        super().submit(mutant_name, tests, *limits)


def make_mutants(rooms: list[str]) -> dict[str, Path]:
    """Return the names of all mutants of these rooms, and their files."""
    shutil.rmtree("mutants", ignore_errors=True)
    Path("mutants").mkdir()
    mutmut.copy_src_dir()
    mutmut.copy_also_copy_files()
    mutmut.create_mutants(max_children=1)
    mutants, _ = mutmut.collect_source_file_mutation_data(mutant_names=())
    return {name: data.path for data, name, _ in mutants if data.path.parts[1] in rooms}


def is_drawn(name: str, path: Path) -> bool:
    """Tell whether a mutant is in the sample: the same ones wherever a function is moved to."""
    lines = mutmut.get_diff_for_mutant(name, path=path).splitlines()[2:]
    changed = [line[0] + line[1:].strip() for line in lines if line[0] in "+-"]
    function = name.partition("__mutmut_")[0].rpartition(".")[2]
    digest = hashlib.sha256("\n".join([function, *changed]).encode()).digest()
    return int.from_bytes(digest) % ONE_IN[path.parts[1]] == 0


def try_mutants(names: list[str], workers: int) -> dict[str, str]:
    """Run the tests for each mutant; return what became of it in mutmut's words."""
    mutmut.get_mutant_runner = lambda _workers=1: Runner(workers, mutmut.PytestRunner, {})
    # Killed tests leave their folders behind, and PostgreSQL's user has to get into them. On disks
    # that give inodes again at once, some tests fail.
    memory = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="bviewer-mutants-", dir=memory) as folder:
        Path(folder).chmod(0o755)
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        mutmut._run(names, workers)
    mutants, _ = mutmut.collect_source_file_mutation_data(mutant_names=names)
    return {name: mutmut.status_by_exit_code[code] for _data, name, code in mutants}


def report(outcomes: dict[str, str], paths: dict[str, Path]) -> Iterator[str]:
    """Yield lines: how many were killed in each room, and which were not, or only by the clock."""
    by_room = defaultdict(list)
    for name in sorted(outcomes):
        by_room[paths[name].parts[1]].append(name)
    for room, names in by_room.items():
        alive = [name for name in names if outcomes[name] in {"survived", "no tests"}]
        killed = len(names) - len(alive)
        yield f"\n{room}: {killed} of {len(names)} killed, {killed / len(names):.1%}\n"
        yield from (f"  {outcomes[name]}: {name}\n" for name in names if outcomes[name] != "killed")


def main() -> None:
    """Measure the rooms that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--all", action="store_true", help="take no sample")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("rooms", metavar="ROOM", nargs="*", default=list(ONE_IN))
    options = parser.parse_args()
    paths = make_mutants(options.rooms)
    names = [name for name in paths if options.all or is_drawn(name, paths[name])]
    sys.stdout.writelines(report(try_mutants(names, options.workers), paths))


if __name__ == "__main__":
    main()

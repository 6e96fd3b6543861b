"""A cache comes back to its budget, by removing what was used longest ago and nothing else."""

import errno
import os
import random
import signal
import time
from pathlib import Path

import pytest

from bviewer.renditions import eviction
from bviewer.renditions.cache import IMAGES, gallery_folder
from bviewer.renditions.eviction import EvictionRunning, clear, evict, only_evictor
from tests.unprivileged import reachable_folder, unprivileged

FOLDER = gallery_folder(IMAGES, 7)
MINUTE = 60
HOUR = 3600


@pytest.fixture
def root(tmp_path):
    (tmp_path / "cache" / FOLDER).mkdir(parents=True)
    return tmp_path / "cache"


def put(root: Path, name: str, size: int, age: float, written: float | None = None) -> Path:
    """A file that was last read `age` seconds ago, and written `written` seconds ago."""
    path = root / FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    os.utime(path, (time.time() - age, time.time() - (age if written is None else written)))
    return path


def names(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.is_file() or path.is_symlink())


def test_a_folder_within_its_budget_is_left_alone(root):
    put(root, "Ab/a", 60, 99 * HOUR)
    put(root, "Cd/b", 40, HOUR)
    tally = evict(root, FOLDER, 100)
    assert (tally.files_before, tally.bytes_before, tally.files_removed) == (2, 100, 0)
    assert names(root) == ["a", "b"]


def test_what_was_used_longest_ago_goes_until_the_low_mark(root):
    for number in range(10):
        put(root, f"{number % 3}/f{number}", 11, (number + 1) * HOUR)
    tally = evict(root, FOLDER, 100)
    assert names(root) == [f"f{number}" for number in range(8)]
    assert (tally.files_removed, tally.bytes_removed, tally.bytes_left) == (2, 22, 88)
    assert evict(root, FOLDER, 100).files_removed == 0


def test_what_is_made_on_demand_goes_before_all_others(root):
    for number in range(6):
        put(root, f"{number}-big.jpg", 10, (number + 2) * HOUR)
        put(root, f"{number}-huge.jpg", 10, (number + 2) * MINUTE * 10)
    assert evict(root, FOLDER, 100, first=("-huge.jpg", "-large.jpg")).files_removed == 3
    assert [name for name in names(root) if "big" in name] == [f"{n}-big.jpg" for n in range(6)]
    assert [name for name in names(root) if "huge" in name] == [f"{n}-huge.jpg" for n in range(3)]


def test_what_the_disk_lacks_goes_however_large_the_budget_is(root):
    for number in range(10):
        put(root, f"f{number}", 10, (number + 1) * HOUR)
    assert evict(root, FOLDER, 1000, 25).bytes_left == 70
    assert names(root) == [f"f{number}" for number in range(7)]
    assert evict(root, FOLDER, 65, 5).bytes_left == 50  # The low mark: both are met.
    assert evict(root, FOLDER, 1000, 9999).bytes_left == 0


def test_reading_counts_as_much_as_writing(root):
    put(root, "read", 50, age=HOUR, written=99 * HOUR)
    put(root, "written", 50, age=99 * HOUR, written=HOUR)
    put(root, "neither", 50, age=50 * HOUR)
    evict(root, FOLDER, 120)
    assert names(root) == ["read", "written"]


def test_of_files_last_used_in_one_minute_no_more_go_than_must(root):
    for number in range(20):
        put(root, f"f{number}", 10, HOUR - number / 1000)
    assert evict(root, FOLDER, 100).bytes_left == 90


@pytest.mark.parametrize("age", [0, 5 * MINUTE, 10 * MINUTE, 14 * MINUTE])
def test_what_was_used_in_the_last_ten_minutes_stays_whatever_the_budget(root, age):
    put(root, "read", 50, age, written=99 * HOUR)
    put(root, "written", 50, 99 * HOUR, written=age)
    put(root, "old", 50, HOUR)
    tally = evict(root, FOLDER, 1)
    assert names(root) == ["read", "written"]
    assert tally.bytes_left == 100


def test_all_that_is_old_goes_where_what_is_young_is_too_much_already(root):
    put(root, "young", 50, MINUTE)
    for number in range(9):
        put(root, f"old{number}", 50, HOUR)
    assert evict(root, FOLDER, 40).bytes_left == 50
    assert names(root) == ["young"]


def test_a_use_noted_up_to_five_minutes_late_protects_for_ten_minutes_all_the_same(root):
    put(root, "a", 50, 14 * MINUTE)
    put(root, "b", 50, 16 * MINUTE)
    evict(root, FOLDER, 1)
    assert names(root) == ["a"]


def test_times_in_the_future_protect_nothing(root):
    put(root, "future", 50, -99 * HOUR)
    put(root, "past", 50, HOUR)
    evict(root, FOLDER, 99)
    assert names(root) == ["past"]


def test_temporaries_go_after_an_hour_and_count_until_then(root):
    put(root, "Ab/.old.part", 10, 61 * MINUTE)
    put(root, "Ab/.young.part", 95, 59 * MINUTE)
    put(root, "Ab/a", 10, 30 * MINUTE)
    tally = evict(root, FOLDER, 1000)
    assert names(root) == [".young.part", "a"]
    assert (tally.files_before, tally.files_removed) == (3, 1)
    evict(root, FOLDER, 100)
    assert names(root) == [".young.part"]


def test_temporaries_of_killed_writers_may_be_all_that_has_to_go(root):
    put(root, ".old.part", 60, 2 * HOUR)
    put(root, "a", 60, 99 * HOUR)
    assert evict(root, FOLDER, 100).files_removed == 1
    assert names(root) == ["a"]


@pytest.mark.parametrize("budget", [0, -1])
def test_no_budget_is_refused_and_removes_nothing(root, budget):
    put(root, "a", 50, HOUR)
    with pytest.raises(ValueError, match="above zero"):
        evict(root, FOLDER, budget)
    assert names(root) == ["a"]


def test_other_folders_are_not_touched_and_folders_stay(root):
    put(root, "Ab/a", 50, HOUR)
    other = put(root, "../8/Ab/b", 50, HOUR)
    evict(root, FOLDER, 1)
    assert other.exists()
    assert (root / FOLDER / "Ab").is_dir()


@pytest.mark.parametrize(
    "remove", [lambda root: evict(root, FOLDER, 1), lambda root: clear(root, FOLDER)]
)
def test_links_are_neither_followed_nor_removed(root, tmp_path, remove):
    library = tmp_path / "library"
    photo = library / "Ab" / "photo.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"x" * 99)
    os.utime(photo, (5, 5))
    before = photo.stat()
    put(root, "Ab/a", 50, HOUR)
    (root / FOLDER / "linked").symlink_to(library / "Ab")
    (root / FOLDER / "Ab" / "link.jpg").symlink_to(photo)
    assert remove(root).files_removed == 1
    assert photo.stat() == before
    assert names(root) == ["link.jpg", "linked"]
    (root / FOLDER).rename(tmp_path / "former")
    (root / FOLDER).symlink_to(library)
    assert remove(root).failures == 1
    assert photo.stat() == before


def test_a_folder_that_becomes_a_link_meanwhile_leads_nowhere(root, tmp_path, monkeypatch):
    """Whoever swaps a folder for a link between the look at a file and its removal wins nothing."""
    photo = tmp_path / "library" / "a"
    photo.parent.mkdir()
    photo.write_bytes(b"photo")
    put(root, "Ab/a", 50, HOUR)
    real = os.unlink

    def unlink(*args, **options):
        monkeypatch.setattr(os, "unlink", real)
        (root / FOLDER / "Ab").rename(tmp_path / "former")
        (root / FOLDER / "Ab").symlink_to(photo.parent)
        real(*args, **options)

    monkeypatch.setattr(os, "unlink", unlink)
    assert evict(root, FOLDER, 1).files_removed == 1
    assert photo.read_bytes() == b"photo"
    assert list((tmp_path / "former").iterdir()) == []


def test_who_has_opened_a_file_reads_it_to_its_end(root):
    path = put(root, "a", 50, HOUR)
    with path.open("rb") as reader:
        assert evict(root, FOLDER, 1).files_removed == 1
        assert reader.read() == b"x" * 50


def test_a_file_used_between_the_two_looks_stays(root, monkeypatch):
    used, other = put(root, "used", 50, 99 * HOUR), put(root, "other", 50, 98 * HOUR)
    real = eviction._remove_oldest

    def use_first(*args):
        os.utime(used)
        real(*args)

    monkeypatch.setattr(eviction, "_remove_oldest", use_first)
    evict(root, FOLDER, 60)
    assert used.exists()
    assert other.exists()  # The next hour makes good for it.
    evict(root, FOLDER, 60)
    assert names(root) == ["used"]


@pytest.fixture
def clock(monkeypatch):
    """How many seconds the clock is behind: a pass that begins so takes as long."""
    behind, real = [0.0], time.time
    monkeypatch.setattr(time, "time", lambda: real() - behind[0])
    return behind


@pytest.mark.parametrize("seconds", [360, HOUR, 24 * HOUR])
def test_what_is_used_or_made_during_a_long_pass_stays(root, monkeypatch, clock, seconds):
    old = [put(root, f"old{number}", 1000, 2 * HOUR + seconds) for number in range(5)]
    read = put(root, "read", 1000, 3 * HOUR + seconds)
    real, clock[0] = eviction._remove_oldest, seconds

    def take_long(*args):
        clock[0] = 0
        os.utime(read, (time.time(), read.stat().st_mtime))
        put(root, "made", 1000, 0)
        put(root, ".made.part", 1000, 0)
        real(*args)

    monkeypatch.setattr(eviction, "_remove_oldest", take_long)
    evict(root, FOLDER, 5000)
    assert {"read", "made", ".made.part"} < set(names(root))
    assert sum(path.exists() for path in old) == 4  # The next hour makes good for what stayed.


def test_what_is_made_during_a_long_first_look_stays(root, clock):
    for number in range(6):
        put(root, f"{number}/old{number}", 1000, 2 * HOUR)
    clock[0] = HOUR

    def take_long(_more):
        clock[0] = 0
        for number in range(6):
            put(root, f"{number}/made{number}", 1000, 0)
            put(root, f"{number}/.made{number}.part", 1000, 0)

    evict(root, FOLDER, 1000, progress=take_long)
    assert sum("made" in name for name in names(root)) == 12


def test_what_is_being_written_during_a_long_clearing_stays(root, clock):
    put(root, "0/a", 10, HOUR)
    put(root, "1/b", 10, HOUR)
    clock[0] = 2 * HOUR

    def take_long(_more):
        clock[0] = 0
        put(root, "0/.c.part", 10, 0)
        put(root, "1/.c.part", 10, 0)

    clear(root, FOLDER, progress=take_long)
    assert names(root) == [".c.part"] * 2


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.EIO])
def test_a_disk_that_refuses_is_reported_once_for_all_files(root, monkeypatch, number):
    def refuse(*_args, **_options):
        raise OSError(number, os.strerror(number))

    for name in "abc":
        put(root, name, 50, HOUR)
    monkeypatch.setattr(os, "unlink", refuse)
    for tally in (evict(root, FOLDER, 1), clear(root, FOLDER)):
        assert (tally.failures, tally.reason) == (3, os.strerror(number))
        assert (tally.files_removed, tally.bytes_left) == (0, 150)


def test_a_folder_that_may_not_be_changed_is_reported_and_the_others_are_done():
    with reachable_folder() as root:
        put(root, "Ab/a", 50, HOUR)
        put(root, "Cd/b", 50, HOUR)
        (root / FOLDER / "Ab").chmod(0o555)
        for folder in ("Cd", "."):
            (root / FOLDER / folder).chmod(0o777)

        def check():
            tally = evict(root, FOLDER, 1)
            assert (tally.files_removed, tally.failures) == (1, 1)
            assert tally.reason == "Permission denied"

        unprivileged(check)
        assert names(root) == ["a"]


def test_what_somebody_else_has_removed_is_no_error(root, monkeypatch):
    put(root, "a", 50, HOUR)
    real = os.unlink

    def twice(*args, **options):
        real(*args, **options)
        real(*args, **options)

    monkeypatch.setattr(os, "unlink", twice)
    tally = evict(root, FOLDER, 1)
    assert (tally.files_removed, tally.failures) == (0, 0)


def test_clearing_takes_everything_but_what_is_being_written(root):
    put(root, "Ab/young", 10, 0)
    put(root, "Ab/old", 10, HOUR)
    put(root, "Ab/.old.part", 10, 2 * HOUR)
    put(root, "Ab/.young.part", 10, MINUTE)
    tally = clear(root, FOLDER)
    assert (tally.files_before, tally.files_removed, tally.bytes_left) == (4, 3, 10)
    assert names(root) == [".young.part"]


@pytest.mark.parametrize("seed", range(12))
def test_the_order_is_that_of_last_use_for_any_ages_and_sizes(root, seed):
    chance = random.Random(seed)
    sizes = {}
    for number in range(300):
        age = chance.choice([chance.uniform(0, 2000), chance.uniform(0, 40 * 86400)])
        path = put(root, f"{number % 17}/f{number}", chance.randrange(1, 500), age)
        sizes[path] = (age, path.stat().st_size)
    total = sum(size for _age, size in sizes.values())
    budget = chance.randrange(1, chance.choice([total // 10, total]))
    tally = evict(root, FOLDER, budget)
    removed = {path: sizes[path] for path in sizes if not path.exists()}
    kept = {path: sizes[path] for path in sizes if path.exists()}
    assert tally.bytes_removed == sum(size for _age, size in removed.values())
    assert all(age > 15 * MINUTE - 5 for age, _size in removed.values())
    evictable = [age for age, _size in kept.values() if age > 15 * MINUTE + 5]
    if removed and evictable:
        assert min(age for age, _size in removed.values()) > max(evictable) - MINUTE
    young = sum(size for age, size in kept.values() if age < 15 * MINUTE + 5)
    assert tally.bytes_left <= max(budget * 0.9, young)
    assert tally.bytes_left > budget * 0.9 - 500


def test_an_evictor_that_is_killed_leaves_all_whole_and_the_next_goes_on(root, tmp_path):
    for number in range(50):
        put(root, f"{number % 5}/f{number}", 10, HOUR + number * MINUTE)
    child = os.fork()
    if child == 0:
        try:
            evict_and_die(root, after=20)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    assert len(names(root)) == 50 - 20 + 1  # And the lock.
    with only_evictor(root):
        tally = evict(root, FOLDER, 100)
    assert (tally.files_before, tally.bytes_left) == (30, 90)
    assert {path.stat().st_size for path in (root / FOLDER).rglob("f*")} == {10}


def evict_and_die(root: Path, after: int) -> None:
    """Evict under the lock, and be killed with -9 in front of a removal."""
    real, removed = os.unlink, []

    def unlink(*args, **options):
        if len(removed) == after:
            os.kill(os.getpid(), signal.SIGKILL)
        removed.append(args)
        real(*args, **options)

    os.unlink = unlink
    with only_evictor(root):
        evict(root, FOLDER, 100)


def test_there_is_one_evictor_at_a_time(root):
    with only_evictor(root), pytest.raises(EvictionRunning), only_evictor(root):
        pass
    with only_evictor(root):
        pass


def test_a_link_in_the_place_of_the_lock_is_not_followed(root, tmp_path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"photo")
    (root / "locks").mkdir()
    (root / "locks" / "eviction").symlink_to(photo)
    with pytest.raises(OSError, match="symbolic links"), only_evictor(root):
        pass
    assert photo.read_bytes() == b"photo"

"""One call makes and stores renditions; whatever stops it leaves whole files or none."""

import errno
import io
import multiprocessing
import os
import signal
import struct
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from bviewer.renditions.cache import RenditionCache
from bviewer.renditions.decoding import CUT_SHORT
from bviewer.renditions.errors import BrokenImage
from bviewer.renditions.salvage import ONLY_A_PART
from bviewer.renditions.sizes import DEFAULT_SIZES, in_advance, parse_sizes
from bviewer.renditions.store import Facts, make_renditions
from bviewer.sandbox.errors import SourceChanged, WorkStopped
from bviewer.sandbox.limits import Limits
from tests.clips import clip, write
from tests.unit.renditions.pictures import decoded, detail, encoded, png

SIZES = in_advance(parse_sizes(DEFAULT_SIZES))
LIMITS = Limits(max_pixels=150_000_000, memory_mb=512, seconds=30)


@pytest.fixture
def original(tmp_path):
    path = tmp_path / "original.jpg"
    path.write_bytes(encoded(detail(450, 300), "JPEG"))
    return path


@pytest.fixture
def cache(tmp_path):
    return RenditionCache(tmp_path / "cache")


@pytest.fixture(scope="module")
def bomb(tmp_path_factory):
    """100 megapixels of nothing in 0.3 MB."""
    path = tmp_path_factory.mktemp("bomb") / "bomb.png"
    path.write_bytes(png(10_000, 10_000, 8, 2, (bytes(30_000) for _ in range(10_000))))
    assert path.stat().st_size < 400_000
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """35 megapixels of a film."""
    path = tmp_path_factory.mktemp("large") / "large.mp4"
    path.write_bytes(write("mp4", "libx264", [Image.new("RGB", (8000, 4400))]))
    return path


def targets(cache, names=tuple(SIZES)):
    return {name: cache.relative_path(7, "Ab3dE5fG7hJ9", "001122334455", name) for name in names}


def make(original, cache, names=tuple(SIZES), limits=LIMITS):
    return make_renditions(lambda: original.open("rb"), targets(cache, names), SIZES, cache, limits)


def make_clip(film, cache, limits=LIMITS):
    return make_renditions(
        lambda: film.open("rb"), targets(cache), SIZES, cache, limits, is_clip=True
    )


def stored(cache):
    return sorted(path.name for path in cache.root.rglob("*") if path.is_file())


class TestMaking:
    def test_all_targets_are_stored_and_the_facts_come_back(self, original, cache):
        facts = make(original, cache)
        assert (facts.width, facts.height, len(facts.placeholder)) == (450, 300, 108)
        assert isinstance(facts, Facts)
        sizes = {
            name: decoded((cache.root / path).read_bytes()).size
            for name, path in targets(cache).items()
        }
        assert sizes == {
            "tiny": (150, 150),
            "small": (300, 300),
            "medium": (300, 300),
            "small2x": (300, 300),
            "big": (450, 300),
        }

    def test_only_what_is_asked_for_is_made(self, original, cache):
        make(original, cache, ["tiny"])
        assert stored(cache) == ["Ab3dE5fG7hJ9-001122334455-tiny.jpg"]

    def test_the_large_ones_are_stored_first(self, original, cache):
        make(original, cache, ["tiny", "big"])
        paths = targets(cache)
        big, tiny = ((cache.root / paths[name]).stat().st_mtime_ns for name in ("big", "tiny"))
        assert big <= tiny

    def test_the_original_is_opened_once_and_not_touched(self, original, cache, tmp_path):
        opened = tmp_path / "opened"

        def open_once():
            opened.touch(exist_ok=False)
            return original.open("rb")

        before = original.stat()
        make_renditions(open_once, targets(cache), SIZES, cache, LIMITS)
        assert opened.exists()
        after = original.stat()
        assert (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)


class TestBadOriginals:
    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "the file is empty"),
            (b"dear diary", "not a picture in a supported format"),
            (encoded(detail(900, 600), "JPEG")[:150], "the file ends too early"),
        ],
    )
    def test_the_reason_comes_back_and_nothing_is_stored(self, original, cache, data, reason):
        original.write_bytes(data)
        with pytest.raises(BrokenImage, match=reason):
            make(original, cache)
        assert not cache.root.exists()

    def test_of_one_that_ends_too_early_a_part_is_made_when_nobody_writes_the_rest(
        self, original, cache
    ):
        original.write_bytes(encoded(detail(900, 600), "JPEG")[:20_000])
        with pytest.raises(BrokenImage, match="only a part"):
            make_renditions(
                lambda: original.open("rb"), targets(cache), SIZES, cache, LIMITS, is_settled=False
            )
        assert not cache.root.exists()
        assert make(original, cache).flaw == f"{CUT_SHORT}: {ONLY_A_PART}"

    def test_one_that_is_gone(self, original, cache):
        original.unlink()
        with pytest.raises(FileNotFoundError):
            make(original, cache)

    def test_one_that_takes_too_long(self, cache, tmp_path):
        fifo = tmp_path / "fifo"
        os.mkfifo(fifo)
        with pytest.raises(WorkStopped, match="longer than"):
            make(fifo, cache, limits=Limits(10**8, 256, 0.3))


class TestBombs:
    @pytest.mark.soak
    def test_it_is_a_photograph_like_any_other_where_there_is_memory(self, bomb, cache):
        facts = make(bomb, cache, ["tiny"], Limits(150_000_000, 1024, 60))
        assert (facts.width, facts.height) == (10_000, 10_000)

    def test_it_is_refused_where_there_is_not(self, bomb, cache):
        with pytest.raises(BrokenImage, match="it needs more memory than allowed"):
            make(bomb, cache, ["tiny"], Limits(150_000_000, 128, 60))
        assert not cache.root.exists()

    def test_it_is_refused_where_it_is_too_large(self, bomb, cache):
        with pytest.raises(
            BrokenImage, match="10,000 x 10,000 pixels is more than the limit of 50 mega"
        ):
            make(bomb, cache, ["tiny"], Limits(50_000_000, 1024, 60))


class TestClips:
    @pytest.fixture
    def film(self, tmp_path):
        path = tmp_path / "film.mp4"
        path.write_bytes(clip("mp4"))
        return path

    def test_all_targets_show_its_picture(self, film, cache):
        facts = make_clip(film, cache)
        assert (facts.width, facts.height, len(facts.placeholder)) == (64, 48, 108)
        for path in targets(cache).values():
            decoded((cache.root / path).read_bytes())

    def test_it_has_no_more_memory_than_any_other(self, large, cache):
        facts = make_clip(large, cache)
        assert (facts.width, facts.height) == (8000, 4400)
        # By a new process: what this one has had and freed, its children have as well.
        with (
            multiprocessing.get_context("spawn").Pool(1) as pool,
            pytest.raises(BrokenImage, match=r"more memory than allowed|is damaged"),
        ):
            pool.apply(make_clip, (large, cache, Limits(150_000_000, 8, 30)))

    def test_the_sizes_of_its_pictures_are_not_those_that_the_file_says(self, large, cache):
        """The container promises less than the decoder meets."""
        data = large.read_bytes().replace(
            struct.pack(">HH", 8000, 4400), struct.pack(">HH", 60, 60)
        )
        large.with_name("liar.mp4").write_bytes(data)
        with pytest.raises(BrokenImage, match=r"is damaged|is more than the limit"):
            make_clip(large.with_name("liar.mp4"), cache, Limits(1_000_000, 512, 30))

    @pytest.mark.parametrize("head", ["mp4", "mkv", "mts"])
    def test_a_file_of_terabytes_without_a_picture_ends_soon(self, tmp_path, cache, head):
        path = tmp_path / "endless"
        path.write_bytes(clip(head)[:400])
        os.truncate(path, 4 * 10**12)
        with pytest.raises(BrokenImage, match="the video is damaged"):
            make_clip(path, cache)


class TestChangingOriginals:
    @staticmethod
    def opener(original, change):
        """Opens the file, and has it changed when it is half read."""

        class Changing(io.FileIO):
            changed = False

            def seek(self, *where):
                if not self.changed:
                    self.changed = True
                    change()
                return super().seek(*where)

        return lambda: Changing(original, "rb")

    def test_one_that_grew_is_not_kept(self, original, cache):
        def grow():
            before = original.stat()
            with original.open("ab") as file:
                file.write(b"more")
            os.utime(original, ns=(before.st_atime_ns, before.st_mtime_ns))

        with pytest.raises(SourceChanged):
            make_renditions(self.opener(original, grow), targets(cache), SIZES, cache, LIMITS)
        assert not cache.root.exists()

    def test_one_rewritten_in_the_same_size_is_not_kept(self, original, cache):
        change = self.opener(original, lambda: os.utime(original, ns=(1, 1)))
        with pytest.raises(SourceChanged):
            make_renditions(change, targets(cache), SIZES, cache, LIMITS)

    def test_one_still_being_copied_is_not_broken(self, original, cache):
        whole = original.read_bytes()
        original.write_bytes(whole[: len(whole) // 2])
        change = self.opener(original, lambda: original.write_bytes(whole[: len(whole) * 2 // 3]))
        with pytest.raises(SourceChanged):
            make_renditions(change, targets(cache), SIZES, cache, LIMITS)

    def test_one_replaced_by_another_file_is_left_to_a_sync(self, original, cache):
        other = original.with_name("other.jpg")
        other.write_bytes(b"something else")
        change = self.opener(original, lambda: other.replace(original))
        with pytest.raises(SourceChanged):
            make_renditions(change, targets(cache), SIZES, cache, LIMITS)
        assert stored(cache) == []


class TestCrashes:
    @pytest.mark.parametrize("after", [0, 3])
    @pytest.mark.parametrize("step", ["open", "fsync", "replace"])
    @pytest.mark.parametrize("when", ["before", "after"])
    def test_a_kill_at_any_step_leaves_whole_files_or_none(
        self, original, cache, monkeypatch, step, when, after
    ):
        """For each of the four files, around each step of writing it."""
        real, calls = getattr(os, step), []

        def lethal(*args, **options):
            mine = step != "open" or str(args[0]).endswith(".part")
            if mine:
                calls.append(args)
            if mine and len(calls) > after and when == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            result = real(*args, **options)
            if mine and len(calls) > after:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        with monkeypatch.context() as patched:
            patched.setattr(os, step, lethal)
            with pytest.raises(WorkStopped, match="SIGKILL"):
                make(original, cache)
        finished = [path for path in targets(cache).values() if cache.has(path)]
        assert len(finished) == after + (step == "replace" and when == "after")
        for path in finished:
            decoded((cache.root / path).read_bytes())
        self.start_again(original, cache)

    @staticmethod
    def start_again(original, cache):
        make(original, cache)
        for temporary in cache.root.rglob(".*.part"):
            temporary.unlink()
        assert stored(cache) == sorted(Path(path).name for path in targets(cache).values())


class TestFullDisks:
    @pytest.fixture
    def full(self, tmp_path, monkeypatch):
        """A cache with room for small renditions only: a real one where this user may mount."""
        folder = tmp_path / "small"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", "size=24k", "none", str(folder)]
        mounted = subprocess.run(command, check=False, capture_output=True).returncode == 0
        if not mounted:
            monkeypatch.setattr(os, "fsync", self.refuse_large_files)
        yield RenditionCache(folder)
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)

    @staticmethod
    def refuse_large_files(descriptor):
        if os.fstat(descriptor).st_size > 10_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def test_a_full_disk_is_not_held_against_the_photograph(self, original, full):
        with pytest.raises(OSError, match="No space left") as caught:
            make(original, full)
        assert caught.value.errno == errno.ENOSPC
        assert stored(full) == []

    def test_what_fits_is_stored(self, original, full):
        make(original, full, ["tiny"])
        assert stored(full) == ["Ab3dE5fG7hJ9-001122334455-tiny.jpg"]

    def test_a_cache_that_cannot_be_written_is_an_error_of_the_cache(self, original, tmp_path):
        (tmp_path / "cache").write_text("not a folder")
        with pytest.raises(OSError, match="cache") as caught:
            make(original, RenditionCache(tmp_path / "cache"))
        assert caught.value.errno in (errno.ENOTDIR, errno.EEXIST)

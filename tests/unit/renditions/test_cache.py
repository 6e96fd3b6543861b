"""Renditions are stored whole or not at all, and found only by their own names."""

import errno
import os
import stat

import pytest

from bviewer.renditions.cache import (
    IMAGES,
    RenditionCache,
    content_fingerprint,
    gallery_folder,
    is_temporary,
)

IMAGE = "Ab3dE5fG7hJ9"


@pytest.fixture
def cache(tmp_path):
    return RenditionCache(tmp_path / "cache")


def path_of(cache, fingerprint="00112233aabb", image=IMAGE, size="tiny"):
    return cache.relative_path(7, image, fingerprint, size)


class TestContentStamp:
    def test_it_is_the_same_in_every_process(self):
        assert content_fingerprint("recipe", 1, 2, b"hash") == "1c92778fd876"

    @pytest.mark.parametrize(
        "other",
        [
            ("recipes", 1, 2, b"hash"),
            ("recipe", 12, 2, b"hash"),
            ("recipe", 1, 3, b"hash"),
            ("recipe", 1, 2, b"hasi"),
            ("recipe", 1, 22, b"hash"),
            ("recipe 1", 1, 2, b"hash"),
        ],
    )
    def test_it_changes_with_each_part(self, other):
        assert content_fingerprint(*other) != content_fingerprint("recipe", 1, 2, b"hash")


class TestPaths:
    def test_a_path_is_made_of_stored_values(self, cache):
        assert path_of(cache) == f"images/7/Ab/{IMAGE}-00112233aabb-tiny.jpg"


class TestHas:
    def test_what_was_written_is_there(self, cache):
        assert not cache.has(path_of(cache))
        cache.write(path_of(cache), b"jpeg")
        assert cache.has(path_of(cache))
        assert (cache.root / path_of(cache)).read_bytes() == b"jpeg"

    def test_an_empty_file_is_not_a_rendition(self, cache):
        cache.write(path_of(cache), b"")
        assert not cache.has(path_of(cache))

    def test_a_folder_and_a_fifo_are_not_renditions(self, cache):
        folder, fifo = path_of(cache, size="folder"), path_of(cache, size="fifo")
        (cache.root / folder).mkdir(parents=True)
        os.mkfifo(cache.root / fifo)
        assert not cache.has(folder)
        assert not cache.has(fifo)

    def test_a_path_through_a_file_is_not_an_error(self, cache):
        cache.write("images/7", b"in the way")
        assert not cache.has(path_of(cache))


class TestWrite:
    def test_files_and_folders_are_closed_to_others(self, cache):
        before = os.umask(0)
        try:
            cache.write(path_of(cache), b"jpeg")
        finally:
            os.umask(before)
        target = cache.root / path_of(cache)
        assert stat.S_IMODE(target.stat().st_mode) == 0o640
        folders = [folder for folder in target.parents if folder.is_relative_to(cache.root)]
        assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o750}

    def test_writing_again_replaces_and_leaves_nothing_beside(self, cache):
        cache.write(path_of(cache), b"old")
        cache.write(path_of(cache), b"new")
        target = cache.root / path_of(cache)
        assert [path.name for path in target.parent.iterdir()] == [target.name]
        assert target.read_bytes() == b"new"

    def test_a_reader_of_the_old_file_keeps_it_whole(self, cache):
        cache.write(path_of(cache), b"old")
        with (cache.root / path_of(cache)).open("rb") as reader:
            cache.write(path_of(cache), b"new and longer")
            assert reader.read() == b"old"

    @pytest.mark.parametrize("step", ["fsync", "replace"])
    def test_a_failure_tidies_up_and_stays_what_it_is(self, cache, monkeypatch, step):
        def fail(*_):
            raise OSError(errno.ENOSPC, "No space left on device")

        cache.write(path_of(cache), b"old")
        monkeypatch.setattr(os, step, fail)
        with pytest.raises(OSError, match="No space") as caught:
            cache.write(path_of(cache), b"new")
        assert caught.value.errno == errno.ENOSPC
        target = cache.root / path_of(cache)
        assert [path.name for path in target.parent.iterdir()] == [target.name]
        assert target.read_bytes() == b"old"


class TestRemoval:
    def test_stale_renditions_go_and_current_and_foreign_ones_stay(self, cache):
        kept = [path_of(cache, "aaaaaaaaaaaa"), path_of(cache, "bbbbbbbbbbbb", image="AbOther")]
        stale = [path_of(cache, "bbbbbbbbbbbb", size=size) for size in ("tiny", "big")]
        for path in [*kept, *stale]:
            cache.write(path, b"jpeg")
        assert cache.remove_stale(7, IMAGE, "aaaaaaaaaaaa") == 2
        assert [cache.has(path) for path in [*kept, *stale]] == [True, True, False, False]

    def test_stale_renditions_of_an_unknown_image_are_none(self, cache):
        assert cache.remove_stale(7, IMAGE, "aaaaaaaaaaaa") == 0

    def test_a_temporary_is_no_rendition(self, cache):
        cache.write(path_of(cache), b"jpeg")
        temporary = (cache.root / path_of(cache)).with_name(".0011223344556677.part")
        temporary.write_bytes(b"half a jp")
        assert cache.remove_stale(7, IMAGE, "00112233aabb") == 0
        assert temporary.exists()

    def test_what_somebody_else_just_removed_is_not_counted(self, cache, monkeypatch):
        missing = cache.root / path_of(cache, "bbbbbbbbbbbb")
        monkeypatch.setattr(type(cache.root), "glob", lambda *_: [missing])
        assert cache.remove_stale(7, IMAGE, "aaaaaaaaaaaa") == 0


class TestNames:
    def test_a_file_being_written_is_told_from_all_others(self, cache, monkeypatch):
        seen = []
        real = os.fsync

        def fsync(descriptor):
            seen.extend(path.name for path in (cache.root / path_of(cache)).parent.iterdir())
            real(descriptor)

        monkeypatch.setattr(os, "fsync", fsync)
        cache.write(path_of(cache), b"jpeg")
        assert list(map(is_temporary, seen)) == [True]
        names = (path_of(cache), "a.part", ".part.jpg", ".hidden", "part")
        assert not any(map(is_temporary, names))

    def test_renditions_are_in_the_folder_of_their_gallery(self, cache):
        assert path_of(cache).startswith(gallery_folder(IMAGES, 7) + "/")

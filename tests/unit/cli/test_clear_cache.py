import os
import time

import pytest

from bviewer.renditions.eviction import only_evictor

MB = 1024 * 1024


def fill(gallery, *, files, age):
    """Files of half a MB each in the cache of the first gallery; returns their folder."""
    folder = gallery.folder / "cache" / "images" / "1" / "Ab"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        path = folder / f"{age}-{number}.jpg"
        path.write_bytes(b"x" * (MB // 2))
        os.utime(path, (time.time() - age - number * 60,) * 2)
    return folder


def test_a_cache_within_its_budget_is_left_alone(gallery):
    folder = fill(gallery, files=3, age=7200)
    assert gallery.say("clear-cache") == (
        "pub.test  images: removed 0 of 3 files, 0 bytes of 1.5 MB; "
        "archives: removed 0 of 0 files, 0 bytes of 0 bytes\n"
    )
    assert len(list(folder.iterdir())) == 3


def test_a_cache_over_its_budget_comes_down_to_it(gallery):
    folder = fill(gallery, files=4, age=7200)
    gallery.say("gallery", "set", "--images-budget", "1")
    assert gallery.say("clear-cache", "pub.test").startswith(
        "pub.test  images: removed 3 of 4 files, 1.5 MB of 2.0 MB; "
    )
    assert [path.name for path in folder.iterdir()] == ["7200-0.jpg"]


def test_full_empties_and_leaves_the_photographs(gallery):
    fill(gallery, files=2, age=7200)
    folder = fill(gallery, files=2, age=0)
    photo = gallery.library / "rome" / "a.jpg"
    before = photo.stat()
    assert "images: removed 4 of 4 files, 2.0 MB of 2.0 MB" in gallery.say("clear-cache", "--full")
    assert list(folder.iterdir()) == []
    assert photo.stat() == before


def test_each_gallery_is_one_line(gallery):
    gallery.say("gallery", "add", "other.test", "--owner", "owner", "--shared")
    said = gallery.say("clear-cache").splitlines()
    assert [line.split()[0] for line in said] == ["other.test", "pub.test"]


def test_another_evictor_is_one_line(gallery):
    with only_evictor(gallery.folder / "cache"):
        expected = "another process is clearing the cache right now"
        assert gallery.fail("clear-cache") == expected


def test_an_unknown_gallery_is_one_line(gallery):
    fill(gallery, files=1, age=7200)
    assert gallery.fail("clear-cache", "else.test", "--full") == "there is no gallery else.test"
    assert list((gallery.folder / "cache").rglob("*.jpg"))


def test_what_the_disk_refuses_is_said_after_what_was_done(gallery, monkeypatch):
    def refuse(*_args, **_options):
        raise OSError(30, "Read-only file system")

    fill(gallery, files=3, age=7200)
    monkeypatch.setattr(os, "unlink", refuse)
    result = gallery.run("clear-cache", "--full")
    assert result.exit_code == 1
    assert result.stdout.startswith("pub.test  images: removed 0 of 3 files")
    assert result.stderr == "Error: 3 files or folders stay: Read-only file system\n"


@pytest.mark.parametrize("option", ["--images-budget", "--archives-budget"])
@pytest.mark.parametrize("megabytes", ["0", "-1", "1000000001"])
def test_a_budget_that_nobody_can_keep_to_is_one_line(gallery, written, option, megabytes):
    message = gallery.fail("gallery", "set", option, megabytes)
    assert message == "a budget is between 1 and 1,000,000,000 MB"
    assert written == []


def test_budgets_are_set_and_listed(gallery):
    said = gallery.say("gallery", "set", "--images-budget", "300", "--archives-budget", "40")
    assert said == (
        "pub.test is visible, in the time zone UTC, cache 300 MB images, 40 MB archives\n"
    )
    assert "  cache 300 MB images, 40 MB archives" in gallery.say("gallery", "list")

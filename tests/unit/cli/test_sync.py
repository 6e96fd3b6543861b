import os

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from bviewer.cli import commands
from bviewer.models import Album, Image
from bviewer.sync.service import sync_lock
from tests.pictures import jpeg, write


def states(installation):
    """State by path of every image."""
    with installation.session() as session:
        return dict(session.execute(select(Image.path, Image.state)).all())


def test_a_sync_says_in_one_line_what_it_did(gallery):
    write(gallery.library / "rome" / "new.jpg", jpeg(50, 30), 1_700_000_000)
    assert gallery.say("sync") == (
        "3 albums; files: 1 added, 0 changed, 0 moved, 0 missing, 2 unchanged\n"
    )


def test_a_sync_without_changes_writes_nothing(gallery, written):
    gallery.say("sync")  # The files were copied, which gave them new times.
    written.clear()
    assert gallery.say("sync").endswith("2 unchanged\n")
    assert written == []


def test_one_of_several_galleries_is_named(gallery):
    gallery.say("gallery", "add", "two.test", "--owner", "owner", "--home", "rome", "--shared")
    assert gallery.fail("sync") == "which gallery? name its host"
    assert gallery.say("sync", "two.test").startswith("1 albums; files: 1 added")
    assert gallery.fail("sync", "three.test") == "there is no gallery three.test"


@pytest.mark.parametrize("folder", ["rome", "rome/", "/rome"])
def test_one_folder_is_synced_alone(gallery, folder):
    gallery.say("sync")
    for name in ("rome", "oslo"):
        write(gallery.library / name / "new.jpg", jpeg(50, 30), 1_700_000_000)
    assert gallery.say("sync", "--folder", folder).startswith("1 albums; files: 1 added")
    assert "oslo/new.jpg" not in states(gallery)


def test_a_folder_is_not_synced_alone_if_that_does_not_tell_where_things_are_from(gallery):
    gallery.say("sync")
    for path in ("rome/new/1.jpg", "oslo/new.jpg"):
        write(gallery.library / path, jpeg(50, 30), 1_700_000_000)
    said = gallery.say("sync", "--folder", "rome")
    assert said.startswith("all folders were looked at: in the only one that was asked for some")
    assert "oslo/new.jpg" in states(gallery)


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("nowhere", "cannot read the folder nowhere: No such file or directory"),
        ("rome/a.jpg", "cannot read the folder rome/a.jpg: not a folder"),
        ("../library", "not a plain relative path: ../library"),
        ("new\nline", "cannot read the folder new\\nline: No such file or directory"),
    ],
)
def test_a_folder_that_is_not_there_is_one_clear_line(gallery, written, folder, message):
    assert gallery.fail("sync", "--folder", folder) == message
    assert written == []


def test_a_library_that_is_gone_is_one_clear_line_and_changes_nothing(gallery, written):
    gallery.library.rename(gallery.folder / "unmounted")
    message = gallery.fail("sync", "--accept-missing")
    assert message == f"cannot read the folder {gallery.library}: No such file or directory"
    gallery.library.mkdir()
    assert "is its disk mounted?" in gallery.fail("sync")
    assert written == []


def test_most_images_may_be_gone_only_if_a_person_says_so(gallery, written):
    for path in ("rome/a.jpg", "oslo/b.jpg"):
        (gallery.library / path).unlink()
    message = gallery.fail("sync")
    assert "2 of the 2 images known in the gallery are not there any more" in message
    assert "--accept-missing" in message
    assert written == []
    assert "2 missing" in gallery.say("sync", "--accept-missing")
    assert set(states(gallery).values()) == {"missing"}


def test_what_was_not_read_is_said_beside_the_result(gallery):
    (gallery.library / "li\nnk").symlink_to("/etc")
    os.mkfifo(gallery.library / "pipe.jpg")
    result = gallery.run("sync")
    assert result.exit_code == 0
    assert result.stdout.startswith("3 albums")
    assert result.stderr.splitlines() == [
        "not read: li\\nnk: a link, not followed",
        "not read: pipe.jpg: neither a file nor a folder, not opened",
    ]


def test_a_second_sync_at_the_same_time_is_one_clear_line(gallery, written):
    runtime = type("Runtime", (), {"settings": type("Settings", (), {})})()
    runtime.settings.cache = gallery.folder / "cache"
    with sync_lock(runtime, 1):
        assert gallery.fail("sync") == "another sync of this gallery is running"
    assert written == []
    gallery.say("sync")


def test_an_ini_file_that_is_not_there_is_one_clear_line(tmp_path):
    result = CliRunner().invoke(commands, ["sync", str(tmp_path / "no.ini")])
    assert result.exit_code != 0
    assert len(result.stderr.splitlines()) == 1
    assert "no.ini" in result.stderr


def test_a_sync_says_what_it_closed_and_whether_the_owner_was_told(gallery):
    gallery.say("album", "set", ids_of(gallery)["rome"], "--visibility", "private")
    copy = gallery.library / "new\n" / "a.jpg"
    copy.parent.mkdir()
    copy.write_bytes((gallery.library / "rome" / "a.jpg").read_bytes())
    *_others, closed, told, summary = gallery.say("sync").splitlines()
    assert closed.startswith("new is private now: it holds files of rome, which is private;")
    assert told == "no mail was sent: there is no mail.host"
    assert summary.startswith("4 albums; files: 1 added")


def ids_of(installation):
    """Ids of albums by folder."""
    with installation.session() as session:
        return dict(session.execute(select(Album.folder, Album.id)).all())


def test_what_could_not_be_shown_is_tried_again_if_somebody_says_so(gallery):
    write(gallery.library / "rome" / "bad.jpg", b"no picture", 1_700_000_000)
    gallery.say("sync")
    assert states(gallery)["rome/bad.jpg"] == "broken"
    assert " 0 changed" in gallery.say("sync")
    assert " 1 changed" in gallery.say("sync", "--broken-again")

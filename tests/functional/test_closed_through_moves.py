"""Whatever is exchanged, replaced, edited or half copied: what was private stays so."""

import shutil
from typing import Any

import pytest

from bviewer.albums.lately import APPEARS_FOR
from bviewer.albums.trash import delete_album
from bviewer.library.reading import Reader
from bviewer.models import Album, Visibility
from bviewer.sync import folders
from tests.functional.folders import copy, edit_all, move, pictures_that_a_stranger_reaches
from tests.functional.happenings import HAPPENINGS, Happening, age, content, sync
from tests.functional.stacks import everywhere
from tests.pictures import jpeg
from tests.site import Site
from tests.unit.sync.checks import assert_counted, present
from tests.unit.sync.fixtures import fill


@pytest.mark.parametrize("happen", HAPPENINGS.values(), ids=HAPPENINGS.keys())
def test_what_was_private_stays_private(secret: Site, happen: Happening):
    hidden = happen(secret)
    sync(secret)
    assert not hidden & pictures_that_a_stranger_reaches(secret)
    sync(secret)
    assert not hidden & pictures_that_a_stranger_reaches(secret)
    assert hidden <= content(secret, ".") | {file for file in hidden if file.startswith(b"II")}
    assert_counted(secret)


@pytest.mark.parametrize("batch", [1, 2])
def test_edits_are_judged_together_however_many_are_read_at_once(
    secret: Site, monkeypatch: pytest.MonkeyPatch, batch: int
):
    """First come those that may be edits of what was there. The files are others on each disk."""
    monkeypatch.setattr(folders, "BATCH", batch)
    fill(secret, "secret/0.jpg", "open/0.jpg")
    (secret.library / "open/1.jpg").write_bytes((secret.library / "secret/2.jpg").read_bytes())
    move(secret, "open/1.jpg", "open/2.jpg")
    edit_all(secret.library / "open")
    secret.sync()
    edit_all(secret.library / "secret")
    hidden = content(secret, "secret")
    shutil.rmtree(secret.library / "open")
    copy(secret, "secret", "open")
    shutil.rmtree(secret.library / "secret")
    sync(secret)
    assert not hidden & pictures_that_a_stranger_reaches(secret)


def test_an_album_that_is_a_day_old_follows_its_owner_alone(secret: Site):
    fill(secret, "new/1.jpg")
    age(secret, APPEARS_FOR)
    copy(secret, "secret/2.jpg", "new/2.jpg")
    assert secret.sync().shared.total() == 1
    assert secret.album("new").visibility == Visibility.VISIBLE


def test_an_album_that_its_owner_opened_follows_him_alone_from_then_on(secret: Site):
    fill(secret, "new/1.jpg", "newer/1.jpg")
    secret.set_visibility("new", Visibility.VISIBLE)
    copy(secret, "secret/2.jpg", "new/2.jpg")
    assert secret.sync().closed == []
    secret.set_visibility("open", Visibility.HIDDEN)
    copy(secret, "secret/2.jpg", "newer/2.jpg")
    assert [closing.title for closing in secret.sync().closed] == ["newer"]


def test_what_is_put_into_the_home_is_shown_as_the_home_is(secret: Site):
    copy(secret, "secret/2.jpg", "2.jpg")
    move(secret, "secret/3.jpg", "3.jpg")
    report = secret.sync()
    assert (report.closed, report.shared.total()) == ([], 2)
    assert secret.album("").visibility == Visibility.VISIBLE


def test_pictures_that_were_all_edited_where_they_are_open_and_close_nothing(secret: Site):
    """As programs do that write keywords into files; another album is gone at the same time."""
    fill(secret, "gone/1.jpg")
    secret.set_visibility("gone", Visibility.PRIVATE)
    edit_all(secret.library / "open")
    edit_all(secret.library / "secret")
    shutil.rmtree(secret.library / "gone")
    sync(secret)
    flags = [secret.album(folder).visibility for folder in ("open", "secret")]
    assert flags == [Visibility.VISIBLE, Visibility.PRIVATE]


def test_a_copy_in_a_private_backup_closes_nothing(secret: Site):
    fill(secret, "trip/1.jpg")
    copy(secret, "trip", "secret/backup")
    assert secret.sync().closed == []


def test_what_is_back_at_its_place_is_no_heir(secret: Site):
    move(secret, "open", ".away")
    sync(secret)
    move(secret, ".away", "open")
    shutil.rmtree(secret.library / "secret")
    assert secret.sync(accept_missing=True).closed == []


def test_a_part_of_a_private_branch_tells_no_title_where_it_is_moved_to(secret: Site):
    move(secret, "secret/below/4.jpg", "open/Secret/below/4.jpg")
    sync(secret)
    secret.browser().get("/")
    page = secret.browser().get(secret.album_url("open")).text.casefold()
    assert not [title for title in ("secret", "below") if title in page]


def test_files_that_were_only_touched_are_what_they_were(secret: Site):
    """A picture is copied while the rights of all files change: nothing appears, nothing moves."""
    for path in secret.library.rglob("*.jpg"):
        path.chmod(0o600)
    copy(secret, "secret/2.jpg", "open/2.jpg")
    before = {path: secret.image(path).id for path in ("open/1.jpg", "secret/2.jpg")}
    report = secret.sync()
    assert (report.closed, report.moved, report.shared.total()) == ([], 0, 1)
    assert {path: secret.image(path).id for path in before} == before


def test_a_library_on_another_disk_is_the_same_although_something_closed_is_gone(secret: Site):
    """All inodes are others, and all times of change."""
    fill(secret, "gone/1.jpg")
    secret.set_visibility("gone", Visibility.PRIVATE)
    shutil.rmtree(secret.library / "gone")
    for folder in ("open", "secret"):
        copy(secret, folder, f".{folder}")
        shutil.rmtree(secret.library / folder)
        move(secret, f".{folder}", folder)
    report = secret.sync(accept_missing=True)
    assert (report.closed, report.moved, report.added) == ([], 0, 0)


@everywhere
def test_an_album_may_be_deleted_while_its_files_are_judged(
    secret: Site, monkeypatch: pytest.MonkeyPatch
):
    """A sync sees that at once, or not before it is done, as the database has it."""
    for number in range(4):
        secret.write(f"secret/scans/{number}.jpg", jpeg(16 + number, 12))
    secret.sync()
    edit_all(secret.library / "secret/scans")
    secret.write("new/1.jpg", jpeg(16, 16))
    deletions, read_all = iter(["secret/scans"]), Reader.read_all

    def delete_and_read(*args: Any) -> Any:
        for folder in deletions:
            with secret.session() as session:
                delete_album(session, session.get_one(Album, secret.album(folder).id))
        return read_all(*args)

    monkeypatch.setattr(Reader, "read_all", delete_and_read)
    secret.sync()
    assert not list(deletions)
    assert "new/1.jpg" in present(secret)

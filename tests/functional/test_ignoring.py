"""What systems leave behind and owners name is no album."""

import shutil

import pytest

from bviewer.access.grants import grant, revoke
from bviewer.albums.ignoring import ignore, stop_ignoring
from bviewer.library.ignoring import IGNORE_FILE
from bviewer.models import Album, Gallery, User, Visibility
from bviewer.sync.guard import SyncRefused, logged
from tests.problems import refused
from tests.site import Site
from tests.unit.sync.checks import assert_counted, rows
from tests.unit.sync.fixtures import fill, picture


def present(site: Site) -> set[str]:
    """The paths of what is shown."""
    return {image.path for image in rows(site)[1].values() if image.state != "missing"}


def pass_over(site: Site, *patterns: str) -> None:
    with site.session() as session:
        ignore(session.query(Gallery).one(), patterns)


@pytest.mark.parametrize(
    "folder", ["@Recycle/secret", "@Recently-Snapshot/2024", "a/#SNAPSHOT", "Old.photoslibrary/x"]
)
def test_what_a_storage_device_keeps_of_a_private_album_is_shown_to_nobody(site: Site, folder: str):
    fill(site, "a/1.jpg", "secret/2.jpg", "secret/3.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    shutil.copytree(site.library / "secret", site.library / folder)
    shutil.rmtree(site.library / "secret")
    report = site.sync(accept_missing=True)
    assert present(site) == {"a/1.jpg"}
    assert (report.added, report.closed) == (0, [])
    assert report.passed_over().startswith("passed over 1 folder: ")
    with refused("folder_ignored", "folder", folder=folder, reason=reason_of(site, folder)):
        site.sync(folder)


def reason_of(site: Site, folder: str) -> str:
    return site.runtime.library.why_ignored(folder) or ""


def test_a_folder_that_is_passed_over_is_said_in_the_log_too(site: Site):
    fill(site, "@Recycle/x/1.jpg", "a/2.jpg")
    with pytest.raises(SyncRefused) as caught:
        site.sync("@Recycle/x")
    assert logged(caught.value) == "the folder @Recycle/x is passed over: recycle bin of QNAP"


def test_an_owner_names_more_in_a_file_and_for_the_gallery(site: Site):
    for path in ("a/1.jpg", "a/1_edit.jpg", "a/raw/2.jpg", "b/raw/3.jpg", "b/4_EDIT.jpg"):
        site.write(path, picture(hash(path) % 1000))
    site.write(f"a/{IGNORE_FILE}", b"raw/\n[\n")
    pass_over(site, "*_edit.jpg")
    report = site.sync()
    assert present(site) == {"a/1.jpg", "b/raw/3.jpg"}
    assert report.skipped == [f"a/{IGNORE_FILE}: line 2: [: a bracket is not closed"]
    assert report.passed_over() == (
        "passed over 1 folder and 2 files: "
        f"*_edit.jpg of the gallery (2); raw/ of a/{IGNORE_FILE} (1)"
    )


def test_what_is_not_shown_is_counted_by_its_extension(site: Site):
    fill(site, "a/1.jpg", "a/2.JFIF")
    for name in ("a/1.psd", "b/2.PSD", "b/notes"):
        site.write(name, b"x")
    report = site.sync()
    assert present(site) == {"a/1.jpg", "a/2.JFIF"}
    assert report.passed_over() == (
        "passed over 3 files: .psd files are not shown (2); no extension (1)"
    )


def test_a_broken_pattern_in_the_gallery_is_told_and_the_others_hold(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg")
    with site.session() as session:
        session.query(Gallery).one().ignored = "[\nb"
    report = site.sync()
    assert report.skipped == ["the gallery, line 1: [: a bracket is not closed"]
    assert present(site) == {"a/1.jpg"}
    assert site.sync().unchanged == 1


@pytest.fixture
def granted(site: Site) -> Site:
    """The private album drafts/ours, which `guest` may see, and others."""
    fill(site, "a/1.jpg", "drafts/ours/2.jpg", "drafts/ours/3.jpg", "drafts/4.jpg")
    site.set_visibility("drafts/ours", Visibility.PRIVATE)
    site.add_user("guest")
    with site.session() as session:
        guest = session.query(User).filter_by(name="guest").one()
        album_id = session.query(Album.id).filter_by(folder="drafts/ours").scalar()
        grant(session, guest, session.query(Gallery).one(), album_id)
    return site


def test_a_rule_that_hides_an_album_with_access_is_told_and_loses_nothing(granted: Site):
    site = granted
    before = {album.id: album.visibility for album in rows(site)[0].values()}
    images = set(rows(site)[1])
    pass_over(site, "drafts")
    report = site.sync()  # Most images are hidden, but no disk is away.
    (line,) = report.openness()
    assert line == (
        "ours is not shown any more, to which 1 person has access: it is passed over "
        "(drafts of the gallery). Nothing of it is lost"
    )
    assert present(site) == {"a/1.jpg"}
    assert set(rows(site)[1]) == images
    assert site.sync().hidden == []
    with site.session() as session:
        stop_ignoring(session.query(Gallery).one(), ["drafts"])
    site.sync()
    assert {album.id: album.visibility for album in rows(site)[0].values()} == before
    assert len(present(site)) == 4
    assert_counted(site)
    guest = site.browser("guest")
    assert guest.get(site.album_url("drafts/ours")).status_int == 200


def test_nobody_is_told_of_access_that_was_taken_back(granted: Site):
    with granted.session() as session:
        guest = session.query(User).filter_by(name="guest").one()
        album_id = session.query(Album.id).filter_by(folder="drafts/ours").scalar()
        assert revoke(session, guest, session.query(Gallery).one(), album_id)
    pass_over(granted, "drafts")
    assert granted.sync().hidden == []


def test_single_files_that_are_passed_over_are_no_unmounted_disk(site: Site):
    fill(site, *(f"a/{number}.jpg" for number in range(4)), "a/x.png")
    pass_over(site, "*.jpg")
    assert site.sync().missing == 4
    assert present(site) == {"a/x.png"}


def test_where_the_file_of_rules_cannot_be_read_everything_stays_as_it_is(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg")
    (site.library / "a" / IGNORE_FILE).symlink_to("/etc/hosts")
    fill(site, "a/3.jpg", "b/4.jpg")
    assert present(site) == {"a/1.jpg", "b/2.jpg", "b/4.jpg"}
    assert "cannot read .bviewerignore" in site.sync().skipped[0]

"""What is missing, as people read it."""

import shutil
from pathlib import Path

import pytest

from bviewer.albums.galleries import find_gallery
from bviewer.models import Image, ImageState, Visibility
from bviewer.sync import missing
from bviewer.sync import missing_report as missing_lines
from bviewer.sync.missing import Missing, find_missing
from bviewer.sync.missing_report import described, lost_files, summary
from tests.mirrored import mirror
from tests.site import Site


def lines(site: Site) -> list[str]:
    """What is said of the one gallery."""
    with site.session() as session:
        gallery = find_gallery(session, "pub.test")
        found = find_missing(site.runtime.engine, gallery, site.runtime.library)
        return list(described(found, lost_files(session, gallery, found)))


@pytest.fixture
def site(site: Site) -> Site:
    """Some albums, nothing missing."""
    for path in ("rome/a.jpg", "rome/b.jpg", "rome/c.jpg", "disk/x/1.jpg", "disk/y/2.jpg", "t.jpg"):
        site.write(path)
    mirror(site)
    return site


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Missing(), "nothing is missing"),
        (Missing(files=1), "1 image has no file"),
        (Missing(files=1200), "1,200 images have no file"),
        (Missing(offline="it is empty"), "the photographs cannot be read"),
    ],
)
def test_a_summary_is_a_few_words(found: Missing, said: str) -> None:
    assert summary(found) == said


def test_of_nothing_nothing_is_said(site: Site) -> None:
    assert lines(site) == []


def test_missing_files_are_listed_by_album_with_its_address(site: Site) -> None:
    (site.library / "rome/b.jpg").unlink()
    (site.library / "rome/c.jpg").unlink()
    (site.library / "t.jpg").unlink()
    said = lines(site)
    rome = said.index(f"rome  {site.album_url('rome')}")
    assert said[rome : rome + 3] == [
        f"rome  {site.album_url('rome')}",
        "    rome/b.jpg",
        "    rome/c.jpg",
    ]
    top = said.index("pub.test  /")
    assert said[top + 1] == "    t.jpg"
    assert len(said) == 5


def test_the_address_of_a_private_album_does_not_tell_its_title(site: Site) -> None:
    site.set_visibility("rome", Visibility.PRIVATE)
    (site.library / "rome/b.jpg").unlink()
    assert lines(site)[0] == f"rome  /{site.album('rome').id}/"
    assert lines(site)[0].endswith(site.album_url("rome"))


@pytest.mark.parametrize("away", ["library", "empty"])
def test_an_unmounted_library_is_one_line(site: Site, away: str) -> None:
    shutil.rmtree(site.library)
    if away == "empty":
        site.library.mkdir()
    (line,) = lines(site)
    assert str(site.library) in line


def test_a_mount_point_with_a_file_in_it_is_one_line(site: Site) -> None:
    shutil.rmtree(site.library)
    site.write(".not-mounted", b"")
    assert lines(site) == ["6 of 6 photographs are not there; is a disk not mounted?"]


def test_a_library_that_is_mostly_gone_is_one_line(site: Site) -> None:
    shutil.rmtree(site.library / "disk")
    (site.library / "rome/a.jpg").unlink()
    (site.library / "rome/b.jpg").unlink()
    assert lines(site) == ["4 of 6 photographs are not there; is a disk not mounted?"]


def test_a_disk_with_most_of_a_library_is_told_by_its_name(site: Site) -> None:
    for number in range(120):
        site.write(f"disk/x/album{number % 7}/{number}.jpg")
    site.sync()
    shutil.rmtree(site.library / "disk")
    assert lines(site) == ["the folder disk is gone with its 122 photographs; is its disk mounted?"]


@pytest.mark.parametrize("kept", [None, "disk/.keep", "disk/.git/a.jpg", "disk/x/readme.txt"])
def test_an_empty_mount_point_is_one_line(site: Site, kept: str | None) -> None:
    shutil.rmtree(site.library / "disk")
    (site.library / "disk").mkdir()
    if kept is not None:
        site.write(kept)
    assert lines(site) == ["the folder disk holds none of its 2 photographs; is its disk mounted?"]


def test_an_emptied_folder_of_one_picture_is_told_by_its_name(site: Site) -> None:
    (site.library / "disk/x/1.jpg").unlink()
    assert lines(site) == [f"x  {site.album_url('disk/x')}", "    disk/x/1.jpg"]


def test_the_highest_lost_folder_is_named_and_files_elsewhere_by_album(site: Site) -> None:
    for number in range(4):
        site.write(f"stays/{number}.jpg")
    site.sync()
    shutil.rmtree(site.library / "disk")
    (site.library / "rome/b.jpg").unlink()
    assert lines(site) == [
        "the folder disk is gone with its 2 photographs; is its disk mounted?",
        f"rome  {site.album_url('rome')}",
        "    rome/b.jpg",
    ]


def test_an_album_whose_files_were_replaced_is_listed_file_by_file(site: Site) -> None:
    for name in "abc":
        (site.library / f"rome/{name}.jpg").rename(site.library / f"rome/new-{name}.jpg")
    assert len(lines(site)) == 4


def test_hostile_names_stay_on_their_line(site: Site) -> None:
    site.write("rome/x\n2026 \x1b[2J\udcff.jpg")
    for name in "ab":
        site.write(f"x\n2026 \x1b[2J\udcff/{name}.jpg")
    site.sync()
    (site.library / "rome/x\n2026 \x1b[2J\udcff.jpg").unlink()
    shutil.rmtree(site.library / "x\n2026 \x1b[2J\udcff")
    said = lines(site)
    assert said[0].startswith(r"the folder x\n2026 \x1b[2J\xff is gone")
    assert said[2:] == [r"    rome/x\n2026 \x1b[2J\xff.jpg"]


def test_a_row_whose_place_was_taken_is_missing_by_its_name(site: Site) -> None:
    with site.session() as session:
        row = session.get_one(Image, site.image("rome/a.jpg").id)
        row.path = f"\0gone/{row.id}/a.jpg"
        row.state = ImageState.MISSING
    assert lines(site)[1:] == ["    a.jpg"]


def test_of_very_many_only_the_first_are_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missing, "MOST_NAMED", 2)
    site.write("rome/d.jpg")
    site.sync()
    for name in ("a", "b", "c"):
        (site.library / f"rome/{name}.jpg").unlink()
    assert lines(site)[1:] == ["    rome/a.jpg", "    rome/b.jpg", "and 1 more"]


def test_of_very_many_folders_only_the_first_are_named(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(missing_lines, "MOST_NAMED", 1)
    for number in range(6):
        site.write(f"gone{number // 2}/{number}.jpg")
        site.write(f"stays/{number}.jpg")
    site.sync()
    for number in range(3):
        shutil.rmtree(site.library / f"gone{number}")
    (first, second) = lines(site)
    assert first.endswith("is gone with its 2 photographs; is its disk mounted?")
    assert second == "and 2 more folders"


def test_a_folder_that_becomes_a_link_is_gone(site: Site, tmp_path: Path) -> None:
    (site.library / "disk").rename(tmp_path / "disk")
    (site.library / "disk").symlink_to(tmp_path / "disk")
    assert lines(site) == ["the folder disk is gone with its 2 photographs; is its disk mounted?"]

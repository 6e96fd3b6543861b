"""Which originals are not there."""

import shutil
from pathlib import Path

import pytest

from bviewer.catalog import missing as room
from bviewer.catalog.galleries import find_gallery
from bviewer.catalog.missing import Missing, described, find_missing
from bviewer.models import Image, ImageState, Visibility
from tests.site import Site


def look(site: Site) -> Missing:
    """What is missing in the one gallery."""
    with site.session() as session:
        return find_missing(session, find_gallery(session, "pub.test"), site.runtime.library)


def lines(site: Site) -> list[str]:
    """The same, as people read it."""
    with site.session() as session:
        gallery = find_gallery(session, "pub.test")
        found = find_missing(session, gallery, site.runtime.library)
        return list(described(session, gallery, found))


@pytest.fixture
def site(site: Site) -> Site:
    """Some albums, nothing missing."""
    for path in ("rome/a.jpg", "rome/b.jpg", "rome/c.jpg", "disk/x/1.jpg", "disk/y/2.jpg", "t.jpg"):
        site.write(path)
    site.sync()
    return site


def test_nothing_is_missing(site: Site) -> None:
    found = look(site)
    assert (found.number, found.digest, lines(site)) == (0, "", [])


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
    assert look(site).number == 3


def test_files_marked_by_a_sync_are_listed_as_well_and_no_row_changes(site: Site) -> None:
    (site.library / "rome/b.jpg").unlink()
    site.sync()
    (site.library / "rome/c.jpg").unlink()
    assert lines(site)[1:] == ["    rome/b.jpg", "    rome/c.jpg"]
    assert site.image("rome/b.jpg").state == ImageState.MISSING
    assert site.image("rome/c.jpg").state == ImageState.READY


def test_a_file_that_is_back_is_not_missing(site: Site) -> None:
    (site.library / "rome/b.jpg").unlink()
    site.sync()
    site.write("rome/b.jpg")
    assert look(site).number == 0


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
    assert look(site).digest


def test_a_gallery_without_images_misses_nothing(site: Site) -> None:
    (site.library / "new").mkdir()
    site.add_gallery("new.test", home="new")
    with site.session() as session:
        found = find_missing(session, find_gallery(session, "new.test"), site.runtime.library)
    assert (found.offline, found.number) == ("", 0)


def test_an_empty_mount_point_is_one_line(site: Site) -> None:
    shutil.rmtree(site.library / "disk")
    (site.library / "disk").mkdir()
    assert lines(site) == ["the folder disk is empty; is its disk mounted? (2 images)"]
    assert look(site).number == 2


def test_an_emptied_folder_of_one_picture_is_told_by_its_name(site: Site) -> None:
    (site.library / "disk/x/1.jpg").unlink()
    assert lines(site) == [f"x  {site.album_url('disk/x')}", "    disk/x/1.jpg"]


def test_a_folder_that_is_gone_is_listed_file_by_file(site: Site) -> None:
    shutil.rmtree(site.library / "disk")
    assert [line.strip() for line in lines(site) if line.startswith(" ")] == [
        "disk/x/1.jpg",
        "disk/y/2.jpg",
    ]


def test_a_link_a_folder_or_another_case_is_not_the_file(site: Site, tmp_path: Path) -> None:
    (site.library / "rome/a.jpg").rename(site.library / "rome/A.jpg")
    (site.library / "rome/b.jpg").unlink()
    (site.library / "rome/b.jpg").mkdir()
    (site.library / "rome/c.jpg").unlink()
    (site.library / "rome/c.jpg").symlink_to(site.library / "t.jpg")
    assert look(site).number == 3


def test_hostile_names_stay_on_their_line(site: Site) -> None:
    site.write("rome/x\n2026 \x1b[2J\udcff.jpg")
    site.sync()
    (site.library / "rome/x\n2026 \x1b[2J\udcff.jpg").unlink()
    said = lines(site)
    assert said[1:] == [r"    rome/x\n2026 \x1b[2J\xff.jpg"]


def test_a_row_whose_place_was_taken_is_missing_by_its_name(site: Site) -> None:
    with site.session() as session:
        row = session.get_one(Image, site.image("rome/a.jpg").id)
        row.path = f"\0gone/{row.id}/a.jpg"
        row.state = ImageState.MISSING
    assert lines(site)[1:] == ["    a.jpg"]


def test_of_very_many_only_the_first_are_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_NAMED", 2)
    for name in ("a", "b", "c"):
        (site.library / f"rome/{name}.jpg").unlink()
    site.write("rome/keep.txt", b"not empty")
    assert lines(site)[1:] == ["    rome/a.jpg", "    rome/b.jpg", "and 1 more"]


def test_the_digest_is_that_of_the_missing_files(site: Site) -> None:
    (site.library / "rome/a.jpg").unlink()
    first = look(site).digest
    assert first == look(site).digest != ""
    site.sync()
    assert look(site).digest == first
    (site.library / "rome/b.jpg").unlink()
    assert look(site).digest != first

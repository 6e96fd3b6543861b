"""Which originals are not there."""

import shutil
from pathlib import Path

import pytest

from bviewer.albums.galleries import find_gallery
from bviewer.library.tree import Library
from bviewer.models import ImageState
from bviewer.sync.missing import Missing, find_missing
from tests.mirrored import mirror
from tests.site import Site


def look(site: Site, host: str = "pub.test") -> Missing:
    """What is missing in a gallery."""
    with site.session() as session:
        gallery = find_gallery(session, host)
        session.expunge(gallery)
    return find_missing(site.runtime.engine, gallery, site.runtime.library)


@pytest.fixture
def site(site: Site) -> Site:
    """Some albums, nothing missing."""
    for path in ("rome/a.jpg", "rome/b.jpg", "rome/c.jpg", "disk/x/1.jpg", "disk/y/2.jpg", "t.jpg"):
        site.write(path)
    mirror(site)
    return site


def test_nothing_is_missing(site: Site) -> None:
    found = look(site)
    assert (found.number, found.total, found.digest) == (0, 6, "")


def test_files_marked_by_a_sync_are_missing_as_well_and_no_row_changes(site: Site) -> None:
    (site.library / "rome/b.jpg").unlink()
    site.sync()
    (site.library / "rome/c.jpg").unlink()
    found = look(site)
    assert [lost.path for lost in found.named] == ["rome/b.jpg", "rome/c.jpg"]
    assert (found.total, found.known, found.vanished) == (6, 5, 1)
    assert site.image("rome/b.jpg").state == ImageState.MISSING
    assert site.image("rome/c.jpg").state == ImageState.READY


def test_a_file_that_is_back_is_not_missing(site: Site) -> None:
    (site.library / "rome/b.jpg").unlink()
    site.sync()
    site.write("rome/b.jpg")
    assert look(site).number == 0


def test_a_gallery_without_images_misses_nothing(site: Site) -> None:
    (site.library / "new").mkdir()
    site.add_gallery("new.test", home="new")
    found = look(site, "new.test")
    assert (found.offline, found.number, found.digest) == ("", 0, "")


def test_a_link_a_folder_or_another_case_is_not_the_file(site: Site) -> None:
    (site.library / "rome/a.jpg").rename(site.library / "rome/A.jpg")
    (site.library / "rome/b.jpg").unlink()
    (site.library / "rome/b.jpg").mkdir()
    (site.library / "rome/c.jpg").unlink()
    (site.library / "rome/c.jpg").symlink_to(site.library / "t.jpg")
    assert (look(site).number, look(site).files) == (3, 3)


@pytest.mark.parametrize(
    ("gone", "is_unmounted"),
    [
        (["rome/a.jpg"], False),
        (["rome/a.jpg", "rome/b.jpg", "disk/x/1.jpg"], False),
        (["rome/a.jpg", "rome/b.jpg", "disk/x/1.jpg", "disk/y/2.jpg"], True),
    ],
)
def test_more_than_half_is_taken_for_a_disk(
    site: Site, gone: list[str], is_unmounted: bool
) -> None:
    for path in gone:
        (site.library / path).unlink()
    assert look(site).is_unmounted is is_unmounted


def test_what_a_sync_was_told_to_accept_is_taken_for_files_unless_it_is_everything(
    site: Site,
) -> None:
    for folder in ("rome", "disk"):
        shutil.rmtree(site.library / folder)
    site.sync(accept_missing=True)
    assert (look(site).number, look(site).is_unmounted) == (5, False)
    (site.library / "t.jpg").rename(site.library / ".t.jpg")
    site.sync(accept_missing=True)
    assert (look(site).number, look(site).is_unmounted) == (6, True)


@pytest.mark.parametrize(("known", "is_unmounted"), [(599, True), (601, False)])
def test_many_are_taken_for_a_disk_beyond_a_tenth(known: int, is_unmounted: bool) -> None:
    found = Missing(files=60, total=known, known=known, vanished=60)
    assert found.is_unmounted is is_unmounted


def test_the_only_image_of_a_gallery_is_told_by_its_name() -> None:
    assert not Missing(files=1, total=1, known=1, vanished=1).is_unmounted


def test_the_digest_is_that_of_the_missing_files(site: Site) -> None:
    (site.library / "rome/a.jpg").unlink()
    first = look(site).digest
    assert first == look(site).digest != ""
    site.sync()
    assert look(site).digest == first
    (site.library / "rome/b.jpg").unlink()
    assert look(site).digest != first


def test_the_digest_is_the_same_however_a_folder_is_lost(site: Site) -> None:
    shutil.rmtree(site.library / "disk")
    first = look(site).digest
    (site.library / "disk").mkdir()
    assert look(site).digest == first


def test_no_transaction_is_open_while_the_disk_is_looked_at(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool, open_ones = site.runtime.engine.pool, []
    real = Library.present

    def present(self: Library, *args: object) -> set[str]:
        open_ones.append(pool.checkedout())  # type: ignore[attr-defined]
        return real(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Library, "present", present)
    look(site)
    assert open_ones == [0] * 4


def test_an_offline_library_has_a_digest_in_plain_letters(site: Site, tmp_path: Path) -> None:
    site.library.rename(tmp_path / "away")
    assert look(site).offline
    assert look(site).digest.isalnum()

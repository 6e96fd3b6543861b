"""Moments that people and programs wrote down, where no camera did: what is left out is known by
them as well, and nothing is shown for them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bviewer.albums.removing import restore_deleted
from bviewer.models import Deletion, Visibility
from tests.clips import taken_at
from tests.functional.folders import move
from tests.pictures import jpeg
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import (
    FIRST,
    age_and_sync,
    dated,
    fill,
    picture,
    put_into_vault,
    says_when,
    shown_in,
    take_out,
)

NOON = FIRST + timedelta(hours=12)
JSON = b'{"title": "1.jpg", "photoTakenTime": {"timestamp": "%d"}}'
LEAVE_OUT = pytest.mark.parametrize(
    "leave_out", [take_out, put_into_vault], ids=["removed", "moved"]
)


@pytest.fixture
def vault(site: Site) -> Site:
    """A site with two albums, one of which is private."""
    fill(site, "open/2.jpg", "vault/9.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    return site


def replace(site: Site, path: str, new: str, content: bytes) -> None:
    """As programs do that write another file, and then delete the former one."""
    site.write(new, content)
    (site.library / path).unlink()


@LEAVE_OUT
@pytest.mark.parametrize(
    ("name", "content", "new", "edited"),
    [
        ("1.jpg", dated(31), "one.jpg", dated(31, width=12)),
        ("1.png", dated(31, "PNG"), "one.png", dated(31, "PNG", width=12)),
        ("1.jpg", picture(31), "one.png", dated(31, "PNG")),
        ("1.jpg", dated(31), "one.jpg", picture(31)),
    ],
    ids=["XMP", "XMP of PNG", "exported", "written by a camera"],
)
def test_what_was_written_anew_and_renamed_is_known_by_the_moment_that_it_says(
    vault: Site,
    leave_out: Callable[[Site, str], None],
    name: str,
    content: bytes,
    new: str,
    edited: bytes,
):
    vault.write(f"open/{name}", content)
    age_and_sync(vault)
    leave_out(vault, f"open/{name}")
    replace(vault, f"open/{name}", f"open/{new}", edited)
    vault.write("open/other.jpg", dated(77, width=8))  # It may get the inode that is free.
    for _ in range(2):
        age_and_sync(vault)
        assert shown_in(vault, "open") == ["open/2.jpg", "open/other.jpg"]


@LEAVE_OUT
@pytest.mark.parametrize(
    ("extension", "text"),
    [
        ("xmp", says_when(NOON)),
        ("json", JSON % NOON.timestamp()),
    ],
)
def test_so_it_is_by_the_moment_that_is_said_beside_it(
    vault: Site, leave_out: Callable[[Site, str], None], extension: str, text: bytes
):
    vault.write("open/1.jpg", jpeg(16, 12))
    vault.write(f"open/1.jpg.{extension}", text)
    age_and_sync(vault)
    leave_out(vault, "open/1.jpg")
    replace(vault, "open/1.jpg", "open/one.jpg", jpeg(12, 16))
    move(vault, f"open/1.jpg.{extension}", f"open/one.jpg.{extension}")
    for _ in range(2):
        age_and_sync(vault)
        assert shown_in(vault, "open") == ["open/2.jpg"]


@LEAVE_OUT
def test_what_was_dated_anew_is_known_by_its_name_although_another_one_says_its_moment(
    vault: Site, leave_out: Callable[[Site, str], None]
):
    vault.write("open/1.jpg", dated(31))
    age_and_sync(vault)
    leave_out(vault, "open/1.jpg")
    vault.write("open/1.new", dated(55, width=12))
    move(vault, "open/1.new", "open/1.jpg")
    vault.write("open/other.jpg", dated(31, width=8))
    age_and_sync(vault)
    assert "open/1.jpg" not in shown_in(vault, "open")


@LEAVE_OUT
def test_what_is_edited_beside_what_it_was_is_known_by_its_moment(
    vault: Site, leave_out: Callable[[Site, str], None]
):
    """A program keeps what it was by another name, and writes it over with another size."""
    vault.write("open/1.jpg", dated(31))
    age_and_sync(vault)
    leave_out(vault, "open/1.jpg")
    vault.write("open/one.jpg", dated(31))
    (vault.library / "open/1.jpg").write_bytes(dated(31, width=12))
    move(vault, "open/1.jpg", "open/other.jpg")
    age_and_sync(vault)
    assert shown_in(vault, "open") == ["open/2.jpg"]


@pytest.mark.parametrize("moment", ["2020", "2020-01-01"])
def test_of_what_says_a_day_alone_others_are_shown(vault: Site, moment: str):
    vault.write("open/1.jpg", jpeg(16, 12, xmp=says_when(moment)))
    age_and_sync(vault)
    take_out(vault, "open/1.jpg")
    replace(vault, "open/1.jpg", "open/other.jpg", jpeg(12, 12, xmp=says_when(moment)))
    age_and_sync(vault)
    assert shown_in(vault, "open") == ["open/2.jpg", "open/other.jpg"]


def test_a_photograph_is_no_version_of_a_clip(vault: Site):
    vault.write("open/1.mp4", taken_at(1))
    age_and_sync(vault)
    taken = vault.image("open/1.mp4").time
    take_out(vault, "open/1.mp4")
    (vault.library / "open/1.mp4").unlink()
    number = (taken - FIRST) // timedelta(minutes=1)
    vault.write("open/other.jpg", dated(number))
    age_and_sync(vault)
    assert vault.image("open/other.jpg").time == taken
    assert visible(vault) == {"open/2.jpg", "open/other.jpg"}


def test_what_was_removed_is_put_back_as_what_it_became(site: Site):
    site.write("open/1.jpg", dated(31))
    fill(site, "open/2.jpg")
    take_out(site, "open/1.jpg")
    replace(site, "open/1.jpg", "open/one.jpg", dated(31, width=12))
    age_and_sync(site)
    with site.session() as session:
        restore_deleted(session, session.scalars(select(Deletion)).one())
    assert visible(site) == {"open/one.jpg", "open/2.jpg"}
    assert site.sync().unchanged == 2

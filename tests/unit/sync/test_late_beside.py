"""Films and RAW files that come after their photographs were taken out of an album."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bviewer.albums.chosen_items import choose
from bviewer.albums.excluding import include_all
from bviewer.albums.removing import remove_items, restore_deleted
from bviewer.albums.transfers import move_items
from bviewer.albums.trash import delete_album
from bviewer.models import Album, Deletion, Image, ItemKind, Visibility
from tests.clips import taken_at
from tests.functional.folders import copy, move
from tests.functional.happenings import delete_for_good
from tests.motion import apple_film, apple_photo
from tests.pictures import dng, jpeg
from tests.site import Site
from tests.unit.sync.checks import visible
from tests.unit.sync.fixtures import (
    PHONE,
    age_and_sync,
    edit,
    fill,
    images_in,
    put_into_vault,
    take_out,
    write_anew,
)

OTHER = "00000000-50A4-4D4B-9A2E-2F0C6E1B9D11"


def choose_and_leave_out(site: Site, path: str, *, into_vault: bool) -> int:
    """Move a picture by hand into a private album, or remove it, with all that goes along; return
    how many items these are."""
    with site.session() as session:
        image = session.scalars(select(Image).filter_by(path=path)).one()
        source = session.get_one(Album, image.album_id)
        chosen = choose(session, source, [image.id])
        if into_vault:
            vault = session.scalars(select(Album).filter_by(folder="vault")).one()
            move_items(session, source, vault, chosen)
        else:
            remove_items(session, source, chosen)
        return chosen.number


@pytest.mark.parametrize("into_vault", [True, False])
def test_the_film_that_comes_after_its_photograph_was_taken_out_stays_out(
    site: Site, into_vault: bool
):
    fill(site, f"open/{PHONE}.jpg", "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    (put_into_vault if into_vault else take_out)(site, f"open/{PHONE}.jpg")
    site.write(f"open/{PHONE}.MOV", taken_at(1))
    site.write("open/2.mov", taken_at(2))
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg", "open/2.mov"}
        assert site.image("open/2.mov").kind == ItemKind.MOTION
        assert site.image(f"open/{PHONE}.MOV").kind == ItemKind.MOTION
    site.write("other/film.mov", taken_at(1))
    age_and_sync(site)
    assert visible(site) == {"open/2.jpg", "open/2.mov"}


@pytest.mark.parametrize(
    ("still", "beside", "content"),
    [
        (f"{PHONE}.jpg", f"{PHONE}.MOV", taken_at(1)),
        ("IMG_1.jpg", "IMG_1.dng", dng(jpeg(60, 40))),
        ("IMG_1.jpg", "film.mov", apple_film()),
    ],
    ids=["clip", "raw", "film"],
)
def test_what_belongs_to_a_photograph_that_was_taken_out_may_come_from_another_album(
    site: Site, still: str, beside: str, content: bytes
):
    fill(site, "open/2.jpg", "vault/3.jpg")
    site.write(f"open/{still}", apple_photo())
    site.write(f"vault/{beside}", content)
    site.sync()
    site.set_visibility("vault", Visibility.PRIVATE)
    take_out(site, f"open/{still}")
    (site.library / f"vault/{beside}").rename(site.library / f"open/{beside}")
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg"}


@pytest.mark.parametrize("folder", ["a", "z"])
@pytest.mark.parametrize("into_vault", [True, False])
def test_a_copy_that_came_with_a_late_film_is_as_closed(site: Site, into_vault: bool, folder: str):
    fill(site, f"open/{PHONE}.jpg", "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    (put_into_vault if into_vault else take_out)(site, f"open/{PHONE}.jpg")
    for path in (f"open/{PHONE}.MOV", f"{folder}/film.mov"):
        site.write(path, taken_at(1))
    age_and_sync(site)
    assert visible(site) == {"open/2.jpg"}


def test_the_film_that_comes_late_is_put_back_with_its_photograph(site: Site):
    fill(site, f"open/{PHONE}.jpg")
    take_out(site, f"open/{PHONE}.jpg")
    site.write(f"open/{PHONE}.MOV", taken_at(1))
    age_and_sync(site)
    with site.session() as session:
        restore_deleted(session, session.scalars(select(Deletion)).one())
    age_and_sync(site)
    assert visible(site) == {f"open/{PHONE}.jpg", f"open/{PHONE}.MOV"}
    assert site.image(f"open/{PHONE}.MOV").kind == ItemKind.MOTION


@pytest.mark.parametrize("happen", [edit, write_anew])
def test_edited_and_late_it_is_as_closed_as_an_album_that_is_gone_for_good(
    site: Site, happen: Callable[[Site, str], None]
):
    fill(site, f"open/{PHONE}.jpg", "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    put_into_vault(site, f"open/{PHONE}.jpg")
    with site.session() as session:
        delete_album(session, session.scalars(select(Album).filter_by(folder="vault")).one())
    delete_for_good(site)
    happen(site, f"open/{PHONE}.jpg")
    site.write(f"open/{PHONE}.MOV", taken_at(1))
    age_and_sync(site)
    for name in (f"{PHONE}.jpg", f"{PHONE}.MOV"):
        move(site, f"open/{name}", f"{name}/{name}")
    age_and_sync(site)
    assert visible(site) == {"open/2.jpg"}


@pytest.mark.parametrize("into_vault", [True, False])
@pytest.mark.parametrize("name", ["IMG_0001_HEVC.MOV", "IMG_0001.MOV"])
def test_it_is_known_by_what_both_files_say_whatever_it_is_called(
    site: Site, into_vault: bool, name: str
):
    site.write("open/IMG_0001.JPG", apple_photo())
    fill(site, "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    (put_into_vault if into_vault else take_out)(site, "open/IMG_0001.JPG")
    site.write(f"open/{name}", apple_film())
    site.write("open/other.mov", apple_film(OTHER))
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg", "open/other.mov"}


def test_a_film_that_a_photograph_in_its_album_moves_by_is_not_left_out_with_a_copy_of_that(
    site: Site,
):
    for name in ("IMG_0001.JPG", "copy.jpg"):
        site.write(f"open/{name}", apple_photo())
    fill(site, "vault/3.jpg")
    take_out(site, "open/copy.jpg")
    site.write("open/IMG_0001_HEVC.MOV", apple_film())
    age_and_sync(site)
    assert site.image("open/IMG_0001_HEVC.MOV").kind == ItemKind.MOTION


def test_it_stays_out_although_a_sync_saw_the_beginning_of_it_alone(site: Site):
    fill(site, f"open/{PHONE}.jpg", "open/2.jpg")
    take_out(site, f"open/{PHONE}.jpg")
    film = taken_at(1)
    for length in (0, len(film) // 2, len(film)):
        site.write(f"open/{PHONE}.MOV", film[:length])
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg"}


@pytest.mark.parametrize("into_vault", [True, False])
@pytest.mark.parametrize("is_still_away", [True, False])
def test_a_film_that_is_missing_is_taken_out_with_its_photograph(
    site: Site, into_vault: bool, is_still_away: bool
):
    site.write(f"open/{PHONE}.MOV", taken_at(1))
    site.write("open/4.mov", taken_at(2))
    fill(site, f"open/{PHONE}.jpg", "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    away = [f"{PHONE}.MOV", "4.mov", *([f"{PHONE}.jpg"] if is_still_away else [])]
    for name in away:
        move(site, f"open/{name}", f".away/{name}")
    age_and_sync(site)
    assert choose_and_leave_out(site, f"open/{PHONE}.jpg", into_vault=into_vault) == 2
    for name in away:
        move(site, f".away/{name}", f"open/{name}")
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg", "open/4.mov"}
    if into_vault:
        assert site.image(f"open/{PHONE}.MOV").kind == ItemKind.MOTION


@pytest.mark.parametrize(
    ("name", "content"), [("1.dng", dng(jpeg(60, 40))), ("1.mov", taken_at(1))], ids=["raw", "clip"]
)
@pytest.mark.parametrize("bring", [copy, move])
@pytest.mark.parametrize("source", ["other", "secret/below"])
def test_what_is_known_from_a_private_album_is_not_shown_beside_a_photograph_by_its_name(
    site: Site, name: str, content: bytes, bring: Callable[[Site, str, str], None], source: str
):
    site.write(f"{source}/{name}", content)
    fill(site, "secret/1.jpg", "open/2.jpg", f"{source}/3.jpg")
    for folder in ("secret", source):
        site.set_visibility(folder, Visibility.PRIVATE)
    with site.session() as session:
        albums = {album.folder: album for album in session.scalars(select(Album))}
        image_id = session.scalars(select(Image.id).filter_by(path="secret/1.jpg")).one()
        chosen = choose(session, albums["secret"], [image_id])
        move_items(session, albums["secret"], albums["open"], chosen, may_open=True)
    bring(site, f"{source}/{name}", f"secret/{name}")
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg", "secret/1.jpg"}
    assert f"secret/{name}" not in images_in(site, "open")


@pytest.mark.parametrize(
    ("name", "content"), [("1.dng", dng(jpeg(60, 40))), ("1.mov", taken_at(1))], ids=["raw", "clip"]
)
@pytest.mark.parametrize("bring", [copy, move])
@pytest.mark.parametrize("into", [Visibility.VISIBLE, Visibility.HIDDEN])
def test_what_is_known_from_a_private_album_stays_out_beside_a_photograph_that_is_elsewhere(
    site: Site, name: str, content: bytes, bring: Callable[[Site, str, str], None], into: Visibility
):
    site.write(f"secret/{name}", content)
    fill(site, "open/1.jpg", "open/2.jpg", "secret/3.jpg", "vault/4.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    site.set_visibility("vault", into)
    put_into_vault(site, "open/1.jpg")
    bring(site, f"secret/{name}", f"open/{name}")
    for _ in range(2):
        age_and_sync(site)
        assert f"open/{name}" not in visible(site)
        assert f"open/{name}" not in images_in(site, "vault")
    with site.session() as session:
        albums = {album.folder: album for album in session.scalars(select(Album))}
        image_id = session.scalars(select(Image.id).filter_by(path="open/1.jpg")).one()
        chosen = choose(session, albums["vault"], [image_id])
        move_items(session, albums["vault"], albums["open"], chosen, may_open=True)
        include_all(session, albums["open"])
    age_and_sync(site)
    assert visible(site) >= {"open/1.jpg", f"open/{name}"}


@pytest.mark.parametrize("into_vault", [True, False])
def test_a_film_that_a_sync_saw_half_is_taken_out_with_its_photograph(site: Site, into_vault: bool):
    film = taken_at(1)
    site.write(f"open/{PHONE}.MOV", film[: len(film) // 2])
    fill(site, f"open/{PHONE}.jpg", "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    choose_and_leave_out(site, f"open/{PHONE}.jpg", into_vault=into_vault)
    assert f"open/{PHONE}.MOV" not in images_in(site, "open")
    site.write(f"open/{PHONE}.MOV", film)
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg"}
    if into_vault:
        assert site.image(f"open/{PHONE}.MOV").kind == ItemKind.MOTION


@pytest.mark.parametrize("into_vault", [True, False])
def test_a_film_that_a_sync_saw_half_is_left_out_when_it_says_what_it_belongs_to(
    site: Site, into_vault: bool
):
    film = apple_film()
    site.write("open/IMG_0001.JPG", apple_photo())
    for name in ("IMG_0001_HEVC.MOV", "other.mov"):
        site.write(f"open/{name}", film[: len(film) // 2])
    fill(site, "open/2.jpg", "vault/3.jpg")
    site.set_visibility("vault", Visibility.PRIVATE)
    choose_and_leave_out(site, "open/IMG_0001.JPG", into_vault=into_vault)
    site.write("open/IMG_0001_HEVC.MOV", film)
    site.write("open/other.mov", apple_film(OTHER))
    for _ in range(2):
        age_and_sync(site)
        assert visible(site) == {"open/2.jpg", "open/other.mov"}

from datetime import timedelta

import pytest

from bviewer.models import Album, Visibility, now
from bviewer.sync.appearing import Appearing
from bviewer.sync.apply import make_room, mark_lost, move_images
from bviewer.sync.arrivals import Arrivals
from bviewer.sync.report import Report
from tests.site import Site
from tests.unit.sync.checks import dump, rows
from tests.unit.sync.fixtures import GALLERY, fill


def move(site: Site, moves: dict[str, str], *appearing: str) -> set[str]:
    by_id = {site.image(old).id: new for old, new in moves.items()}
    with site.session() as session:
        return move_images(session, by_id, Arrivals(GALLERY, Report(), Appearing(appearing)))


def test_images_may_exchange_their_paths_also_between_albums(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg")
    one, two = site.image("a/1.jpg"), site.image("b/2.jpg")
    move(site, {"a/1.jpg": "b/2.jpg", "b/2.jpg": "a/1.jpg"})
    assert site.image("b/2.jpg").id == one.id
    assert site.image("a/1.jpg").id == two.id
    assert site.image("a/1.jpg").album_id == one.album_id


def test_a_renamed_image_is_sorted_by_its_new_name(site: Site):
    fill(site, "a/1.jpg")
    move(site, {"a/1.jpg": "a/zebra.jpg"})
    assert site.image("a/zebra.jpg").sort_key == b"zebra\0.jpg"


def test_the_albums_on_both_sides_are_told(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg")
    touched = {site.album("a").id, site.album("b").id}
    assert move(site, {"a/1.jpg": "b/1.jpg"}) == touched


def test_an_image_that_is_there_already_is_left_alone(site: Site):
    fill(site, "a/1.jpg")
    before = dump(site)
    assert move(site, {"a/1.jpg": "a/1.jpg"}) == set()
    assert dump(site) == before


def test_whoever_holds_the_place_is_missing_and_steps_aside(site: Site):
    fill(site, "1.jpg", "2.jpg")
    displaced = site.image("2.jpg").id
    move(site, {"1.jpg": "2.jpg"})
    image = rows(site)[1][displaced]
    assert (image.state, image.path) == ("missing", f"\0gone/{displaced}/2.jpg")


def test_any_number_of_images_may_step_aside_from_one_place(site: Site):
    fill(site, "1.jpg", "2.jpg", "3.jpg")
    move(site, {"1.jpg": "3.jpg"})
    move(site, {"2.jpg": "3.jpg"})
    with site.session() as session:
        make_room(session, site.album("").id, {"3.jpg"})
    assert [image.state for image in rows(site)[1].values()] == ["missing"] * 3


@pytest.mark.parametrize("flag", [Visibility.PRIVATE, Visibility.HIDDEN])
@pytest.mark.parametrize("target", ["new", "empty", "emptied"])
def test_an_album_that_was_empty_is_no_more_open_than_where_images_come_from(
    site: Site, flag: Visibility, target: str
):
    fill(site, "closed/below/1.jpg", "emptied/x.jpg", "other/2.jpg", "other/3.jpg")
    (site.library / "empty").mkdir()
    (site.library / "emptied" / "x.jpg").unlink()
    site.sync()
    site.set_visibility("closed", flag)
    moves = {"closed/below/1.jpg": f"{target}/1.jpg", "other/2.jpg": f"{target}/2.jpg"}
    move(site, moves, target)
    assert site.album(target).visibility == flag


def test_an_album_that_holds_images_stays_as_open_as_it_is(site: Site):
    fill(site, "closed/1.jpg", "open/2.jpg")
    site.set_visibility("closed", Visibility.PRIVATE)
    move(site, {"closed/1.jpg": "open/1.jpg"})
    assert site.album("open").visibility == Visibility.VISIBLE


def test_what_is_lost_is_marked_and_nothing_else_of_it_changes(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg")
    album, image = site.album("a"), site.image("a/1.jpg")
    before = now()
    with site.session() as session:
        session.get_one(Album, album.id).gone_at = before - timedelta(hours=30)
        touched = mark_lost(session, {image.id}, {album.id}, Report())
    assert touched == {album.id, album.parent_id}
    albums, images = rows(site)
    assert albums[album.id].gone_at >= before, "it may have been back meanwhile"
    assert (albums[album.id].missing, images[image.id].state) == (True, "missing")
    for column in ("path", "album_id", "size", "mtime_ns", "quick_hash", "time", "width"):
        assert getattr(images[image.id], column) == getattr(image, column)


def test_the_number_of_selects_does_not_grow_with_the_number_of_images(site: Site):
    fill(site, *(f"a/{number}.jpg" for number in range(60)))
    moves = {site.image(f"a/{number}.jpg").id: f"b/{number}.jpg" for number in range(60)}
    with site.statements() as statements, site.session() as session:
        move_images(session, moves, Arrivals(GALLERY, Report()))
    assert len([statement for statement in statements if statement.startswith("SELECT")]) < 12

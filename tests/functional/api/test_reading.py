"""Lists and documents: which part is asked for, in which order, and what has not changed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update
from webtest import TestApp

from bviewer.albums.editing import set_order
from bviewer.albums.item_editing import ItemValues
from bviewer.albums.summaries import refresh_summaries
from bviewer.api import telling
from bviewer.models import Album, Image, ImageState, Scope, SortOrder, Visibility
from bviewer.security.visitor import ShareOption
from bviewer.tree.ways import albums_at_their_places
from bviewer.videos.editing import add_video
from tests.functional.api.test_crawl_property import listed
from tests.functional.stacks import everywhere
from tests.functional.test_shares import follow, link_to
from tests.functional.test_statements import add_album, cost
from tests.site import Site
from tests.stack import Stack

pytestmark = everywhere

NUMBER = 7


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, database: Stack) -> Iterator[Site]:
    """A site of rows without files: an album with seven photographs, a day after the other."""
    site = Site(tmp_path_factory.mktemp("reading"), database, waiting=True)
    site.add_gallery()
    with site.session() as session:
        add_album(session, "trip", NUMBER)
        add_album(session, "trip/days", 1)
        album = session.scalars(select(Album).where(Album.folder == "trip")).one()
        for number, image in enumerate(images(session, album.id)):
            image.time = datetime(2019 + number, 1, 1 + number, 12)
            image.offset_minutes = 60 * (number - 3) + 30
        images(session, album.id)[1].state = ImageState.BROKEN
        images(session, album.id)[2].state = ImageState.MISSING
        refresh_summaries(session, session.scalars(select(Album.id)))
    yield site
    site.close()


def images(session: Any, album_id: str) -> list[Image]:
    """The photographs of an album in their order."""
    return list(
        session.scalars(select(Image).where(Image.album_id == album_id).order_by(Image.path))
    )


@pytest.fixture
def owner(site: Site) -> TestApp:
    """The owner's program."""
    return site.program("owner")


def items(site: Site, app: TestApp, query: str = "") -> list[str]:
    """The days of the years of the items of the album, page after page."""
    documents = listed(app, f"/api/v1/items?album={site.album('trip').id}&limit=2{query}")
    return [document["taken"]["local"][:10] for document in documents]


DAYS = [f"{2019 + number}-01-{1 + number:02}" for number in range(NUMBER)]


def test_items_of_an_album_come_in_its_order(site: Site, owner: TestApp) -> None:
    assert items(site, owner) == DAYS
    assert items(site, site.browser()) == [day for day in DAYS if day != DAYS[2]]
    for order, expected in {
        SortOrder.NEWEST: DAYS[::-1],
        SortOrder.NAME: DAYS,
        SortOrder.NAME_DOWN: DAYS[::-1],
        SortOrder.HAND: DAYS,
        SortOrder.OLDEST: DAYS,
    }.items():
        with site.session() as session:
            set_order(session.get_one(Album, site.album("trip").id), order)
        assert items(site, owner) == expected, order


def test_a_page_begins_anew_where_the_order_has_changed(site: Site, owner: TestApp) -> None:
    album_id = site.album("trip").id
    first = owner.get(f"/api/v1/items?album={album_id}&limit=2").json
    with site.session() as session:
        set_order(session.get_one(Album, album_id), SortOrder.NEWEST)
    second = owner.get(f"/api/v1/items?album={album_id}&limit=2&after={first['after']}").json
    with site.session() as session:
        set_order(session.get_one(Album, album_id), SortOrder.OLDEST)
    assert second["data"][0]["taken"]["local"].startswith(DAYS[-1])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("&year=2021", [DAYS[2]]),
        ("&since=2023-01-05T12:00:00", DAYS[4:]),
        ("&since=2023-01-05T12:00:01", DAYS[5:]),
        ("&missing=true", [DAYS[2]]),
        ("&missing=false&broken=false", [DAYS[0], *DAYS[3:]]),
        ("&broken=true", [DAYS[1]]),
        ("&kind=clip", []),
        ("&kind=image&year=2020", [DAYS[1]]),
    ],
)
def test_items_are_filtered(site: Site, owner: TestApp, query: str, expected: list[str]) -> None:
    assert items(site, owner, query) == expected
    ids = [each["id"] for each in listed(owner, f"/api/v1/items?limit=3{query}")]
    assert len(ids) == len(set(ids)) >= len(expected)


def test_nobody_else_is_told_what_is_missing(site: Site) -> None:
    assert items(site, site.browser(), "&missing=true") == []


def test_a_list_tells_the_fields_that_are_asked_for(owner: TestApp) -> None:
    answer = owner.get("/api/v1/items?fields=id,taken&limit=1").json
    assert [list(each) for each in answer["data"]] == [["id", "taken"]]
    assert answer["after"]
    refused = owner.get("/api/v1/items?fields=id,secret", status=400).json
    assert refused["errors"][0]["parameter"] == "fields"
    assert "secret" in refused["errors"][0]["detail"]


def test_times_are_local_with_their_offset_apart(site: Site, owner: TestApp) -> None:
    documents = listed(owner, f"/api/v1/items?album={site.album('trip').id}")
    assert [each["taken"]["offset"] for each in documents[:4]] == [
        *("-02:30", "-01:30", "-00:30", "+00:30")
    ]
    assert documents[0]["taken"]["local"] == "2019-01-01T12:00:00"


def test_a_file_is_called_by_its_name_where_it_may_be_had(site: Site, owner: TestApp) -> None:
    album_id = site.album("trip").id
    with site.session() as session:
        trip = session.get_one(Album, album_id)
        before = images(session, trip.id)[0].path
        images(session, trip.id)[0].path = "trip/0\n\u202egpj.HEIC"
        trip.downloads = False
    told = [
        (each["media_type"], each["file_name"])
        for app in (owner, site.browser())
        for each in listed(app, f"/api/v1/items?album={album_id}")[:1]
    ]
    with site.session() as session:
        images(session, album_id)[0].path = before
        session.get_one(Album, album_id).downloads = None
    assert told == [("image/heic", "0\\n\\u202egpj.HEIC"), ("image/heic", None)]
    shown = listed(site.browser(), f"/api/v1/items?album={album_id}")[0]
    assert (shown["media_type"], shown["file_name"]) == ("image/jpeg", before.rpartition("/")[2])


def test_a_film_of_a_provider_says_where_it_is(site: Site, owner: TestApp) -> None:
    told, album_id = [], site.album("trip").id
    for address in ("https://youtu.be/dQw4w9WgXcQ", "https://vimeo.com/123456789/0123456789"):
        with site.session() as session:
            trip = session.get_one(Album, album_id)
            item_id = add_video(session, trip, address, ItemValues("", "", None)).id
        told.append(owner.get(f"/api/v1/items/{item_id}").json)
        with site.session() as session:
            session.delete(session.get_one(Image, item_id))
    assert [each["video"] for each in told] == [
        {
            "provider": "youtube",
            "id": "dQw4w9WgXcQ",
            "address": "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        },
        {
            "provider": "vimeo",
            "id": "123456789",
            "address": "https://vimeo.com/123456789/0123456789",
        },
    ]
    first = told[0]
    assert (first["state"], first["taken"]["source"]) == ("bare", None)
    assert (first["media_type"], first["file_name"]) == (None, None)
    assert {each["video"] for each in listed(owner, "/api/v1/items")} == {None}


def test_a_link_without_details_tells_no_offset(site: Site) -> None:
    site.set_visibility("trip", Visibility.PRIVATE)
    told = []
    for options in ([], [ShareOption.DETAILS]):
        browser = site.browser()
        follow(browser, link_to(site, "trip", *options))
        documents = listed(browser, f"/api/v1/items?album={site.album('trip').id}")
        told.append([(each["taken"]["offset"], each["taken"]["source"]) for each in documents[:2]])
    site.set_visibility("trip", Visibility.VISIBLE)
    assert told == [[(None, None)] * 2, [("-02:30", "exif"), ("-01:30", "exif")]]


def test_what_went_away_while_a_list_is_told_is_left_out(
    site: Site, owner: TestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    trip, days = site.album("trip").id, site.album("trip/days").id

    def without_days(*asked: Any) -> dict[str, Any]:
        known = albums_at_their_places(*asked)
        known.pop(days, None)
        return known

    monkeypatch.setattr(telling, "albums_at_their_places", without_days)
    for query in ("", f"?parent={trip}"):
        assert days not in [each["id"] for each in listed(owner, f"/api/v1/albums{query}")]
    albums = {each["album"] for each in listed(owner, "/api/v1/items")}
    assert albums == {trip}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=ten", "limit"),
        ("limit=1&limit=2", "limit"),
        ("colour=red", "colour"),
        ("year=0", "year"),
        ("after=x", "after"),
        ("after=AAAAAAAAAAAAAAAAAAAAAAAA", "after"),
        ("kind=motion", "kind"),
        ("missing=perhaps", "missing"),
        ("since=yesterday", "since"),
        ("since=2024-01-01T00:00:00Z", "since"),
    ],
)
def test_a_query_is_refused_with_its_reason(owner: TestApp, query: str, parameter: str) -> None:
    answer = owner.get(f"/api/v1/items?{query}", status=400)
    assert answer.content_type == "application/problem+json"
    assert [each["parameter"] for each in answer.json["errors"]] == [parameter]


def test_where_a_page_ended_is_good_for_that_list_and_its_reader_alone(
    site: Site, owner: TestApp
) -> None:
    after = owner.get("/api/v1/items?limit=1").json["after"]
    assert owner.get(f"/api/v1/items?limit=3&after={after}").json["data"]
    owner.get(f"/api/v1/items?kind=image&after={after}", status=400)
    owner.get(f"/api/v1/albums?after={after}", status=400)
    site.browser().get(f"/api/v1/items?after={after}", status=400)


def test_what_has_not_changed_is_not_sent_again(site: Site, owner: TestApp) -> None:
    url = f"/api/v1/albums/{site.album('trip').id}"
    answer = owner.get(url)
    tag = answer.headers["ETag"]
    assert answer.headers["Cache-Control"] == "private, no-cache"
    again = owner.get(url, headers={"If-None-Match": f'"other", {tag}'}, status=304)
    assert again.headers["ETag"] == tag
    assert owner.get(url, headers={"If-None-Match": '"other"'}).json == answer.json
    with site.session() as session:
        values = {"description": "Elsewhere"}
        session.execute(update(Album).where(Album.folder == "trip").values(values))
    assert owner.get(url, headers={"If-None-Match": tag}, status=200).headers["ETag"] != tag


def test_an_id_is_written_in_one_way(site: Site, owner: TestApp) -> None:
    album_id = site.album("trip").id
    for path in (f"trip-{album_id}", f"{album_id}/", f"{album_id}/x", f"{album_id}%20", "x", "-"):
        answer = owner.get(f"/api/v1/albums/{path}", status=404)
        assert answer.json["code"] == "missing"
    owner.get(f"/api/v1/items/{album_id}", status=404)


def test_pages_of_people_are_not_found_among_programs(site: Site, owner: TestApp) -> None:
    album_id = site.album("trip").id
    for name in ("edit", "feed", "download", "share"):
        owner.get(f"/api/v1/albums/{album_id}/{name}", status=404)


def test_another_method_is_refused_with_those_that_there_are(site: Site, owner: TestApp) -> None:
    answer = owner.delete("/api/v1/gallery", status=405)
    assert "GET" in answer.headers["Allow"]
    assert answer.json["code"] == "method_not_allowed"
    answer = owner.put("/api/v1/gallery", status=405)
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("path", ["items", "albums", "items?album={trip}", "albums?parent={trip}"])
def test_a_list_costs_as_many_statements_whatever_is_in_it(
    site: Site, owner: TestApp, path: str
) -> None:
    url = f"/api/v1/{path.format(trip=site.album('trip').id)}"
    joined = "&" if "?" in url else "?"
    # Not one: that may be the home, which comes with the address.
    costs = {limit: cost(site, owner, f"{url}{joined}limit={limit}") for limit in (2, 500)}
    assert costs[2] == costs[500]
    assert costs[2] <= 6


def test_a_bound_program_finds_its_album_and_what_is_in_it(site: Site) -> None:
    days = site.album("trip/days").id
    program = site.program("owner", Scope.READ, days)
    assert [each["id"] for each in listed(program, "/api/v1/albums")] == [days]
    assert {each["album"] for each in listed(program, "/api/v1/items")} == {days}
    program.get(f"/api/v1/albums/{site.album('trip').id}", status=404)
    program.get(f"/api/v1/items?album={site.album('trip').id}", status=404)
    program.get("/api/v1/gallery", status=404)
    assert program.get(f"/api/v1/albums/{days}").json["parent"] is None

"""Test data: a gallery of any size, made by COPY (on SQLite by INSERT) and not by looking at files.

The albums of a small world and of a large one differ in number only. What visitors look at in order
to compare them is alike in both: 40 albums at home, an album at depth 8 with 40 photographs, and
one so large that it fills more than one page. All that is random comes from one seed.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Session

from bviewer.albums.summaries import refresh_summaries
from bviewer.db.engine import refresh_statistics
from bviewer.library.names import sort_key
from bviewer.models import Album, Image, ImageState, SortOrder, Visibility
from bviewer.models.base import ID_ALPHABET, ID_LENGTH
from bviewer.tree.urls import album_segment, child_url

DEPTH = 8
AT_HOME = 40  # Albums.
IN_DEEP_ALBUM = 40  # Photographs.
CHILDREN = 30  # At most, of albums other than the top one.

PLACES = ("Rome", "Zürich", "São Paulo", "Грузия", "京都", "New York", "birthday", "at the lake")
CAMERAS = (("Canon", "EOS R6", "IMG_{:04}.JPG"), ("SONY", "ILCE-7M4", "DSC{:05}.jpg"))
# Flags of albums other than those that are compared.
FLAGS = [Visibility.VISIBLE] * 47 + [Visibility.HIDDEN] * 2 + [Visibility.PRIVATE]


class Shape(NamedTuple):
    """Numbers of images and albums, and of images in the largest album."""

    images: int
    albums: int
    largest: int


@dataclass(frozen=True, slots=True)
class Place:
    """An album to be: where it is in the tree, and how many images it holds."""

    id: str
    parent_id: str | None
    depth: int
    folder: str
    title: str
    url: str
    visibility: str = Visibility.VISIBLE
    images: int = 0


class World(NamedTuple):
    """What to look at: albums, and by the ids of these albums their images in order."""

    home: Place
    deep: Place
    largest: Place
    images: dict[str, list[str]]


def make_world(url: str, gallery_id: int, shape: Shape, seed: int = 1) -> World:
    """Fill an empty gallery of a database, count, and let the planner know of it."""
    # Not an application's engine, whose statements must end soon.
    engine = create_engine(url)
    try:
        world = fill(engine, gallery_id, shape, Random(seed))
        with Session(engine) as session, session.begin():
            refresh_summaries(session, session.scalars(select(Album.id)))
        if engine.dialect.name == "sqlite":
            refresh_statistics(engine)
            return world
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
        return world
    finally:
        engine.dispose()


def fill(engine: Engine, gallery_id: int, shape: Shape, random: Random) -> World:
    """Write albums and images."""
    home = find_home(engine, gallery_id)
    deep, largest, *others = make_places(home, shape.albums, random)
    deep = replace(deep, images=IN_DEEP_ALBUM)
    largest = replace(largest, images=shape.largest)
    others = share_out(others, shape.images - deep.images - largest.images, random)
    places = sorted([deep, largest, *others], key=lambda place: place.depth)
    copy(engine, Album, (album_row(gallery_id, place) for place in places))
    images: dict[str, list[str]] = {deep.id: [], largest.id: []}
    copy(engine, Image, image_rows(places, images, random))
    return World(home, deep, largest, images)


def find_home(engine: Engine, gallery_id: int) -> Place:
    """The top album, which is there already."""
    with Session(engine) as session:
        top = session.scalars(
            select(Album).where(Album.gallery_id == gallery_id, Album.parent_id.is_(None))
        ).one()
        return Place(top.id, None, 0, "", top.title, "/")


def make_places(home: Place, number: int, random: Random) -> list[Place]:
    """The albums below the top: first the deep one, then the largest, then all others."""
    places = [make_place(home, position, random) for position in range(AT_HOME)]
    way = [places[0]]
    while way[-1].depth < DEPTH:
        way.append(make_place(way[-1], len(way), random))
    largest = make_place(places[1], 0, random)
    places += [*way[1:-1], largest]
    children = {place.id: 0 for place in places}
    parents = places[2:AT_HOME]
    while len(places) < number - 1:
        parent = random.choice(parents)
        children[parent.id] += 1
        place = make_place(parent, children[parent.id], random, random.choice(FLAGS))
        places.append(place)
        children[place.id] = 0
        if place.depth < DEPTH:
            parents.append(place)
        if children[parent.id] == CHILDREN:
            parents.remove(parent)
    places.remove(largest)
    return [way[-1], largest, *places]


CHANGED = datetime(2026, 1, 1, tzinfo=UTC)


def make_place(
    parent: Place, number: int, random: Random, visibility: str = Visibility.VISIBLE
) -> Place:
    """A child album."""
    title = f"{random.randint(1998, 2026)}-{number:02} {random.choice(PLACES)}"
    place_id = make_id(random)
    return Place(
        id=place_id,
        parent_id=parent.id,
        depth=parent.depth + 1,
        folder=f"{parent.folder}/{title}".lstrip("/"),
        title=title,
        url=child_url(parent.url, album_segment(place_id, title, Visibility.VISIBLE)),
        visibility=visibility,
    )


def make_id(random: Random) -> str:
    """An id like those of `new_id`, but the same again with the same seed."""
    return "".join(random.choices(ID_ALPHABET, k=ID_LENGTH))


def share_out(places: list[Place], images: int, random: Random) -> list[Place]:
    """Give each album its number of images: many have few, and few have many."""
    weights = [random.paretovariate(1.5) for _ in places]
    numbers = [int(images * weight / sum(weights)) for weight in weights]
    numbers[-1] += images - sum(numbers)
    return [replace(place, images=number) for place, number in zip(places, numbers, strict=True)]


def album_row(gallery_id: int, place: Place) -> dict[str, Any]:
    """The row of an album."""
    return {
        "id": place.id,
        "gallery_id": gallery_id,
        "parent_id": place.parent_id,
        "title": place.title,
        "description": "",
        "visibility": place.visibility,
        "order": SortOrder.OLDEST,
        "folder": os.fsencode(place.folder),
        "missing": False,
        "sort_key": sort_key(place.title),
        "updated_at": CHANGED,
    }


def image_rows(
    places: Iterable[Place], compared: dict[str, list[str]], random: Random
) -> Iterator[dict[str, Any]]:
    """The rows of all images; adds the ids of the `compared` albums' ones to their lists."""
    for place in places:
        start = datetime(1998, 1, 1) + timedelta(minutes=random.randrange(15_000_000))
        camera = random.choice(CAMERAS)
        for number in range(place.images):
            row = image_row(place, number, camera, start, random)
            if place.id in compared:
                compared[place.id].append(row["id"])
            elif number % 200 == 199:
                row["state"] = ImageState.MISSING
            yield row


def image_row(
    place: Place, number: int, camera: tuple[str, str, str], start: datetime, random: Random
) -> dict[str, Any]:
    """The row of an image, ten seconds later than the one before."""
    make, model, pattern = camera
    name = pattern.format(number)
    time = start + timedelta(seconds=10 * number)
    written_ns = int(time.timestamp()) * 1_000_000_000
    return {
        "id": make_id(random),
        "album_id": place.id,
        "path": os.fsencode(f"{place.folder}/{name}"),
        "sort_key": sort_key(name),
        "time": time,
        "offset_minutes": None,
        "time_source": "exif",
        "width": 6000,
        "height": 4000,
        "size": random.randrange(2_000_000, 20_000_000),
        "mtime_ns": written_ns,
        "ctime_ns": written_ns,
        "quick_hash": random.randbytes(16),
        "placeholder": random.randbytes(25),
        "camera": json.dumps({"make": make, "model": model, "iso": 100 << number % 6}),
        "state": ImageState.READY,
        "attempts": 0,
        "updated_at": CHANGED,
    }


def copy(engine: Engine, model: type[DeclarativeBase], rows: Iterator[dict[str, Any]]) -> None:
    """Write rows, which all have the same columns."""
    first = next(rows)
    quote = engine.dialect.identifier_preparer.quote
    names = ", ".join(map(quote, first))
    if engine.dialect.name == "sqlite":
        places = ", ".join("?" * len(first))
        statement = f"INSERT INTO {quote(model.__tablename__)} ({names}) VALUES ({places})"
        with engine.begin() as connection:
            for row in (first, *rows):
                connection.exec_driver_sql(statement, tuple(map(plain, row.values())))
        return
    connection = engine.raw_connection()
    try:
        statement = f"COPY {quote(model.__tablename__)} ({names}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(statement) as target:
            target.write_row(tuple(first.values()))
            for row in rows:
                target.write_row(tuple(row.values()))
        connection.commit()
    finally:
        connection.close()


def plain(value: Any) -> Any:
    """Return a value as SQLite has it."""
    return f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else value

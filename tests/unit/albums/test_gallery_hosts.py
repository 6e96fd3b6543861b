import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bviewer.albums.galleries import add_gallery, find_gallery
from bviewer.albums.gallery_hosts import (
    add_aliases,
    aliases_of,
    free_host,
    gallery_of,
    host_for_others,
    lock_galleries,
    remove_aliases,
    rename_gallery,
)
from bviewer.db.engine import make_engine
from bviewer.models import Gallery, GalleryAlias, User
from bviewer.problems import Problem
from tests.problems import refused
from tests.site import HOST, Site
from tests.unit.settings import settings

LONG = ".".join(["a" * 63, "b" * 63, "c" * 63, "d" * 61])


@pytest.fixture
def session(site: Site) -> Iterator[Session]:
    """A look at two galleries, one of which has an alias."""
    site.add_gallery("other.test")
    with site.session() as session:
        add_aliases(session, find_gallery(session, "other.test"), ["alias.test"])
        yield session


@pytest.fixture
def gallery(session: Session) -> Gallery:
    """The gallery pub.test."""
    return find_gallery(session, HOST)


def test_aliases_are_kept_in_their_normal_spelling_and_in_order(
    session: Session, gallery: Gallery
) -> None:
    add_aliases(session, gallery, ["Www.Pub.test.:80", "bücher.test", LONG, "[::1]:80"])
    assert aliases_of(session, gallery) == ["[::1]", LONG, "www.pub.test", "xn--bcher-kva.test"]
    assert aliases_of(session, find_gallery(session, "other.test")) == ["alias.test"]


def test_others_reach_a_gallery_by_its_own_host_unless_that_is_their_own_machine(
    session: Session, gallery: Gallery
) -> None:
    add_aliases(session, gallery, ["photos.test", "nas.test"])
    assert host_for_others(session, gallery) == HOST
    rename_gallery(session, gallery, "localhost")
    assert host_for_others(session, gallery) == "nas.test"
    remove_aliases(session, gallery, aliases_of(session, gallery))
    assert host_for_others(session, gallery) == "localhost"


def test_an_alias_may_be_given_again(session: Session, gallery: Gallery) -> None:
    add_aliases(session, gallery, ["a.test", "A.test"])
    add_aliases(session, gallery, ["a.test"])
    assert aliases_of(session, gallery) == ["a.test"]


@pytest.mark.parametrize(
    ("host", "code", "params"),
    [
        (HOST, "host_taken", {"host": "pub.test"}),
        ("PUB.test.:443", "host_taken", {"host": "pub.test"}),
        ("other.test", "host_taken", {"host": "other.test"}),
        ("Alias.TEST", "host_is_alias", {"host": "alias.test", "gallery": "other.test"}),
        ("", "host_invalid", {"host": ""}),
        ("a b", "host_invalid", {"host": "a b"}),
        (f"{LONG}d", "host_invalid", {"host": f"{LONG}d"}),
        ("x" * 64, "host_invalid", {"host": "x" * 64}),
    ],
)
def test_a_host_leads_to_one_gallery_only(
    session: Session, gallery: Gallery, host: str, code: str, params: dict[str, str]
) -> None:
    with refused(code, "alias", **params):
        add_aliases(session, gallery, ["new.test", host])
    with refused(code, "host", **params):
        free_host(session, host)
    with refused(code, "host", **params):
        add_gallery(session, host, session.query(User).first(), "", shared=True)


def test_an_alias_that_is_taken_away_is_free_again(session: Session, gallery: Gallery) -> None:
    other = find_gallery(session, "other.test")
    remove_aliases(session, other, ["ALIAS.test"])
    assert gallery_of(session, "alias.test") is None
    add_aliases(session, gallery, ["alias.test"])
    assert gallery_of(session, "alias.test") is gallery


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("nowhere.test", "alias_unknown"),
        (HOST, "alias_unknown"),
        ("alias.test", "alias_unknown"),
        ("a b", "alias_invalid"),
        ("", "alias_invalid"),
    ],
)
def test_only_an_alias_of_this_gallery_can_be_taken_away(
    session: Session, gallery: Gallery, host: str, code: str
) -> None:
    with refused(code, "alias", host=host, gallery=HOST):
        remove_aliases(session, gallery, [host])
    assert gallery_of(session, "alias.test").host == "other.test"


def test_a_renamed_gallery_is_the_same_and_keeps_its_former_host(
    session: Session, gallery: Gallery
) -> None:
    number = gallery.id
    rename_gallery(session, gallery, "Münster.test")
    assert (gallery.id, gallery.host) == (number, "xn--mnster-3ya.test")
    assert aliases_of(session, gallery) == [HOST]
    rename_gallery(session, gallery, "third.test")
    assert aliases_of(session, gallery) == [HOST, "xn--mnster-3ya.test"]


def test_a_gallery_may_go_back_to_a_former_host(session: Session, gallery: Gallery) -> None:
    rename_gallery(session, gallery, "new.test")
    rename_gallery(session, gallery, HOST)
    assert (gallery.host, aliases_of(session, gallery)) == (HOST, ["new.test"])


def test_a_gallery_may_be_called_as_it_is_already(session: Session, gallery: Gallery) -> None:
    rename_gallery(session, gallery, "PUB.test:80")
    assert (gallery.host, aliases_of(session, gallery)) == (HOST, [])


@pytest.mark.parametrize("host", ["other.test", "alias.test", "a b", "", "x" * 64])
def test_a_gallery_cannot_be_renamed_to_what_is_not_free(
    session: Session, gallery: Gallery, host: str
) -> None:
    with pytest.raises(Problem, match="host_"):
        rename_gallery(session, gallery, host)
    assert (gallery.host, aliases_of(session, gallery)) == (HOST, [])


@pytest.fixture
def engine(tmp_path: Path, migrated_url: str) -> Iterator[Engine]:
    """A database with a user and no gallery."""
    engine = make_engine(settings(tmp_path, **{"sqlalchemy.url": migrated_url}))
    with Session(engine) as session, session.begin():
        session.add(User(id=1, name="owner"))
    yield engine
    engine.dispose()


def test_the_first_two_galleries_cannot_share_a_home_either(engine: Engine) -> None:
    def add(session: Session, host: str) -> None:
        add_gallery(session, host, session.get_one(User, 1), "")

    told = race(engine, partial(add, host="one.test"), partial(add, host="two.test"))
    assert told == ["home_taken (gallery='one.test', folder='.')"]


def test_a_host_is_given_once_even_to_two_at_a_time(engine: Engine) -> None:
    def rename(session: Session) -> None:
        lock_galleries(session)
        rename_gallery(session, find_gallery(session, "one.test"), "new.test")

    def give_alias(session: Session) -> None:
        lock_galleries(session)
        add_aliases(session, find_gallery(session, "two.test"), ["new.test"])

    with Session(engine) as session, session.begin():
        session.add_all(
            Gallery(owner_id=1, host=f"{name}.test", home=name) for name in ("one", "two")
        )
    told = race(engine, rename, give_alias)
    assert told == ["host_taken (host='new.test')"]
    with Session(engine) as session:
        assert session.query(GalleryAlias.host).all() == [("one.test",)]
        session.add(GalleryAlias(host="one.test", gallery_id=2))
        with pytest.raises(IntegrityError):
            session.flush()


def race(
    engine: Engine, first: Callable[[Session], None], second: Callable[[Session], None]
) -> list[str]:
    """Begin a second change before the first is committed; what the second is told."""
    told = []

    def follow() -> None:
        try:
            with Session(engine) as session, session.begin():
                second(session)
        except Problem as problem:
            told.append(str(problem))

    with Session(engine) as session, session.begin():
        first(session)
        other = threading.Thread(target=follow)
        other.start()
        other.join(0.2)
        assert other.is_alive()
    other.join(60)
    return told

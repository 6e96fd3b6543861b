import os

import pytest
from sqlalchemy import Engine, insert, select

from bviewer.albums.galleries import find_gallery
from bviewer.albums.gallery_hosts import add_aliases
from bviewer.models import Album, Gallery, Image, new_id
from bviewer.tree.ancestry import CAPACITIES, Ancestry, load_ancestry
from bviewer.tree.paths import MAXIMUM_SEGMENTS
from tests.site import HOST, Site


@pytest.fixture
def with_app() -> bool:
    """Requests are asked here."""
    return True


@pytest.fixture
def engine(gallery: Site) -> Engine:
    """The engine of single reads."""
    return gallery.app.registry["bviewer.autocommit_engine"]


def load(engine: Engine, *ids: str, host: str = HOST, fallback: str | None = None) -> Ancestry:
    """The ancestry of these ids, which must have a gallery."""
    found = load_ancestry(engine, host, ids, fallback)
    assert found is not None
    return found


def test_the_home_needs_no_ids(gallery: Site, engine: Engine) -> None:
    ancestry = load(engine)
    top = gallery.album("")
    assert ancestry.gallery.host == HOST
    assert ancestry.gallery.home == ""
    assert ancestry.top.id == top.id
    assert ancestry.albums == {top.id: ancestry.top}
    assert ancestry.images == {}


def test_all_that_a_path_names_is_loaded(gallery: Site, engine: Engine) -> None:
    album, child = gallery.album("priv"), gallery.album("priv/openchild")
    image = gallery.image("priv/openchild/q.jpg")
    ancestry = load(engine, album.id, child.id, image.id)
    assert ancestry.albums.keys() == {gallery.album("").id, album.id, child.id}
    assert ancestry.albums[child.id].parent_id == album.id
    assert ancestry.albums[album.id].visibility == "private"
    row = ancestry.images[image.id]
    assert (row.album_id, row.path, row.size) == (child.id, "priv/openchild/q.jpg", image.size)
    assert row.quick_hash == image.quick_hash


def test_what_a_row_says_is_what_the_database_says(gallery: Site, engine: Engine) -> None:
    image = gallery.image("open/a.jpg")
    ancestry = load(engine, gallery.album("open").id, image.id)
    row = ancestry.images[image.id]
    for name in ("width", "height", "mtime_ns", "placeholder", "state", "reason"):
        assert getattr(row, name) == getattr(image, name)
    with gallery.session() as session:
        album = session.scalars(select(Album).where(Album.folder == "open")).one()
        for name in ("title", "description", "visibility", "order", "missing"):
            assert getattr(ancestry.albums[album.id], name) == getattr(album, name)


def test_a_path_of_bytes_that_are_no_text_is_kept(gallery: Site, engine: Engine) -> None:
    path = os.fsdecode(b"open/\xff.jpg")
    gallery.write(path)
    gallery.sync()
    image = gallery.image(path)
    assert load(engine, gallery.album("open").id, image.id).images[image.id].path == path


def test_an_image_is_the_last_thing_that_a_path_names(gallery: Site, engine: Engine) -> None:
    album, image = gallery.album("open"), gallery.image("open/a.jpg")
    assert load(engine, image.id, album.id).images == {}


def test_an_image_of_an_album_that_the_path_does_not_name_is_not_loaded(
    gallery: Site, engine: Engine
) -> None:
    image = gallery.image("priv/s.jpg")
    assert load(engine, image.id).images == {}
    assert load(engine, gallery.album("open").id, image.id).images == {}


def test_nothing_of_another_gallery_is_loaded(gallery: Site, engine: Engine) -> None:
    gallery.add_gallery("other.test", owner="foreign", home="other")
    album, image = gallery.album("open"), gallery.image("open/a.jpg")
    ancestry = load(engine, album.id, image.id, host="other.test")
    assert ancestry.gallery.host == "other.test"
    assert ancestry.gallery.home == "other"
    assert list(ancestry.albums) == [ancestry.top.id]
    assert ancestry.images == {}


def test_a_host_without_a_gallery_has_nothing(engine: Engine) -> None:
    for host in ("evil.test", "", "PUB.TEST", "%", "pub.test' OR '1'='1"):
        assert load_ancestry(engine, host, []) is None
    assert load_ancestry(engine, "evil.test", [], "gone.test") is None


def test_unknown_hosts_get_the_fallback_and_known_ones_their_own(
    gallery: Site, engine: Engine
) -> None:
    gallery.add_gallery("other.test", owner="foreign")
    assert load(engine, host="evil.test", fallback=HOST).gallery.host == HOST
    assert load(engine, host="other.test", fallback=HOST).gallery.host == "other.test"
    assert load(engine, host=HOST, fallback="other.test").gallery.host == HOST


def test_an_alias_is_no_unknown_host(gallery: Site, engine: Engine) -> None:
    add_alias(gallery, HOST, "alias.test")
    gallery.add_gallery("other.test", owner="foreign")
    assert load_ancestry(engine, "alias.test", []) is None
    assert load_ancestry(engine, "alias.test", [], "other.test") is None
    assert load_ancestry(engine, "alias.test", [], HOST) is None
    add_alias(gallery, "other.test", "former.test")
    assert load_ancestry(engine, "alias.test", [], "former.test") is None
    assert load_ancestry(engine, "evil.test", [], "evil.test") is None


def test_the_fallback_may_have_been_renamed(gallery: Site, engine: Engine) -> None:
    add_alias(gallery, HOST, "alias.test")
    gallery.add_gallery("other.test", owner="foreign")
    with gallery.statements() as statements:
        assert load(engine, host="evil.test", fallback="alias.test").gallery.host == HOST
    assert len(statements) == 1
    assert load(engine, host="other.test", fallback="alias.test").gallery.host == "other.test"


def add_alias(site: Site, host: str, alias: str) -> None:
    """Let another host lead to a gallery."""
    with site.session() as session:
        add_aliases(session, find_gallery(session, host), [alias])


@pytest.mark.parametrize("number", [0, 1, 2, 3, 8, 9, 17, MAXIMUM_SEGMENTS])
def test_any_number_of_ids_costs_one_statement(gallery: Site, engine: Engine, number: int) -> None:
    album = gallery.album("open").id
    ids = [new_id() for _ in range(number - 1)] + [album] * bool(number)
    with gallery.statements() as statements:
        ancestry = load(engine, *ids)
    assert len(statements) == 1
    assert (album in ancestry.albums) == bool(number)


def test_an_id_that_is_named_twice_is_loaded_once(gallery: Site, engine: Engine) -> None:
    album = gallery.album("open").id
    assert len(load(engine, album, album).albums) == 2


def test_there_is_a_statement_for_the_longest_path() -> None:
    assert CAPACITIES[-1] == MAXIMUM_SEGMENTS
    assert list(CAPACITIES) == sorted(CAPACITIES)


def test_the_deepest_lineage_is_loaded_whole(gallery: Site, engine: Engine) -> None:
    ids = [gallery.album("").id]
    with gallery.session() as session:
        gallery_id = session.scalars(select(Gallery.id)).one()
        for _ in range(MAXIMUM_SEGMENTS - 2):
            album_id = new_id()
            session.execute(
                insert(Album).values(
                    id=album_id,
                    gallery_id=gallery_id,
                    parent_id=ids[-1],
                    title="x",
                    sort_key=b"",
                )
            )
            ids.append(album_id)
        image = session.scalars(select(Image)).first()
        assert image is not None
        image.album_id = ids[-1]
        image_id = image.id
    ancestry = load(engine, *ids[1:], image_id)
    assert ancestry.albums.keys() == set(ids)
    assert list(ancestry.images) == [image_id]

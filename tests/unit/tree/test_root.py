from typing import Any

import pytest
from pyramid.authorization import ACLHelper, Authenticated, Everyone
from pyramid.httpexceptions import HTTPMovedPermanently, HTTPNotFound

from bviewer.albums.galleries import find_gallery
from bviewer.albums.gallery_hosts import add_aliases
from bviewer.security.permissions import Permission
from bviewer.tree.resources import HomeResource
from bviewer.tree.root import (
    NoTree,
    requested_gallery,
    root_factory,
    with_port,
)
from tests.site import Site


@pytest.fixture
def with_app() -> bool:
    """Requests are asked here."""
    return True


def request_for(site: Site, host: str, path: str = "/") -> Any:
    """A request as the router hands it to the root factory."""
    environ = {"HTTP_HOST": host, "PATH_INFO": path}
    request = site.app.request_factory.blank("/", environ=environ)
    request.registry = site.app.registry
    return request


@pytest.mark.parametrize("host", ["pub.test", "PUB.test", "pub.test.", "pub.test:80"])
def test_the_host_names_the_gallery(gallery: Site, host: str) -> None:
    request = request_for(gallery, host)
    home = root_factory(request)
    assert isinstance(home, HomeResource)
    assert home.gallery.host == "pub.test"
    assert request.gallery is home.gallery
    assert request.host in {"pub.test", "pub.test:80"}


@pytest.mark.parametrize("host", ["evil.test", "pub.test.evil.test", "a..b", "<x>", "-" * 64])
def test_a_host_of_no_gallery_is_not_found(gallery: Site, host: str) -> None:
    with pytest.raises(HTTPNotFound):
        root_factory(request_for(gallery, host))


@pytest.fixture
def alias(gallery: Site) -> str:
    """A host that leads to the gallery."""
    with gallery.session() as session:
        add_aliases(session, find_gallery(session, None), ["alias.test"])
    return "alias.test"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_alias_leads_to_the_same_path_at_the_gallerys_host(
    gallery: Site, alias: str, method: str
) -> None:
    request = request_for(gallery, f"{alias.upper()}.:8080", "/caf\xc3\xa9 1/x")
    request.method, request.query_string = method, "b=%C3%A9&c=/&d"
    with gallery.statements() as statements, pytest.raises(HTTPMovedPermanently) as raised:
        root_factory(request)
    assert raised.value.location == "http://pub.test:8080/caf%C3%A9%201/x?b=%C3%A9&c=/&d"
    assert len(statements) == 2
    assert requested_gallery(request) is None


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get", "X"])
def test_nothing_else_can_be_done_at_an_alias(gallery: Site, alias: str, method: str) -> None:
    request = request_for(gallery, alias)
    request.method = method
    with pytest.raises(HTTPNotFound):
        root_factory(request)


@pytest.mark.parametrize("path", ["//", "//evil.test/", "/../", "/@@edit", "/\x00", "/a" * 67])
def test_an_odd_path_is_not_found_at_an_alias_either(gallery: Site, alias: str, path: str) -> None:
    with pytest.raises(HTTPNotFound):
        root_factory(request_for(gallery, alias, path))


@pytest.mark.parametrize("path", ["//", "/../", "/a/./", "/@@edit", "/\x00", "/a" * 67])
def test_an_odd_path_is_not_found_before_the_database_is_asked(gallery: Site, path: str) -> None:
    with gallery.statements() as statements, pytest.raises(HTTPNotFound):
        root_factory(request_for(gallery, "pub.test", path))
    assert statements == []


def test_the_whole_path_is_loaded_with_one_statement(gallery: Site) -> None:
    image = gallery.image("priv/openchild/q.jpg").id
    albums = [gallery.album(path).id for path in ("priv", "priv/openchild")]
    request = request_for(gallery, "pub.test", f"/{'/'.join([*albums, image])}/")
    with gallery.statements() as statements:
        home = root_factory(request)
    assert len(statements) == 1
    assert home[albums[0]][albums[1]][image].image.path == "priv/openchild/q.jpg"


@pytest.mark.parametrize(
    ("host", "asked", "result"),
    [
        ("pub.test", "PUB.test", "pub.test"),
        ("pub.test", "PUB.test:8080", "pub.test:8080"),
        ("pub.test", "pub.test.:443", "pub.test:443"),
        ("pub.test", "pub.test:", "pub.test"),
        ("pub.test", "pub.test:8080\n", "pub.test"),
        ("[::1]", "[::1]", "[::1]"),
        ("[::1]", "[::1]:80", "[::1]:80"),
    ],
)
def test_the_port_that_was_asked_for_is_kept(host: str, asked: str, result: str) -> None:
    assert with_port(host, asked) == result


def test_before_its_root_is_known_a_request_has_no_gallery(gallery: Site) -> None:
    assert requested_gallery(request_for(gallery, "pub.test")) is None


def test_where_there_is_no_tree_nobody_may_do_anything(gallery: Site) -> None:
    root = NoTree(request_for(gallery, "pub.test"))
    for permission in Permission:
        principals = {Everyone, Authenticated, "user:1", "gallery:1"}
        assert not ACLHelper().permits(root, principals, permission)


@pytest.mark.parametrize("make_root", [root_factory, NoTree])
def test_a_root_that_a_client_names_is_forgotten(gallery: Site, make_root: Any) -> None:
    request = request_for(gallery, "pub.test")
    request.environ["HTTP_X_VHM_ROOT"] = "/open"
    make_root(request)
    assert "HTTP_X_VHM_ROOT" not in request.environ

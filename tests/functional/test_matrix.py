"""Every view of the application x every kind of person x every kind of node x ways to ask."""

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from webtest import TestApp, TestResponse

from bviewer.access.grants import grant
from bviewer.access.groups import add_group, add_member
from bviewer.access.shares import make_share, revoke_share
from bviewer.accounts.users import find_user, make_operator
from bviewer.models import Gallery, Image, Share, Visibility, new_id, now
from bviewer.renditions.cache import content_fingerprint
from bviewer.security.visitor import ShareOption
from tests.clips import clip
from tests.films import TUBE, VIMEO, add_film, film_row, film_url, give_picture
from tests.oracle import STRANGER, Person, may
from tests.pictures import jpeg
from tests.side_effects import touched_files
from tests.site import Site
from tests.stack import Stack

ViewKey = tuple[str, str, str]


@dataclass(frozen=True)
class Route:
    """A view of albums or images: the permission it needs, and what follows the node's URL."""

    kind: str
    permission: str
    endings: tuple[str, ...] = ("",)


SIZES = ("tiny", "small", "small2x", "big")
RENDITIONS = tuple(f"{size}.jpg" for size in SIZES)

NODE_ROUTES: dict[ViewKey, Route] = {
    ("AlbumResource", "", "GET"): Route("album", "view"),
    ("AlbumResource", "access", "GET"): Route("album", "edit", ("access",)),
    ("AlbumResource", "edit", "GET"): Route("album", "edit", ("edit",)),
    ("AlbumResource", "arrange", "GET"): Route("album", "edit", ("arrange",)),
    ("AlbumResource", "items", "GET"): Route("album", "edit", ("items",)),
    ("AlbumResource", "folders", "GET"): Route("album", "edit", ("folders",)),
    ("AlbumResource", "progress", "GET"): Route("album", "edit", ("progress",)),
    ("AlbumResource", "below", "GET"): Route("album", "edit", ("below",)),
    ("AlbumResource", "view-as", "GET"): Route("album", "edit", ("view-as",)),
    ("AlbumResource", "delete", "GET"): Route("album", "edit", ("delete",)),
    ("AlbumResource", "move", "GET"): Route("album", "edit", ("move",)),
    ("AlbumResource", "new-album", "GET"): Route("album", "edit", ("new-album",)),
    ("AlbumResource", "videos", "GET"): Route("album", "edit", ("videos",)),
    ("AlbumResource", "cover", "GET"): Route("album", "edit", ("cover",)),
    ("ImageResource", "edit", "GET"): Route("image", "edit", ("edit",)),
    ("ImageResource", "cover", "GET"): Route("image", "edit", ("cover",)),
    ("AlbumResource", "feed", "GET"): Route("album", "view", ("feed",)),
    ("AlbumResource", "download", "GET"): Route("album", "download", ("download",)),
    ("AlbumResource", "slideshow", "GET"): Route("album", "view", ("slideshow",)),
    ("AlbumResource", "choose", "GET"): Route("album", "download", ("choose",)),
    ("AlbumResource", "share", "GET"): Route("album", "edit", ("share",)),
    ("ImageResource", "", "GET"): Route("image", "view"),
    ("ImageResource", "full", "GET"): Route("image", "download", ("full",)),
    ("ImageResource", "play", "GET"): Route("image", "view", ("play",)),
    ("RenditionResource", "", "GET"): Route("image", "view", RENDITIONS),
    ("VideoResource", "", "GET"): Route("video", "view"),
}
# A film has the other pages and the copies of an image as well.
OF_ITEMS = {"image": ("image", "video"), "video": ("video",), "album": ("album",)}

# These have tests of their own below.
OF_THE_GALLERY: set[ViewKey] = {
    ("HomeResource", "", "GET"),
    ("HomeResource", "about", "GET"),
    ("HomeResource", "accent.css", "GET"),
    ("HomeResource", "account", "GET"),
    ("HomeResource", "account", "POST"),
    ("HomeResource", "confirm", "GET"),
    ("HomeResource", "confirm", "POST"),
    ("HomeResource", "forgotten", "GET"),
    ("HomeResource", "forgotten", "POST"),
    ("HomeResource", "invitation", "GET"),
    ("HomeResource", "invitation", "POST"),
    ("HomeResource", "login", "GET"),
    ("HomeResource", "login", "POST"),
    ("HomeResource", "logout", "POST"),
    ("HomeResource", "manifest.webmanifest", "GET"),
    ("HomeResource", "passkey", "POST"),
    ("HomeResource", "password", "GET"),
    ("HomeResource", "password", "POST"),
    ("HomeResource", "register", "GET"),
    ("HomeResource", "register", "POST"),
    ("HomeResource", "view-as-myself", "POST"),
    ("HomeResource", "welcome", "GET"),
    ("HomeResource", "welcome", "POST"),
}

# Our own files, and what is shown instead of an exception: nothing here knows of a node.
OF_NO_NODE: set[ViewKey] = {
    ("static", "", "any"),
    ("IExceptionResponse", "", "any"),
    ("WSGIHTTPException", "", "any"),
    ("HTTPNotFound", "", "any"),
    ("HTTPForbidden", "", "any"),
    ("BadCSRFOrigin", "", "any"),
    ("BadCSRFToken", "", "any"),
    ("UnreadableForm", "", "any"),
    ("OperationalError", "", "any"),
    ("StorageAway", "", "any"),
    ("Exception", "", "any"),
    ("healthz", "", "any"),
    ("robots", "", "any"),
    ("favicon", "", "any"),
}

# Links, which are looked up by their secret; tests/functional/test_shares.py follows them.
OF_A_LINK: set[ViewKey] = {
    ("ShareLink", "", "GET"),
    ("ShareBranch", "", "GET"),
    ("ShareBranch", "", "POST"),
}

# Files whose ids follow; tests/functional/test_download.py asks for them.
OF_AN_ARCHIVE: set[ViewKey] = {("AlbumResource", "archive", "GET")}

# What takes a form changes something, and needs a permission: it has tests of its own below.
FORMS: dict[ViewKey, str] = {
    ("AlbumResource", "access", "POST"): "edit",
    ("AlbumResource", "edit", "POST"): "edit",
    ("AlbumResource", "share", "POST"): "edit",
    ("AlbumResource", "unshare", "POST"): "edit",
    ("AlbumResource", "arrange", "POST"): "edit",
    ("AlbumResource", "items", "POST"): "edit",
    ("AlbumResource", "download", "POST"): "download",
    ("AlbumResource", "choose", "POST"): "download",
    ("AlbumResource", "slideshow", "POST"): "view",
    ("AlbumResource", "showing", "POST"): "view",
    ("AlbumResource", "folders", "POST"): "edit",
    ("AlbumResource", "below", "POST"): "edit",
    ("AlbumResource", "view-as", "POST"): "edit",
    ("AlbumResource", "delete", "POST"): "edit",
    ("AlbumResource", "move", "POST"): "edit",
    ("AlbumResource", "new-album", "POST"): "edit",
    ("AlbumResource", "cover", "POST"): "edit",
    ("AlbumResource", "videos", "POST"): "edit",
    ("ImageResource", "cover", "POST"): "edit",
    ("ImageResource", "edit", "POST"): "edit",
    ("ImageResource", "remove", "POST"): "edit",
}

# The pages in the branches beside the albums, and the addresses of those that are there.
OF_A_BRANCH: dict[ViewKey, str] = {
    ("AdminBranch", "", "GET"): "/admin/",
    ("AdminBranch", "group", "GET"): "/admin/group/1",
    ("AdminBranch", "audit", "GET"): "/admin/audit",
    ("AdminBranch", "broken", "GET"): "/admin/broken",
    ("AdminBranch", "groups", "GET"): "/admin/groups",
    ("AdminBranch", "invite", "GET"): "/admin/invite",
    ("AdminBranch", "missing", "GET"): "/admin/missing",
    ("AdminBranch", "news", "GET"): "/admin/news",
    ("AdminBranch", "people", "GET"): "/admin/people",
    ("AdminBranch", "requests", "GET"): "/admin/requests",
    ("AdminBranch", "settings", "GET"): "/admin/settings",
    ("AdminBranch", "shares", "GET"): "/admin/shares",
    ("AdminBranch", "sync", "GET"): "/admin/sync",
    ("AdminBranch", "welcome", "GET"): "/admin/welcome",
    ("AdminBranch", "trash", "GET"): "/admin/trash",
    ("SiteBranch", "", "GET"): "/site/",
    ("SiteBranch", "audit", "GET"): "/site/audit",
    ("SiteBranch", "galleries", "GET"): "/site/galleries",
    ("SiteBranch", "gallery", "GET"): "/site/gallery/1",
    ("SiteBranch", "new-gallery", "GET"): "/site/new-gallery",
    ("SiteBranch", "new-user", "GET"): "/site/new-user",
    ("SiteBranch", "user", "GET"): "/site/user/1",
    ("SiteBranch", "users", "GET"): "/site/users",
    ("SiteBranch", "work", "GET"): "/site/work",
}
# Who has the pages of a branch.
HOLDERS_OF_BRANCHES = {"owner": "admin", "operator": "site"}
# What takes a form there: they answer at the same addresses.
FORMS_OF_A_BRANCH: set[ViewKey] = {
    ("AdminBranch", "ignore", "GET"),  # Of an album that its query names.
    ("AdminBranch", "broken", "POST"),
    ("AdminBranch", "group", "POST"),
    ("AdminBranch", "groups", "POST"),
    ("AdminBranch", "ignore", "POST"),
    ("AdminBranch", "invite", "POST"),
    ("AdminBranch", "news", "POST"),
    ("AdminBranch", "people", "POST"),
    ("AdminBranch", "requests", "POST"),
    ("AdminBranch", "settings", "POST"),
    ("AdminBranch", "shares", "POST"),
    ("AdminBranch", "sync", "POST"),
    ("AdminBranch", "welcome", "POST"),
    ("AdminBranch", "trash", "POST"),
    ("SiteBranch", "gallery", "POST"),
    ("SiteBranch", "remove-gallery", "GET"),  # Of another gallery than the one that asks.
    ("SiteBranch", "remove-gallery", "POST"),
    ("SiteBranch", "new-gallery", "POST"),
    ("SiteBranch", "new-user", "POST"),
    ("SiteBranch", "user", "POST"),
    ("SiteBranch", "work", "POST"),
}
BESIDE_A_BRANCH = (
    *("/admin", "/admin/settings/", "/admin/nothing", "/site", "/site/x/y"),
    *("/api", "/api/", "/api/v1/albums", "/s", "/s/", "/s/x"),
)
BRANCH_ADDRESSES = (*OF_A_BRANCH.values(), *BESIDE_A_BRANCH)
# One address of each form stands for all, unless they are asked for simply: what denies is the
# branch, before its views are looked at, and nginx knows none of them.
EACH_FORM = ("/admin/", "/admin/group/1", "/admin/audit", "/site/", "/site/user/1", "/site/work")
SOME_BRANCH_ADDRESSES = (*EACH_FORM, *BESIDE_A_BRANCH)

pytestmark = pytest.mark.stacks("embedded", "redirecting", "production")
# What is denied behind nginx is denied by bviewer as nginx sees it: were it redirecting, nginx
# would send the file.
denying = pytest.mark.stacks("embedded", "production")
embedded, behind_nginx = pytest.mark.stacks("embedded"), pytest.mark.stacks("production")

FUTURE = "Sat, 01 Jan 2050 00:00:00 GMT"
WAYS_TO_ASK: dict[str, tuple[str, dict[str, str]]] = {
    "get": ("GET", {}),
    "head": ("HEAD", {}),
    "if any": ("GET", {"If-None-Match": "*"}),
    "if new": ("GET", {"If-Modified-Since": FUTURE}),
    "range": ("GET", {"Range": "bytes=0-9"}),
}
OTHER_WAYS = [way for way in WAYS_TO_ASK if way != "get"]
OF_A_FILE = {"get": 200, "head": 200, "if any": 304, "if new": 304, "range": 206}

FLAGS = {
    "open": "visible",
    "open/secretchild": "private",
    "hid": "hidden",
    "hid/visiblechild": "visible",
    "priv": "private",
    "priv/openchild": "visible",
}
IMAGES = (
    *("open/a.jpg", "open/cold.jpg", "open/gone.jpg", "open/broken.jpg"),
    *("open/clip.mp4", "open/secretchild/p.jpg", "hid/h.jpg", "hid/visiblechild/v.mp4"),
    *("priv/s.jpg", "priv/cold.jpg", "priv/gone.mp4", "priv/openchild/q.jpg"),
)


FILMS = ("open", "open/secretchild", "hid", "priv")


@dataclass(frozen=True)
class Node:
    """An album or item: its URL, the URL of what it is in, and its album's way."""

    kind: str
    path: str
    url: str
    parent_url: str
    way: list[tuple[str, str]]


@dataclass
class World:
    """A site with nodes of all kinds and people of all kinds."""

    site: Site
    mode: str
    nodes: list[Node] = field(default_factory=list)
    people: dict[str, tuple[TestApp, Person]] = field(default_factory=dict)

    def jobs(self) -> int:
        """The number of jobs that wait, and of keys that are taken."""
        huey = self.site.runtime.queue.huey
        return len(huey) + huey.result_count()

    def cached(self) -> list[Path]:
        """The files of the cache."""
        return sorted(self.site.cache.rglob("*"))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, database: Stack) -> Iterator[World]:
    """A site in one way of delivery, with a queue that nobody works on."""
    site = Site(tmp_path_factory.mktemp("matrix"), database, waiting=True)
    site.add_gallery()
    is_redirecting = site.ini["bviewer.delivery"] == "nginx" and not site.is_behind_nginx
    world = World(site, "nginx" if is_redirecting else "direct")
    fill_library(site)
    ways = {folder: way_of(site, folder) for folder in FLAGS}
    for folder, way in ways.items():
        world.nodes.append(node("album", folder, site.album_url(folder), way))
    for path in IMAGES:
        world.nodes.append(node("image", path, site.image_url(path), ways[path.rpartition("/")[0]]))
    for folder in FILMS:
        is_bare = folder == "hid"
        item = add_film(site, folder, VIMEO if is_bare else TUBE)
        if not is_bare:
            give_picture(site, item)
            warm(site, film_row(site, item))
        path = f"{folder}/bare" if is_bare else folder
        world.nodes.append(node("video", path, film_url(site, folder, item), ways[folder]))
    world.people.update(people(site))
    yield world
    site.close()


def fill_library(site: Site) -> None:
    """Albums, images and clips of each kind; all renditions are there but those of cold images."""
    for path in IMAGES:
        broken = b"\xff\xd8\xff\xe0 no picture" if "broken" in path else None
        site.write(path, clip("mp4") if path.endswith(".mp4") else broken)
    site.sync()
    for folder, flag in FLAGS.items():
        site.set_visibility(folder, Visibility(flag))
    for path in IMAGES:
        if "cold" not in path and "broken" not in path:
            warm(site, site.image(path))
        if "gone" in path:
            (site.library / path).unlink()
    site.sync()


def warm(site: Site, image: Image) -> None:
    """Put the renditions of an image into the cache, as a worker would."""
    runtime = site.runtime
    fingerprint = content_fingerprint(
        runtime.pipeline_version, image.size, image.mtime_ns, image.quick_hash
    )
    for size in SIZES:
        runtime.cache.write(
            runtime.cache.relative_path(1, image.id, fingerprint, size), jpeg(30, 20)
        )


def way_of(site: Site, folder: str) -> list[tuple[str, str]]:
    """The way to the album of a folder."""
    parts = folder.split("/")
    above = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
    return [(site.album("").id, "visible"), *((site.album(path).id, FLAGS[path]) for path in above)]


def node(kind: str, path: str, url: str, way: list[tuple[str, str]]) -> Node:
    """A node at its URL."""
    return Node(kind, path, url, f"{url[:-1].rpartition('/')[0]}/", way)


def people(site: Site) -> dict[str, tuple[TestApp, Person]]:
    """A browser for each kind of person, and what the oracle knows of them."""
    site.add_gallery("other.test", owner="foreign")
    priv, openchild = site.album("priv").id, site.album("priv/openchild").id
    given = {"viewer": priv, "guest": openchild, "everywhere": None}
    given_to_groups = {"member": priv, "family": None}
    for name in (*given, *given_to_groups, "operator"):
        site.add_user(name)
    with site.session() as session:
        gallery = session.get_one(Gallery, 1)
        make_operator(session, find_user(session, "operator"))
        for name, album_id in given.items():
            grant(session, find_user(session, name), gallery, album_id)
        for name, album_id in given_to_groups.items():
            group = add_group(session, gallery, f"those like {name}")
            add_member(session, gallery, group, find_user(session, name))
            grant(session, group, gallery, album_id)
    known = {
        "viewer": Person(has=frozenset({priv})),
        "guest": Person(has=frozenset({openchild})),
        "everywhere": Person(has_all=True),
        "member": Person(group_has=frozenset({priv})),
        "family": Person(group_has_all=True),
        "foreign": STRANGER,
        "operator": STRANGER,
        "owner": Person(owns=True),
    }
    signed_in = {name: (site.browser(name), person) for name, person in known.items()}
    return {"anonymous": (site.browser(), STRANGER), **signed_in, **holders(site, priv, openchild)}


def holders(site: Site, priv: str, openchild: str) -> dict[str, tuple[TestApp, Person]]:
    """Browsers that have followed links: good ones, with and without originals, and others."""
    plain, full = holder(site, priv), holder(site, openchild, with_originals=True)
    over, revoked = holder(site, priv), holder(site, priv)
    locked = holder(site, priv, password="with cake and candles")
    with site.session() as session:
        shares = session.scalars(select(Share).order_by(Share.id)).all()
        shares[2].expires_at = now()
        revoke_share(session, session.get_one(Gallery, 1), shares[3].id)
    opened = Person(shares=frozenset({priv}))
    with_originals = Person(shares=frozenset({openchild}), downloads=frozenset({openchild}))
    return {
        "holder": (plain, opened),
        "holder with originals": (full, with_originals),
        "holder of an expired link": (over, STRANGER),
        "holder of a revoked link": (revoked, STRANGER),
        "holder without the password": (locked, STRANGER),
    }


def holder(
    site: Site, album_id: str, *, with_originals: bool = False, password: str = ""
) -> TestApp:
    """A browser that has followed a new link to an album."""
    with site.session() as session:
        options = dict.fromkeys(ShareOption, with_originals)
        gallery = session.get_one(Gallery, 1)
        token = make_share(
            session, gallery, album_id, label="Party", password=password, options=options
        )
    browser = site.browser()
    browser.get(f"/s/{token}", status=303)
    return browser


# The registry.


def view_key(view: Any) -> ViewKey:
    """What a registered view is known by here."""
    context, route = view["context"], view["route_name"] or ""
    name = "static" if route.startswith("__static/") else context.__name__ if context else route
    return (name, view["name"], view["request_methods"] or "any")


def test_every_view_of_the_application_is_classified(world: World) -> None:
    views = world.site.app.registry.introspector.get_category("views")
    found = {view_key(entry["introspectable"]) for entry in views}
    assert found == {
        *(*NODE_ROUTES, *FORMS, *OF_THE_GALLERY, *OF_A_BRANCH, *FORMS_OF_A_BRANCH),
        *(*OF_A_LINK, *OF_AN_ARCHIVE, *OF_NO_NODE),
    }


def test_sizes_are_all_asked_for(world: World) -> None:
    assert set(SIZES) == set(world.site.runtime.settings.sizes)


# The matrix.


@dataclass(frozen=True)
class Question:
    """One URL of one node."""

    node: Node
    permission: str
    ending: str

    @property
    def url(self) -> str:
        """What is asked for."""
        return self.node.url + self.ending

    @property
    def sibling(self) -> tuple[str, str]:
        """What is before and after the id in a URL of the same form, in the same place, that never
        existed."""
        return self.node.parent_url, self.ending

    @property
    def nowhere(self) -> tuple[int, str]:
        """The number of ids in a URL of the same form of which no part ever existed, and what
        follows them."""
        return self.node.url.count("/") - 1, self.ending


# Owners' pages that stand for all of their kind, unless they are asked for simply: what denies is
# the permission, before their views are looked at.
ONE_OF_THE_OWNER = {"album": "edit", "image": "cover", "video": "cover"}


def questions(world: World, name: str, way: str) -> Iterator[Question]:
    """All URLs of all nodes; but one size and one page of the owner stand for all, unless they are
    asked for simply, and behind nginx with each kind of cookie."""
    is_simple = way == "get" and asks_for_all(world, name)
    for route in NODE_ROUTES.values():
        endings = route.endings if is_simple else route.endings[:1]
        stands_for_others = is_simple or route.permission != "edit"
        for node in world.nodes:
            if node.kind in OF_ITEMS[route.kind]:
                for ending in endings:
                    if stands_for_others or ending == ONE_OF_THE_OWNER[node.kind]:
                        yield Question(node, route.permission, ending)


def is_allowed(person: Person, question: Question) -> bool:
    """Whether somebody may have what is asked for; what is gone is the owner's alone."""
    is_shown = person.owns or "gone" not in question.node.path
    return is_shown and may(person, question.permission, question.node.way)


def ask(browser: TestApp, way: str, url: str) -> TestResponse:
    """Ask for a URL in one of the ways."""
    method, headers = WAYS_TO_ASK[way]
    return (browser.get if method == "GET" else browser.head)(url, headers=headers, status="*")


def essence(response: TestResponse) -> tuple[str, list[tuple[str, str]], bytes]:
    """All that a client sees of an answer, but when it was given."""
    headers = [header for header in response.headerlist if header[0] != "Date"]
    return response.status, headers, response.body


PEOPLE = (
    *("anonymous", "foreign", "operator", "guest", "viewer", "everywhere", "member", "family"),
    "owner",
    *("holder", "holder with originals", "holder of an expired link"),
    *("holder of a revoked link", "holder without the password"),
)


# Without a cookie, and with each kind of one: behind nginx, and where one is let in, a way to ask
# meets nothing else of whom it is asked by.
EACH_COOKIE = ("anonymous", "guest", "holder", "owner")


def asks_for_all(world: World, name: str) -> bool:
    """Whether somebody asks for all that one page or form of the owner can stand for."""
    return not world.site.is_behind_nginx or name in EACH_COOKIE


@denying
@pytest.mark.parametrize("name", PEOPLE)
def test_denied_is_like_missing_and_has_no_side_effect(world: World, name: str) -> None:
    check_what_is_denied(world, name, "get")


@embedded
@pytest.mark.parametrize("way", OTHER_WAYS)
@pytest.mark.parametrize("name", PEOPLE)
def test_denied_is_like_missing_however_one_asks(world: World, name: str, way: str) -> None:
    check_what_is_denied(world, name, way)


@behind_nginx
@pytest.mark.parametrize("way", OTHER_WAYS)
@pytest.mark.parametrize("name", EACH_COOKIE)
def test_denied_is_like_missing_however_one_asks_nginx(world: World, name: str, way: str) -> None:
    check_what_is_denied(world, name, way)


def check_what_is_denied(world: World, name: str, way: str) -> None:
    """All that somebody may not see answers as what never existed, and costs as much.

    What never existed is asked for once for each form of an address in each place.
    """
    browser, person = world.people[name]
    ask(browser, way, f"/{new_id()}/")  # Templates are read at their first use.
    before = (world.jobs(), world.cached())
    ours = str(world.site.library.parent)  # Measuring coverage looks at source files meanwhile.
    with world.site.statements() as statements:

        def observe(url: str) -> tuple[Any, int, list[str]]:
            statements.clear()
            with touched_files() as touched:
                answer = ask(browser, way, url)
            return essence(answer), len(statements), [line for line in touched if ours in line]

        @functools.cache
        def sibling(before: str, ending: str) -> tuple[Any, int, list[str]]:
            return observe(f"{before}{new_id()}/{ending}")

        @functools.cache
        def nowhere(depth: int, ending: str) -> tuple[Any, int, list[str]]:
            return observe("/" + "".join(f"{new_id()}/" for _ in range(depth)) + ending)

        for question in questions(world, name, way):
            if not is_allowed(person, question):
                denied = observe(question.url)
                assert denied[0][0] == "404 Not Found", question
                assert denied[2] == []
                assert denied == sibling(*question.sibling) == nowhere(*question.nowhere), question
    assert (world.jobs(), world.cached()) == before


@denying
@pytest.mark.parametrize("name", PEOPLE)
def test_a_branch_is_like_a_page_that_never_existed(world: World, name: str) -> None:
    urls = BRANCH_ADDRESSES if asks_for_all(world, name) else SOME_BRANCH_ADDRESSES
    check_branches(world, name, ["get"], urls)
    for url in urls:
        assert world.people[name][0].post(url, status="*").status_int in {400, 404}


@embedded
@pytest.mark.parametrize("name", PEOPLE)
def test_a_branch_is_like_a_page_that_never_existed_however_one_asks(
    world: World, name: str
) -> None:
    check_branches(world, name, OTHER_WAYS, SOME_BRANCH_ADDRESSES)


@behind_nginx
@pytest.mark.parametrize("name", EACH_COOKIE)
def test_a_branch_is_like_a_page_that_never_existed_however_one_asks_nginx(
    world: World, name: str
) -> None:
    check_branches(world, name, OTHER_WAYS, SOME_BRANCH_ADDRESSES)


def check_branches(world: World, name: str, ways: Sequence[str], urls: Sequence[str]) -> None:
    """The pages of a branch answer the owner, and others as what never existed."""
    browser, _person = world.people[name]
    ask(browser, "get", f"/{new_id()}/")  # Templates are read at their first use.
    pages = set(OF_A_BRANCH.values())
    with world.site.statements() as statements:

        def observe(way: str, url: str) -> tuple[Any, int]:
            statements.clear()
            return essence(ask(browser, way, url)), len(statements)

        nowhere = functools.cache(observe)
        for way, url in itertools.product(ways, urls):
            top = url[1:].partition("/")[0]
            if HOLDERS_OF_BRANCHES.get(name) == top and is_of_a_branch(url):
                assert ask(browser, way, url).status_int == (200 if url in pages else 301), url
                continue
            if name == "holder without the password" and url in {"/s", "/s/"}:
                assert ask(browser, way, url).status_int == (200 if url == "/s/" else 404)
                continue
            answer = observe(way, url)
            assert answer[0][0] == "404 Not Found", url
            assert answer == nowhere(way, re.sub("[^/]+", "nothing", url)), url


def is_of_a_branch(url: str) -> bool:
    """Whether a page is at this address, with a slash at its end or without."""
    return any(url.rstrip("/") == page.rstrip("/") for page in OF_A_BRANCH.values())


@denying
@pytest.mark.parametrize("name", PEOPLE)
def test_a_form_that_is_denied_is_like_one_that_never_existed(world: World, name: str) -> None:
    browser, person = world.people[name]
    token = list(browser.get("/login").forms.values())[-1]["csrf_token"].value

    def send(url: str) -> tuple[str, list[tuple[str, str]], bytes]:
        return essence(browser.post(url, {"csrf_token": token}, status="*"))

    @functools.cache
    def sibling(before: str, view: str) -> tuple[str, list[tuple[str, str]], bytes]:
        return send(f"{before}{new_id()}/{view}")

    for node in world.nodes:
        for view, permission in forms(world, name, node.kind):
            if may(person, permission, node.way):
                continue
            answer = send(f"{node.url}{view}")
            assert answer[0] == "404 Not Found", node
            assert answer == sibling(node.parent_url, view), node


def forms(world: World, name: str, kind: str) -> Iterator[tuple[str, str]]:
    """The forms of a kind of node, and what they need; behind nginx one may stand for all."""
    resource = "AlbumResource" if kind == "album" else "ImageResource"
    for (context, view, _method), permission in FORMS.items():
        if context == resource and (asks_for_all(world, name) or view == ONE_OF_THE_OWNER[kind]):
            yield view, permission


@pytest.mark.parametrize("name", PEOPLE)
def test_allowed_is_answered(world: World, name: str) -> None:
    check_what_is_allowed(world, name, "get")


@pytest.mark.parametrize("way", OTHER_WAYS)
@pytest.mark.parametrize("name", EACH_COOKIE)
def test_allowed_is_answered_however_one_asks(world: World, name: str, way: str) -> None:
    check_what_is_allowed(world, name, way)


def check_what_is_allowed(world: World, name: str, way: str) -> None:
    """All that somebody may see is there, and nginx is told to send what is a file."""
    browser, person = world.people[name]
    wrong = []
    for question in questions(world, name, way):
        if is_allowed(person, question):
            answer = ask(browser, way, question.url)
            if answer.status_int != expected_status(world, question, way):
                wrong.append((question.url, question.node.path, answer.status))
            sent_by_nginx = "X-Accel-Redirect" in answer.headers
            is_file = question.node.kind != "album" and question.permission != "edit"
            is_file = is_file and bool(question.ending)
            assert sent_by_nginx == (world.mode == "nginx" and is_file and answer.status_int == 200)
    assert wrong == []


def expected_status(world: World, question: Question, way: str) -> int:
    """What somebody who may have it gets."""
    of_a_file = 200 if world.mode == "nginx" else OF_A_FILE[way]
    path, ending = question.node.path, question.ending
    if not ending or question.node.kind == "album" or question.permission == "edit":
        return 200
    if ending == "full":
        return 404 if "gone" in path or question.node.kind == "video" else of_a_file
    if ending == "play":
        return of_a_file if path.endswith(".mp4") and "gone" not in path else 404
    if "cold" in path:
        return 202
    if "bare" in path:
        return 404
    return 415 if "broken" in path else of_a_file


AUDIENCES = {
    "visible": ("public, ", "/_bv/pub/"),
    "hidden": ("private, ", "/_bv/hid/"),
    "private": ("private, no-cache", "/_bv/prv/"),
}


def test_caches_are_told_who_may_have_a_rendition(world: World) -> None:
    owner, strictness = world.people["owner"][0], list(AUDIENCES)
    for node in world.nodes:
        if node.path.endswith(("a.jpg", "p.jpg", "h.jpg", "v.mp4", "s.jpg", "q.jpg")):
            closed = max(strictness.index(flag) for _id, flag in node.way)
            directive, prefix = AUDIENCES[strictness[closed]]
            answer = owner.get(f"{node.url}small.jpg", status=200)
            if world.mode == "nginx":
                assert answer.headers["X-Accel-Redirect"].startswith(prefix)
            else:
                assert answer.headers["Cache-Control"].startswith(directive)
            original = owner.get(f"{node.url}full", status=200)
            if world.mode == "direct":
                assert original.headers["Cache-Control"] == "private, no-cache"


def test_caches_are_told_who_may_have_a_clip(world: World) -> None:
    owner, strictness = world.people["owner"][0], list(AUDIENCES)
    for path in ("open/clip.mp4", "hid/visiblechild/v.mp4"):
        node = next(each for each in world.nodes if each.path == path)
        closed = max(strictness.index(flag) for _id, flag in node.way)
        directive, prefix = AUDIENCES[strictness[closed]]
        answer = owner.get(f"{node.url}play", status=200)
        if world.mode == "nginx":
            assert answer.headers["X-Accel-Redirect"].startswith(prefix.replace("bv/", "bv/lib"))
        else:
            assert answer.headers["Cache-Control"].startswith(directive)
        assert answer.headers["Content-Type"] == "video/mp4"
        assert "Content-Disposition" not in answer.headers


def test_the_watch_sees_what_an_allowed_request_does(world: World) -> None:
    image = world.site.image_url("open/a.jpg")
    with touched_files() as touched:
        world.site.browser().get(f"{image}small.jpg")
    assert any(str(world.site.cache) in line for line in touched)
    with touched_files() as touched:
        world.site.browser().get(f"{image}full")
    assert any("a.jpg" in line for line in touched)


def test_a_rendition_that_is_not_there_is_queued_once(world: World) -> None:
    cold = f"{world.site.image_url('priv/cold.jpg')}small.jpg"
    world.people["viewer"][0].get(cold, status=202)
    before = world.jobs()
    assert before > 0
    world.people["owner"][0].get(cold, status=202)
    assert world.jobs() == before

"""A cache before the whole thing, which knows no cookies, gives nobody what is somebody else's."""

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select
from webtest import TestApp, TestResponse

from bviewer.access.grants import grant
from bviewer.models import Gallery, User, Visibility
from tests.crawl import crawl
from tests.entrance import listening
from tests.forwarding import Forwarder
from tests.functional.every_view import NODE_ROUTES
from tests.functional.world import FLAGS
from tests.nginx import Ports, changed, render, serving
from tests.oracle import STRANGER, Person, Way, may
from tests.pictures import jpeg
from tests.ports import free_port
from tests.proxy_cache import keeping
from tests.site import HOST, Site
from tests.stack import Embedded, Production
from tests.unit.delivery.serving import fetch

IMAGES = {
    "open/a.jpg": "red",
    "open/secretchild/p.jpg": "blue",
    "hid/h.jpg": "green",
    "hid/visiblechild/v.jpg": "yellow",
    "priv/s.jpg": "purple",
    "priv/openchild/q.jpg": "orange",
}
OF_THE_GALLERY = ("/", "/about", "/login", "/manifest.webmanifest", "/robots.txt", "/nowhere/")
TOKEN = re.compile(rb'(name="csrf_token" value=|data-options=|data-token=)"[^"]+"')

# Albums whose pages for owners stand for those of all: what is kept depends on the view, and on
# whether everybody may see the album.
OF_OWNERS = ("open", "priv")

OF_A_SESSION = {"/account"}  # It tells of the very session.

Answers = dict[str, TestResponse]


@dataclass
class Round:
    """What the first who came saw, then saw again, and what all got when everything was ready."""

    seen: Answers
    again: Answers
    kept: dict[str | None, Answers] = field(default_factory=dict)


@dataclass
class World:
    """A site on the production stack, and what bviewer itself says to whom."""

    site: Site
    run: Path
    people: dict[str | None, Person]
    nodes: dict[str, tuple[str, Way]]
    left_out: set[str]
    plain: dict[str | None, Answers] = field(default_factory=dict)
    rounds: dict[str | None, Round] = field(default_factory=dict)

    def is_wanted(self, url: str) -> bool:
        """Whether an address is asked for: of pages for signing in, and of those that a page of
        owners leads to, one stands for all that differ in their queries."""
        page, _, query = url.partition("?")
        is_as_another = page.endswith("folders") or page == "/login"
        return not (query and is_as_another) and page not in self.left_out

    def round(self, first: str | None) -> Round:
        """What happens at an empty cache, whoever comes first."""
        if first not in self.rounds:
            self.rounds[first] = go_round(self, first)
        return self.rounds[first]

    def said(self, name: str | None, urls: Answers) -> Answers:
        """What bviewer itself says to somebody at these addresses, when all pictures are ready."""
        known = self.plain.setdefault(name, {})
        known.update(ask(self.site.browser(name), [url for url in urls if url not in known]))
        return {url: known[url] for url in urls}


# What photographs have not, unless they play or move, or have a RAW file beside them.
STILL = {("play",), ("motion",), ("raw",)}


def addresses(site: Site) -> Iterator[tuple[str, tuple[str, Way]]]:
    """Each address of each node, with the permission it takes and the way to it."""
    nodes = [("album", folder, site.album_url(folder)) for folder in FLAGS]
    nodes += [("image", path.rpartition("/")[0], site.image_url(path)) for path in IMAGES]
    for kind, folder, url in nodes:
        parts = folder.split("/")
        above = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
        way = [(site.album(path).id, FLAGS[path]) for path in above]
        for route in NODE_ROUTES.values():
            if route.kind == kind and route.endings not in STILL:
                yield from ((f"{url}{ending}", (route.permission, way)) for ending in route.endings)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, production: Production) -> Iterator[World]:
    """Albums of each kind, and photographs of which no two are alike."""
    run = tmp_path_factory.mktemp("proxy-cache")
    site = Site(run, production)
    site.add_gallery()
    site.add_user("guest")
    for path, colour in IMAGES.items():
        site.write(path, jpeg(1000, 700, colour))
    site.sync()
    for folder, flag in FLAGS.items():
        site.set_visibility(folder, Visibility(flag))
    openchild = site.album("priv/openchild").id
    with site.session() as session:
        guest = session.scalars(select(User).where(User.name == "guest")).one()
        grant(session, guest, session.get_one(Gallery, 1), openchild)
    people = {
        None: STRANGER,
        "guest": Person(has=frozenset({openchild})),
        "owner": Person(owns=True),
    }
    nodes = dict(addresses(site))
    standing = {site.album(folder).id for folder in OF_OWNERS}
    left_out = {
        url
        for url, (permission, way) in nodes.items()
        if permission == "edit" and way[-1][0] not in standing
    }
    for url in left_out:
        del nodes[url]
    yield World(site, run, people, nodes, left_out)
    site.close()


def go_round(world: World, first: str | None) -> Round:
    """Ask for all addresses that there are, and for all that the answers name."""
    site, run = world.site, world.run / f"proxy-{first}"
    run.mkdir()
    for picture in site.cache.rglob("*.jpg"):
        picture.unlink()  # Nobody has asked for any of them yet.
    with keeping(run, site.front.plain) as port:
        front = Forwarder(port, site.front.https, after=site.run_jobs)

        def browser(name: str | None) -> TestApp:
            browser = site.browser(name)
            browser.app = front
            return browser

        one = browser(first)
        seen = crawl(one, [*OF_THE_GALLERY, *world.nodes], world.is_wanted)
        found = Round(seen, ask(one, seen))
        if first != "owner":  # Now all are ready that the first did not see.
            ask(site.browser("owner"), [url for url in seen if ".jpg" in url])
        found.kept = {name: ask(browser(name), seen) for name in world.people}
    return found


def ask(browser: TestApp, urls: Iterable[str]) -> Answers:
    """What somebody gets at these addresses."""
    return {url: browser.get(url, status="*") for url in urls}


def essence(answer: TestResponse) -> tuple[str, str, bytes]:
    """What must be the same with a cache and without one."""
    return answer.status, answer.content_type, TOKEN.sub(rb"\1", answer.body)


def cookies(answers: Answers) -> set[str]:
    """The cookies that somebody was given."""
    return {cookie for answer in answers.values() for cookie in answer.headers.getall("Set-Cookie")}


def from_cache(answers: Answers) -> set[str]:
    """The addresses whose answers were kept for somebody else."""
    return {url for url, answer in answers.items() if answer.headers["X-Cache"] == "HIT"}


def assert_own(world: World, name: str | None, kept: Answers, others: set[str]) -> None:
    """Somebody gets at the cache what bviewer itself says, and what they may have, and no more."""
    plain = world.said(name, kept)
    differing = {url for url in kept if essence(kept[url]) != essence(plain[url])}
    assert differing <= OF_A_SESSION
    assert not from_cache(kept) & OF_A_SESSION
    assert not cookies(kept) & others
    public = set()
    for url, (permission, way) in world.nodes.items():
        allowed = may(world.people[name], permission, way)
        assert (kept[url].status_int == 200) is allowed, url
        if all(flag == "visible" for _id, flag in way):
            public.add(url)
    assert from_cache(kept) & set(world.nodes) <= public
    assert {url for url in public if url.endswith(".jpg")} <= from_cache(kept)


@pytest.mark.parametrize(
    "first",
    ["owner", *(pytest.param(each, marks=pytest.mark.soak) for each in ("guest", None))],
)
def test_whoever_comes_first_the_next_get_what_is_theirs(world: World, first: str | None) -> None:
    happened = world.round(first)
    assert {200, 202, 404} <= {answer.status_int for answer in happened.seen.values()}
    assert 202 not in {answer.status_int for answer in happened.again.values()}, "none was kept"
    given = cookies(happened.seen) | cookies(happened.again)
    assert given or first, "without a session, forms need a cookie"
    for name, kept in happened.kept.items():
        assert_own(world, name, kept, given)


def test_secrets_are_in_no_answer_that_strangers_get(world: World) -> None:
    happened = world.round("owner")
    secrets = {
        happened.again[url].body
        for url, (permission, way) in world.nodes.items()
        if not may(STRANGER, permission, way)
    }
    assert len(secrets) > 3 * 5, "an original and four renditions of each, and pages"
    strangers = happened.kept[None]
    assert not secrets & {answer.body for answer in strangers.values()}
    for folder in ("priv", "open/secretchild", "hid"):
        name = world.site.album(folder).id
        elsewhere = {url: answer for url, answer in strangers.items() if name not in url}
        assert not [url for url, answer in elsewhere.items() if name.encode() in answer.body]


SECONDS = 2  # How long everybody may keep a picture here: nobody waits for five minutes.


@contextmanager
def kept_for_seconds(site: Site, run: Path) -> Iterator[int]:
    """A cache before bviewer, or before an nginx with another number in the file that we ship."""
    port, inner = free_port(), Ports()
    for name in ("proxy", "nginx"):
        (run / name).mkdir()
    with ExitStack() as meanwhile:
        meanwhile.enter_context(listening(site.app, host="127.0.0.1", port=str(port)))
        origin = port
        if site.ini["bviewer.delivery"] == "nginx":
            main = render(run / "nginx", site.library, site.cache, [f"127.0.0.1:{port}"], inner)
            shipped = main.parent / "bviewer" / "gallery.conf"
            number = {r"public, max-age=\d+": f"public, max-age={SECONDS}"}
            shipped.write_text(changed(shipped.read_text(), number))
            meanwhile.enter_context(serving(main, inner.plain))
            origin = inner.plain
        yield meanwhile.enter_context(keeping(run / "proxy", origin))


@pytest.fixture(params=["direct", "nginx"])
def brief(request: pytest.FixtureRequest, tmp_path: Path, empty: Path) -> Iterator[Site]:
    """A site of one photograph, whose copies are kept for seconds."""
    lasting = {"bviewer.public_max_age": str(SECONDS)}
    site = Site(tmp_path, Embedded(empty, request.param), **lasting)
    site.add_gallery()
    site.write("open/a.jpg")
    site.sync()
    site.browser().get(copy_url(site), status=202)
    (tmp_path / "run").mkdir()
    yield site
    site.close()


def copy_url(site: Site) -> str:
    """The address of a copy of the photograph."""
    return f"{site.image_url('open/a.jpg')}small.jpg"


def test_a_closed_album_is_closed_at_a_shared_cache_when_the_time_is_over(
    tmp_path: Path, brief: Site
) -> None:
    url = copy_url(brief)
    with kept_for_seconds(brief, tmp_path / "run") as port:

        def ask() -> tuple[int, str]:
            answer = fetch(port, url, headers={"Host": HOST})
            return answer.status, answer.headers["X-Cache"]

        assert ask() == (200, "MISS")
        kept = time.monotonic()
        brief.set_visibility("open", Visibility.PRIVATE)
        seen, asked = [ask()], kept
        while seen[-1][0] == 200:
            assert asked - kept < SECONDS + 2
            asked = time.monotonic()
            seen.append(ask())
    assert seen[0] == (200, "HIT"), "the copy is used as long as it may be"
    assert {where for status, where in seen if status == 200} == {"HIT"}
    assert seen[-1][0] == 404


def test_five_minutes_are_the_most_unless_the_operator_says_more(world: World) -> None:
    url = copy_url(world.site)
    stranger = world.site.browser()
    stranger.get(url, status=[200, 202])
    assert stranger.get(url).headers["Cache-Control"] == "public, max-age=300"


def test_a_copy_for_one_site_is_given_to_no_other(tmp_path: Path, brief: Site) -> None:
    """Whoever comes first, a page that is not listed reads nothing, and one that is does."""
    url = copy_url(brief)
    with brief.session() as session:
        session.get_one(Gallery, 1).api_origins = "https://app.example\nhttps://two.example"
    with kept_for_seconds(brief, tmp_path / "run") as port:
        kept = []
        for origin in 2 * [
            None,
            "https://evil.example",
            "https://app.example",
            "https://two.example",
        ]:
            sent = {"Host": HOST, **({} if origin is None else {"Origin": origin})}
            answer = fetch(port, url, headers=sent)
            reader = origin if origin is not None and "evil" not in origin else None
            assert answer.status == 200
            assert answer.headers["Access-Control-Allow-Origin"] == reader
            assert answer.headers.get_all("Cross-Origin-Resource-Policy") == ["cross-origin"]
            kept.append(answer.headers["X-Cache"])
    assert kept[:4] == ["MISS"] * 4, "each has a copy of its own"
    assert "MISS" not in kept[4:], "which is kept"

"""A site with nodes of all kinds and people of all kinds."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select
from webtest import TestApp

from bviewer.access.grants import grant
from bviewer.access.groups import add_group, add_member
from bviewer.access.shares import make_share, revoke_share
from bviewer.accounts.users import find_user, make_operator
from bviewer.models import Gallery, Image, Scope, Share, Visibility, now
from bviewer.renditions.cache import content_fingerprint
from bviewer.security.visitor import ShareOption
from tests.clips import clip
from tests.films import TUBE, VIMEO, add_film, film_row, film_url, give_picture
from tests.functional.every_view import SIZES
from tests.motion import google_photo
from tests.oracle import STRANGER, Person, Way
from tests.pictures import dng, jpeg
from tests.site import Site
from tests.stack import Stack

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

# Photographs with a film in their files, and one that a clip and a RAW file belong to.
MOVING = {"open/a.jpg": "olive", "open/secretchild/p.jpg": "maroon", "hid/h.jpg": "navy"}
LIVE, ITS_CLIP, ITS_RAW = "priv/openchild/q.jpg", "priv/openchild/q.mov", "priv/openchild/q.nef"
FILMS = ("open", "open/secretchild", "hid", "priv")


@dataclass(frozen=True)
class Node:
    """An album or item: its URL, the URL of what it is in, and its album's way."""

    kind: str
    path: str
    url: str
    parent_url: str
    way: Way


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


def open_world(folder: Path, database: Stack) -> World:
    """A site in one way of delivery, with a queue that nobody works on."""
    site = Site(folder, database, waiting=True)
    site.add_gallery()
    is_redirecting = site.ini["bviewer.delivery"] == "nginx" and not site.is_behind_nginx
    world = World(site, "nginx" if is_redirecting else "direct")
    fill_library(site)
    ways = {folder: way_of(site, folder) for folder in FLAGS}
    for path, way in ways.items():
        world.nodes.append(node("album", path, site.album_url(path), way))
    for path in IMAGES:
        world.nodes.append(node("image", path, site.image_url(path), ways[path.rpartition("/")[0]]))
    way = ways["priv/openchild"]
    for path in (ITS_CLIP, ITS_RAW):
        world.nodes.append(node("motion", path, site.image_url(path), way))
    for path in FILMS:
        world.nodes.append(film(site, path, ways[path]))
    world.people.update(people(site))
    return world


def film(site: Site, folder: str, way: Way) -> Node:
    """A film in the album of a folder, with a picture unless that is hidden."""
    if folder == "hid":
        item = add_film(site, folder, VIMEO)
        return node("video", f"{folder}/bare", film_url(site, folder, item), way)
    item = add_film(site, folder, TUBE)
    give_picture(site, item)
    warm(site, film_row(site, item))
    return node("video", folder, film_url(site, folder, item), way)


def fill_library(site: Site) -> None:
    """Albums, images and clips of each kind; all renditions are there but those of cold images."""
    for path in IMAGES:
        broken = b"\xff\xd8\xff\xe0 no picture" if "broken" in path else None
        site.write(path, clip("mp4") if path.endswith(".mp4") else broken)
    for path, colour in MOVING.items():
        site.write(path, google_photo(colour=colour))
    site.write(ITS_CLIP, clip("mov"))
    site.write(ITS_RAW, dng(jpeg(60, 40)))
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


def way_of(site: Site, folder: str) -> Way:
    """The way to the album of a folder."""
    parts = folder.split("/")
    above = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
    return [(site.album("").id, "visible"), *((site.album(path).id, FLAGS[path]) for path in above)]


def node(kind: str, path: str, url: str, way: Way) -> Node:
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
    return {
        "anonymous": (site.browser(), STRANGER),
        **signed_in,
        **holders(site, priv, openchild),
        **programs(site, priv),
    }


def programs(site: Site, priv: str) -> dict[str, tuple[TestApp, Person]]:
    """Programs with tokens: of somebody who was let in, and of the owner for one album alone."""
    return {
        "program": (site.program("viewer"), Person(has=frozenset({priv}))),
        "bound program": (
            site.program("owner", Scope.MANAGE, priv),
            Person(owns=True, bound=priv),
        ),
    }


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

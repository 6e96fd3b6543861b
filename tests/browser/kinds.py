"""A small gallery with a page of every kind, and names as long as people give them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bviewer.access.grants import grant
from bviewer.access.groups import add_group, add_member
from bviewer.access.invitations import invite
from bviewer.access.offers import Offer
from bviewer.access.shares import make_share
from bviewer.accounts.sessions import open_session
from bviewer.accounts.users import add_user, make_operator
from bviewer.albums.editing import set_title, set_visibility
from bviewer.albums.item_editing import ItemValues
from bviewer.db.sessions import work_session
from bviewer.models import AccessRequest, Album, Image, User, Video, Visibility
from bviewer.models import Gallery as GalleryRow
from bviewer.process.project import open_project
from bviewer.queue.queue import Queue
from bviewer.queue.task import Priority
from bviewer.sync.service import run_sync
from bviewer.videos.addresses import film_of
from bviewer.videos.editing import add_video
from tests.browser.conftest import Gallery, serving
from tests.browser.library import write, write_clip

LONG = 230  # Images: more than a page.
WORD = "Donaudampfschifffahrtsgesellschaftskapitänspatent"
NAME = "Maximiliane-Wilhelmina von und zu Hohenh"  # 40 characters.
FILM = "dQw4w9WgXcQ"
SHAPES = {
    "landscape": (1600, 1067),
    "portrait": (700, 1900),
    "panorama": (2400, 500),
    "square": (900, 900),
    "thin": (1000, 5),
    "tall": (20, 6000),
}


@dataclass
class Kinds:
    """The gallery, the addresses of its pages, and the sessions of a guest and of the owner.

    `late` are pages of images of which there are no copies yet: of all shapes, also of some that
    nobody knows yet.
    """

    gallery: Gallery
    pages: dict[str, str]
    guest_pages: dict[str, str]
    owner_pages: dict[str, str]
    late: dict[str, str]
    guest: str
    owner: str


def make_library(root: Path) -> Path:
    """Photographs of all shapes, a broken one, a clip; an empty album, one with a long title."""
    for title in ("Shapes 2024", "Late 2020", "Unknown 2019"):
        for number, (name, size) in enumerate(SHAPES.items()):
            write(root / title, f"{name}.jpg", number, size, int(title[-4:]))
        # The cover, of which pages above have copies made.
        write(root / title, "cover.jpg", len(SHAPES), (90, 60), int(title[-4:]))
    (root / "Shapes 2024" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    write(root / "Shapes 2024", "missing.jpg", 9, (90, 60), 2024)
    write_clip(root / "Shapes 2024" / "clip.mp4", "mp4", "libx264", (320, 240), 0)
    write(root / WORD, f"{WORD * 3}.jpg", 10, (90, 60), 2023)
    for title in ("For guests", "For nobody"):
        write(root / title, "one.jpg", 11, (90, 60), 2022)
    (root / "Nothing yet").mkdir()
    for number in range(LONG):
        write(root / "Long 2021", f"{number:03}.jpg", number, (60, 40), 2021)
    return root


@contextmanager
def serving_kinds(folder: Path) -> Iterator[Kinds]:
    """The gallery, running."""
    library = make_library(folder / "library")
    with serving(folder, library) as gallery:
        sessions = prepare(gallery, library)
        yield Kinds(gallery, *addresses(gallery), *sessions)


def prepare(gallery: Gallery, library: Path) -> tuple[str, str]:
    """Lose a file, close albums, give one of them to a guest; returns two sessions."""
    (library / "Shapes 2024" / "missing.jpg").unlink()
    with open_project(gallery.ini) as runtime:
        run_sync(runtime, 1)
        with work_session(runtime.engine) as session:
            row = session.scalars(select(GalleryRow)).one()
            row.about_title, row.about_text = "About", f"{WORD * 3}\n\nAll of my photographs."
            albums = {album.folder: album for album in session.scalars(select(Album))}
            set_title(albums[WORD], f"{WORD} {WORD} {WORD * 2}")
            albums[WORD].description = WORD * 4
            for title in ("For guests", "For nobody"):
                set_visibility(session, albums[title], Visibility.PRIVATE)
            guest = add_user(session, NAME)
            grant(session, guest, row, albums["For guests"].id)
            make_operator(session, session.get_one(User, row.owner_id))
            add_video(session, albums[WORD], FILM, ItemValues(title=WORD * 3))
            session.execute(update(Video).values(due_at=None))  # Nobody elsewhere is asked.
            add_people(session, row, guest, albums["For guests"].id)
            make_share(session, row, albums[WORD].id, label=WORD * 3, options={})
            unknown = Image.album_id == albums["Unknown 2019"].id
            fail(runtime.queue)
            session.execute(update(Image).where(unknown).values(width=None, height=None))
            return open_session(session, guest.id, 1), open_session(session, row.owner_id, 1)


def fail(queue: Queue) -> None:
    """Work that went wrong, with a long reason."""
    claim = queue.claims.new("render_image", ("x" * 12,), Priority.VISITOR)
    queue.claims.hold("render_image:x", claim._replace(failure=f"MemoryError: {WORD * 3}"))


def add_people(session: Session, row: GalleryRow, guest: User, album_id: str) -> None:
    """A group, an invitation and a wish, all with long names."""
    group = add_group(session, row, WORD * 2)
    add_member(session, row, group, guest)
    grant(session, group, row, album_id)
    guest.mail = f"{WORD.encode('punycode').decode()[:60]}@{'long.' * 30}test"
    invite(session, row, f"{'x' * 60}@{'long.' * 30}test", Offer(group_id=group.id))
    session.add(
        AccessRequest(
            gallery_id=row.id, name=NAME, mail=f"{'y' * 60}@{'long.' * 30}test", text=WORD * 9
        )
    )


def addresses(gallery: Gallery) -> tuple[dict[str, str], ...]:
    """The pages, by what they are."""
    with open_project(gallery.ini) as runtime, work_session(runtime.engine) as session:
        albums = {album.folder: album.id for album in session.scalars(select(Album))}
        images = {image.path: image.id for image in session.scalars(select(Image))}
    top = gallery.address

    def album(folder: str) -> str:
        return f"{top}{albums[folder]}/"

    def image(path: str) -> str:
        return f"{album(path.rpartition('/')[0])}{images[path]}/"

    middle = images["Long 2021/120.jpg"]
    pages = {
        "home": top,
        "year": f"{top}?year=2024",
        "album": album("Shapes 2024"),
        **{name: image(f"Shapes 2024/{name}.jpg") for name in (*SHAPES, "broken")},
        "clip": image("Shapes 2024/clip.mp4"),
        "film": f"{album(WORD)}{images[film_of(FILM).path]}/",
        "long": album("Long 2021"),
        "download": f"{album(WORD)}download",
        "choose": f"{album('Shapes 2024')}choose",
        "random show": f"{album(WORD)}slideshow",
        "at": f"{album('Long 2021')}?at={middle}#{middle}",
        "after": f"{album('Long 2021')}?after={middle}",
        "empty": album("Nothing yet"),
        "long names": album(WORD),
        "long name": image(f"{WORD}/{WORD * 3}.jpg"),
        "about": f"{top}about",
        "register": f"{top}register",
        "thanks": f"{top}register?sent=1",
        "invitation that is gone": f"{top}invitation/x",
        "sign-in": f"{top}login?next=/{'x' * 300}",
        "welcome": gallery.link,
        "missing page": f"{top}{'nowhere' * 30}/",
    }
    guest_pages = {
        "shared": top,
        "given": album("For guests"),
        "given image": image("For guests/one.jpg"),
        "missing image": image("Shapes 2024/missing.jpg"),
    }
    late = {
        f"{title} {name}": image(f"{title}/{name}.jpg")
        for title in ("Late 2020", "Unknown 2019")
        for name in SHAPES
    }
    owner_pages = {
        **{
            name: f"{album(WORD)}{name}"
            for name in ("access", "arrange", "edit", "share", "videos", "view-as")
        },
        "account": f"{top}account",
        "site": f"{top}site/",
        **{
            f"site {name}": f"{top}site/{name}"
            for name in ("galleries", "gallery/1", "new-gallery", "users", "new-user", "work")
        },
        "site user": f"{top}site/user/2",
        "items": f"{album('Shapes 2024')}items",
        "folders": f"{album('Shapes 2024')}folders",
        "item": f"{pages['broken']}edit",
        **{
            name: f"{top}admin/{name}"
            for name in ("people", "groups", "group/1", "requests", "invite", "shares", "settings")
        },
    }
    return pages, guest_pages, owner_pages, late

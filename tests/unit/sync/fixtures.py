"""What tests of single steps of a sync begin with."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bviewer.albums.chosen_items import Chosen
from bviewer.albums.removing import remove_items
from bviewer.albums.transfers import move_items
from bviewer.db.sessions import reading_session
from bviewer.library.reading import Reader
from bviewer.models import Album, FormerFolder, Image
from bviewer.models.base import new_id
from bviewer.sync.batches import Readings, Task
from bviewer.sync.folders import FolderWriter
from bviewer.sync.plan import Plan, make_plan
from bviewer.sync.scan import Scan, scan
from tests.functional.folders import move
from tests.mirrored import mirror
from tests.pictures import exif_block, jpeg, text
from tests.pictures import picture as encoded
from tests.site import Site
from tests.unit.sync.checks import present

GALLERY = 1

FIRST = datetime(2020, 1, 1)

PHONE = "VID_20200101_020100"  # Of a film and of the photograph that moves by it.


def picture(number: int) -> bytes:
    """A picture that no other number has, taken at a minute of its own."""
    taken = FIRST + timedelta(minutes=number)
    exif = exif_block(exif=[text(0x9003, f"{taken:%Y:%m:%d %H:%M:%S}")])
    return jpeg(16, 12, exif=exif)


def dated(number: int, decoder: str = "JPEG", *, width: int = 16) -> bytes:
    """A scan for which a person wrote down the minute that a picture of this number has."""
    return encoded(decoder, width, 12, xmp=says_when(FIRST + timedelta(minutes=number)))


def says_when(moment: datetime | str) -> bytes:
    """XMP that says when something was taken."""
    text = moment if isinstance(moment, str) else moment.isoformat()
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
        f'photoshop:DateCreated="{text}"/></rdf:RDF></x:xmpmeta>'
    ).encode()


def fill(site: Site, *paths: str) -> None:
    """Put a picture of its own at each path, and have albums show them."""
    for path in paths:
        site.write(path, picture(next(site.numbers)))
    mirror(site)


def edit(site: Site, path: str) -> None:
    """Write a file over."""
    file = site.library / path
    file.write_bytes(file.read_bytes() + b"edited")


def write_anew(site: Site, path: str) -> None:
    """As programs do that write another file: it still says when the picture was taken."""
    file = site.library / path
    file.with_suffix(".new").write_bytes(file.read_bytes() + b"edited")
    file.with_suffix(".new").replace(file)


def looked_at(site: Site, start: str = "") -> Scan:
    """A scan of the gallery."""
    with reading_session(site.runtime.engine) as session:
        return scan(session, site.runtime.library, GALLERY, start, lambda: None)


def planned(site: Site, start: str = "") -> Plan:
    """A plan for the gallery."""
    library = site.runtime.library
    reader = Reader(library, UTC, site.runtime.limits)
    with reading_session(site.runtime.engine) as session:
        return make_plan(session, reader, library, GALLERY, start, lambda: None)


def grow_old(session: Session) -> None:
    """Let all albums have been there for long: no one is new."""
    session.execute(update(Album).values(arrived_at=None))


def let_pass(site: Site, hours: int) -> None:
    """Let all that happened to albums have done so earlier."""
    with site.session() as session:
        for album in session.scalars(select(Album)):
            for name in ("arrived_at", "gone_at", "closed_at"):
                if (instant := getattr(album, name)) is not None:
                    setattr(album, name, instant - timedelta(hours=hours))
        for folder in session.scalars(select(FormerFolder)):
            if folder.left_at is not None:
                folder.left_at -= timedelta(hours=hours)


def pick(session: Session, image: Image, album_id: str) -> None:
    """Put an image by hand into another album as well."""
    columns = {column.name: getattr(image, column.name) for column in Image.__table__.columns}
    session.add(Image(**{**columns, "id": new_id(), "album_id": album_id, "is_picked": True}))


def give_title(site: Site, folder: str, title: str) -> None:
    """What a person calls an album."""
    with site.session() as session:
        session.execute(update(Album).where(Album.folder == folder).values(title=title))


def put_into_vault(site: Site, *paths: str) -> None:
    """Move pictures by hand into a private album, long after all albums arrived."""
    with site.session() as session:
        grow_old(session)
        albums = {album.folder: album for album in session.scalars(select(Album))}
        query = select(Image.id).where(Image.path.in_(paths))
        ids = tuple(session.scalars(query))
        move_items(
            session, albums["open"], albums["vault"], Chosen(albums["open"].id, ids, len(ids))
        )


def take_out(site: Site, path: str) -> None:
    """Remove a picture from the album of its folder, long after all albums arrived."""
    with site.session() as session:
        grow_old(session)
        image = session.scalars(select(Image).where(Image.path == path)).one()
        album = session.get_one(Album, image.album_id)
        remove_items(session, album, Chosen(album.id, (image.id,), 1))


def images_in(site: Site, folder: str) -> list[str]:
    """Return the paths of the images of an album."""
    query = select(Image.path).join(Album).where(Album.folder == folder).order_by(Image.path)
    with site.session() as session:
        return list(session.scalars(query))


def age_and_sync(site: Site) -> None:
    """Sync long after everything arrived."""
    with site.session() as session:
        grow_old(session)
    site.sync(accept_missing=True)


def read(writer: FolderWriter, tasks: list[Task]) -> Readings:
    """What is read of some files."""
    return writer.as_they_are(tasks, writer.begin(tasks).results())


def rename(site: Site, names: dict[str, str], extension: str = ".jpg") -> None:
    """Give the files of a folder other names, all at once."""
    for old, new in names.items():
        move(site, f"open/{old}{extension}", f"open/{new}.new")
    for new in names.values():
        move(site, f"open/{new}.new", f"open/{new}{extension}")


def shown_in(site: Site, folder: str) -> list[str]:
    """The paths of the images of an album that are there."""
    return sorted(present(site).keys() & images_in(site, folder))

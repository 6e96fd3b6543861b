"""Rows of a database, as plain as can be."""

from datetime import datetime

from bviewer.models import Album, Gallery, Image, User


def add_rows(session, host, path):
    owner = User(name=host)
    session.add(owner)
    session.flush()
    gallery = Gallery(owner_id=owner.id, host=host, home=path)
    session.add(gallery)
    session.flush()
    album = Album(gallery_id=gallery.id, title="top", sort_key=b"", folder=path)
    session.add(album)
    session.flush()
    session.add(image(album.id, path))
    session.flush()
    return album


def add_album(session, parent, path, year, **flags):
    album = Album(
        gallery_id=parent.gallery_id, parent_id=parent.id, title="", sort_key=b"", folder=path,
        **flags,
    )  # fmt: skip
    session.add(album)
    session.flush()
    session.add(image(album.id, f"{path}/a.jpg", year))
    session.add(image(album.id, f"{path}/gone.jpg", 1950, state="missing"))
    return album


def image(album_id, path, year=2024, **values):
    return Image(
        album_id=album_id,
        path=path,
        sort_key=b"",
        time=datetime(year, 5, 4),
        time_source="mtime",
        size=1,
        mtime_ns=1_714_824_000_000_000_000,
        ctime_ns=1_714_824_000_000_000_000,
        quick_hash=b"\0" * 16,
        **values,
    )

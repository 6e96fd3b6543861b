"""What an owner may give to somebody who is invited, or asks: the gallery, an album or a group."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from bviewer.access.grants import grant
from bviewer.access.groups import add_member
from bviewer.access.people import find_own_group
from bviewer.models import Album, Gallery, User, Visibility
from bviewer.problems import Problem

GALLERY = "gallery"
ALBUM = re.compile(r"album:(\w{1,12})", re.ASCII)
GROUP = re.compile(r"group:([0-9]{1,9})", re.ASCII)

# Albums to choose from in one list.
MOST_ALBUMS = 300


class Offer(NamedTuple):
    """A group to be in, or else an album, or else the whole gallery."""

    album_id: str | None = None
    group_id: int | None = None


class ClosedAlbum(NamedTuple):
    """An album that not everybody finds, with the title of the one that it is in."""

    id: str
    title: str
    parent: str


def find_offer(session: Session, gallery: Gallery, what: str) -> Offer:
    """Return what a form names: `gallery`, `album:ID` or `group:ID`; refuse what is not here."""
    if group := GROUP.fullmatch(what):
        return Offer(group_id=find_own_group(session, gallery, int(group[1])).id)
    return find_place(session, gallery, what)


def find_place(session: Session, gallery: Gallery, what: str) -> Offer:
    """Return what a form names that a group can be given: `gallery` or `album:ID`."""
    if what == GALLERY:
        return Offer()
    if album := ALBUM.fullmatch(what):
        found = session.get(Album, album[1])
        if found is not None and found.gallery_id == gallery.id:
            return Offer(album_id=None if found.parent_id is None else found.id)
    raise Problem("offer_unknown", "what")


def give(session: Session, gallery: Gallery, user: User, offer: Offer) -> None:
    """Give a person what was offered."""
    if offer.group_id is not None:
        group = find_own_group(session, gallery, offer.group_id)
        add_member(session, gallery, group, user)
    else:
        grant(session, user, gallery, offer.album_id)


def closed_albums(session: Session, gallery: Gallery, chosen: str = "") -> Sequence[ClosedAlbum]:
    """Return albums that are hidden or private by their own flag, and one that is `chosen`."""
    is_chosen = Album.id == chosen.removeprefix("album:")
    parent = aliased(Album)
    rows = session.execute(
        select(Album.id, Album.title, parent.title)
        .join(parent, parent.id == Album.parent_id)
        .where(
            Album.gallery_id == gallery.id,
            or_(Album.visibility != Visibility.VISIBLE, is_chosen),
        )
        .order_by(is_chosen.desc(), Album.sort_key, Album.id)
        .limit(MOST_ALBUMS)
    )
    return [ClosedAlbum(*row) for row in rows]

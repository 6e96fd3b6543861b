"""The hosts of galleries: one of its own for each, and aliases that lead to it.

A host leads to one gallery only, be it as its own or as an alias.
"""

from collections.abc import Iterable

from sqlalchemy import delete, or_, select, text
from sqlalchemy.orm import Session

from bviewer.config.hosts import THIS_MACHINE, normalize_host
from bviewer.models import Gallery, GalleryAlias
from bviewer.problems import Problem
from bviewer.security.audit import Event, record


def lock_galleries(session: Session) -> None:
    """Let nobody else add or rename galleries before this transaction ends.

    The table and not its rows: there are none before the first gallery. SQLite has one writer at a
    time anyway, from where a transaction begins.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE gallery IN SHARE ROW EXCLUSIVE MODE"))


def gallery_of(session: Session, host: str) -> Gallery | None:
    """Return the gallery that a host leads to, as its own or as an alias."""
    name = normalize_host(host)
    alias = select(GalleryAlias.gallery_id).where(GalleryAlias.host == name)
    return session.scalar(select(Gallery).where(or_(Gallery.host == name, Gallery.id.in_(alias))))


def free_host(session: Session, host: str, field: str = "host") -> str:
    """Return the normal spelling of a host; refuse one that leads to a gallery already."""
    name = normalize_host(host)
    if not name:
        raise Problem("host_invalid", field, host=host)
    holder = gallery_of(session, name)
    if holder is None:
        return name
    if holder.host == name:
        raise Problem("host_taken", field, host=name)
    raise Problem("host_is_alias", field, host=name, gallery=holder.host)


def aliases_of(session: Session, gallery: Gallery) -> list[str]:
    """Return the aliases of a gallery, in order."""
    query = select(GalleryAlias.host).where(GalleryAlias.gallery_id == gallery.id)
    return list(session.scalars(query.order_by(GalleryAlias.host)))


def host_for_others(session: Session, gallery: Gallery) -> str:
    """Return the host by which others reach a gallery: an alias where its own is `localhost`, which
    is another machine to each of them."""
    if gallery.host != THIS_MACHINE:
        return gallery.host
    return next(iter(aliases_of(session, gallery)), gallery.host)


def add_aliases(session: Session, gallery: Gallery, hosts: Iterable[str]) -> None:
    """Let further hosts lead to a gallery; those that do already may be among them."""
    known = set(aliases_of(session, gallery))
    for host in hosts:
        if normalize_host(host) not in known:
            name = free_host(session, host, "alias")
            session.add(GalleryAlias(host=name, gallery_id=gallery.id))
            known.add(name)
    session.flush()


def remove_aliases(session: Session, gallery: Gallery, hosts: Iterable[str]) -> None:
    """Let hosts lead to a gallery no more; refuse one that is no alias of it."""
    known = set(aliases_of(session, gallery))
    for host in hosts:
        name = normalize_host(host)
        if not name:
            raise Problem("alias_invalid", "alias", host=host, gallery=gallery.host)
        if name not in known:
            raise Problem("alias_unknown", "alias", host=name, gallery=gallery.host)
        session.execute(delete(GalleryAlias).where(GalleryAlias.host == name))


def change_hosts(session: Session, gallery: Gallery, host: str, aliases: Iterable[str]) -> None:
    """Give a gallery a host and just these aliases; a former host of its own stays one of them."""
    lock_galleries(session)
    former = gallery.host
    rename_gallery(session, gallery, host)
    wanted = {normalize_host(alias) or alias for alias in aliases} - {gallery.host}
    if gallery.host != former:
        wanted.add(former)
    remove_aliases(session, gallery, set(aliases_of(session, gallery)) - wanted)
    add_aliases(session, gallery, sorted(wanted))


def rename_gallery(session: Session, gallery: Gallery, host: str) -> None:
    """Give a gallery another host, which may be one of its aliases; the former one becomes one.

    Nothing else changes: addresses below the host, sessions and cached files know the gallery's id.
    """
    former, name = gallery.host, normalize_host(host)
    if name == former:
        return
    if name in aliases_of(session, gallery):
        remove_aliases(session, gallery, [name])
    gallery.host = free_host(session, host)
    session.flush()
    add_aliases(session, gallery, [former])
    record(session, Event.GALLERY_HOST, gallery.id, host=gallery.host, former=former)

"""Who came in, who was refused, and who changed what people may see and do.

Each is a line in the log, without secrets: operators find all of them under one name,
`bviewer.audit`. What was changed is also kept for the owner: `record` does both in one call.
"""

import logging
from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy.event import listen
from sqlalchemy.orm import Session

from bviewer.models import Audit, now
from bviewer.security.permissions import Permission

audit = logging.getLogger("bviewer.audit")
WAITING = "bviewer.audit"  # What a session has for the log.


class Event(StrEnum):
    """What happened, as it is stored. A new one needs a line here and a text for owners."""

    ALBUM_ADDED = "album_added"
    ALBUM_DELETED = "album_deleted"
    ALBUM_MOVED = "album_moved"
    ALBUM_PURGED = "album_purged"
    ALBUM_RESTORED = "album_restored"
    ALBUM_SETTING = "album_setting"
    ALBUM_VISIBILITY = "album_visibility"
    ALBUMS_SETTING = "albums_setting"
    ALBUMS_VISIBILITY = "albums_visibility"
    GALLERY_ADDED = "gallery_added"
    GALLERY_HOST = "gallery_host"
    GALLERY_REMOVED = "gallery_removed"
    GRANTED = "granted"
    GROUP_ADDED = "group_added"
    GROUP_DELETED = "group_deleted"
    GROUP_GRANTED = "group_granted"
    GROUP_REVOKED = "group_revoked"
    INVITATION_ACCEPTED = "invitation_accepted"
    INVITATION_CANCELLED = "invitation_cancelled"
    INVITED = "invited"
    ITEMS_COPIED = "items_copied"
    ITEMS_MOVED = "items_moved"
    LINK_MADE = "link_made"
    LINK_REVOKED = "link_revoked"
    MAIL_CHANGED = "mail_changed"
    MEMBER_ADDED = "member_added"
    MEMBER_REMOVED = "member_removed"
    OPERATOR_ENDED = "operator_ended"
    OPERATOR_MADE = "operator_made"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - it is none.
    REQUEST_APPROVED = "request_approved"
    REQUEST_REFUSED = "request_refused"
    REVOKED = "revoked"
    SESSION_ENDED = "session_ended"
    SETTING = "setting"
    TOKEN_MADE = "token_made"  # noqa: S105 - it is none.
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - it is none.
    USER_ADDED = "user_added"
    USER_DISABLED = "user_disabled"
    USER_ENABLED = "user_enabled"
    USER_REMOVED = "user_removed"
    USER_RENAMED = "user_renamed"


# In the log, with the parameters of `record`.
LINES = {
    Event.ALBUM_ADDED: "album %(album)s is new and %(now)s",
    Event.ALBUM_DELETED: "album %(album)s is deleted, with all below it",
    Event.ALBUM_MOVED: "album %(album)s is in %(parent)s now, and was in %(former)s",
    Event.ALBUM_PURGED: "album %(album)s is gone for good",
    Event.ALBUM_RESTORED: "album %(album)s is back, with all below it",
    Event.ALBUM_SETTING: "%(name)s of album %(album)s is %(now)s now, and was %(before)s",
    Event.ALBUM_VISIBILITY: "album %(album)s is %(now)s now, and was %(before)s",
    Event.ALBUMS_SETTING: "%(name)s of album %(album)s holds for all below",
    Event.ALBUMS_VISIBILITY: "all albums below album %(album)s are %(now)s now",
    Event.GALLERY_ADDED: "there is a gallery %(host)s, which belongs to %(user)r",
    Event.GALLERY_HOST: "the gallery %(former)s is at %(host)s now",
    Event.GALLERY_REMOVED: "there is no gallery %(host)s any more, which belonged to %(user)r",
    Event.GRANTED: "%(user)r may see %(what)s at %(host)s",
    Event.GROUP_ADDED: "there is a group %(group)r at %(host)s",
    Event.GROUP_DELETED: "there is no group %(group)r at %(host)s any more",
    Event.GROUP_GRANTED: "the group %(user)r may see %(what)s at %(host)s",
    Event.GROUP_REVOKED: "the group %(user)r may no longer see %(what)s at %(host)s",
    Event.INVITATION_ACCEPTED: "%(user)r accepted an invitation to %(host)s",
    Event.INVITATION_CANCELLED: "%(mail)s is no longer invited to %(host)s",
    Event.INVITED: "%(mail)s is invited to %(host)s",
    Event.ITEMS_COPIED: "album %(target)s shows items of album %(album)s as well: %(number)s",
    Event.ITEMS_MOVED: "album %(target)s has items that were in album %(album)s: %(number)s",
    Event.LINK_MADE: "link %(link)s (%(label)r) opens album %(album)s at %(host)s",
    Event.LINK_REVOKED: "link %(link)s (%(label)r) opens nothing now at %(host)s",
    Event.MAIL_CHANGED: "%(user)r has the mail address %(mail)s now",
    Event.MEMBER_ADDED: "%(user)r is in the group %(group)r at %(host)s",
    Event.MEMBER_REMOVED: "%(user)r is not in the group %(group)r at %(host)s any more",
    Event.OPERATOR_ENDED: "%(user)r no longer runs the site",
    Event.OPERATOR_MADE: "%(user)r runs the site from now on",
    Event.PASSKEY_ADDED: "%(user)r may sign in with the passkey %(passkey)r",
    Event.PASSKEY_REMOVED: "%(user)r may no longer sign in with the passkey %(passkey)r",
    Event.PASSWORD_CHANGED: "%(user)r has a new password",
    Event.REQUEST_APPROVED: "the wish of %(user)r for access to %(host)s is approved",
    Event.REQUEST_REFUSED: "the wish of %(user)r for access to %(host)s is refused",
    Event.REVOKED: "%(user)r may no longer see %(what)s at %(host)s",
    Event.SESSION_ENDED: "%(user)r ended sessions: %(number)s",
    Event.SETTING: "%(name)s of %(host)s is %(now)s now, and was %(before)s",
    Event.TOKEN_MADE: "a program may ask as %(user)r by the token %(token)r: %(scope)s",
    Event.TOKEN_REVOKED: "no program may ask as %(user)r by the token %(token)r any more",
    Event.USER_ADDED: "there is an account %(user)r",
    Event.USER_DISABLED: "%(user)r can no longer sign in",
    Event.USER_ENABLED: "%(user)r can sign in again",
    Event.USER_REMOVED: "%(user)r is removed",
    Event.USER_RENAMED: "%(former)r is called %(user)r now",
}


# What whoever runs the site reads of galleries as well: of albums only at which host.
OF_THE_SITE = {
    *(Event.GALLERY_ADDED, Event.GALLERY_HOST, Event.GRANTED, Event.REVOKED),
    *(Event.GROUP_GRANTED, Event.GROUP_REVOKED),
}


class Actor(NamedTuple):
    """Who does something through a session, from where, and at which gallery."""

    name: str | None = None
    address: str | None = None
    gallery_id: int | None = None


# Nobody else changes anything without a request.
COMMAND_LINE = Actor()


def actor_in(request: Any) -> Actor:
    """Return who asks for something, and where; whoever runs the site does so at no gallery."""
    is_operating = getattr(request.context, "permission", None) == Permission.OPERATE
    gallery_id = None if request.gallery is None or is_operating else request.gallery.id
    return Actor(request.visitor.name or None, request.remote_addr, gallery_id)


def actor_of(session: Session) -> Actor:
    """Return who uses a session; that of a request is asked when something is recorded."""
    find: Callable[[], Actor] = session.info.get("actor", lambda: COMMAND_LINE)
    return find()


def record(session: Session, event: Event, gallery_id: int | None, **params: str | None) -> None:
    """Note an event, in the log and for the owner of a gallery; it is kept with the commit.

    Without a gallery it is kept for that at which it happens.
    """
    log(session, event, **params)
    keep(session, event, gallery_id, **params)
    if event in OF_THE_SITE:
        keep_for_site(session, event, **{**params, "title": params["host"]})


def record_for_site(session: Session, event: Event, **params: str | None) -> None:
    """Note an event, in the log and for whoever runs the site."""
    log(session, event, **params)
    keep_for_site(session, event, **params)


def log(session: Session, event: Event, **params: str | None) -> None:
    """Note an event in the log, once it is committed; nothing if it is rolled back."""
    if WAITING not in session.info:
        session.info[WAITING] = []
        listen(session, "after_commit", write_lines)
        listen(session, "after_rollback", forget_lines)
    session.info[WAITING].append((LINES[event], params))


def write_lines(session: Session) -> None:
    """Write into the log what was committed; the end of a savepoint is no commit."""
    if not session.in_nested_transaction():
        for line, params in session.info[WAITING]:
            audit.info(line, params)
        session.info[WAITING].clear()


def forget_lines(session: Session) -> None:
    """Write nothing of what was rolled back."""
    if not session.in_nested_transaction():
        session.info[WAITING].clear()


def keep(session: Session, event: Event, gallery_id: int | None, **params: str | None) -> None:
    """Keep an event for the owner of a gallery, or else of that at which it happens."""
    here = actor_of(session).gallery_id
    store(session, event, here if gallery_id is None else gallery_id, params)


def keep_for_site(session: Session, event: Event, **params: str | None) -> None:
    """Keep an event for whoever runs the site: it is of no gallery."""
    store(session, event, None, params)


def store(
    session: Session, event: Event, gallery_id: int | None, params: dict[str, str | None]
) -> None:
    """Store an event, with who does it."""
    actor = actor_of(session)
    row = Audit(
        at=now(),
        gallery_id=gallery_id,
        who=actor.name,
        address=actor.address,
        event=event,
        params=params,
    )
    session.add(row)

"""People, groups and what was given to them, as programs of an owner read it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from bviewer.access.invitations import Invited
from bviewer.access.people import Held, Person
from bviewer.models import AccessRequest, Audit, Group, User
from bviewer.presenters.languages import Language
from bviewer.presenters.trail import Entry
from bviewer.tree.urls import Urls


class Named(TypedDict):
    """Somebody, or something, by the id and the name."""

    id: str
    name: str


class Links(TypedDict):
    """Addresses."""

    self: str


class Holder(Named):
    """Who holds a grant."""

    kind: Literal["user", "group"]


class GrantDocument(TypedDict):
    """What somebody, or everybody in a group, may see whatever its flags say."""

    id: str
    album: Annotated[str | None, Field(description="Null is the whole gallery.")]
    holder: Holder
    links: Links


class GroupDocument(TypedDict):
    """People who are given something together."""

    id: str
    name: str
    members: list[Named]
    links: Links


class PersonDocument(TypedDict):
    """Somebody whom the owner knows."""

    id: str
    name: str
    mail: str | None
    active: Annotated[bool, Field(description="Whether they can sign in.")]
    last_sign_in_at: Annotated[
        datetime | None, Field(description="At this gallery, as far as is known.")
    ]
    grants: list[GrantDocument]
    groups: list[Named]
    links: Links


class InvitationDocument(TypedDict):
    """An invitation that nobody has used yet. Without an album or a group it is for all."""

    id: str
    mail: str
    album: str | None
    group: str | None
    expires_at: datetime
    mailed_at: datetime | None
    mail_error: str | None
    links: Links


class SentInvitation(InvitationDocument):
    """An invitation, and its link where no mail is sent: this answer alone has it."""

    link: str | None


class AccessRequestDocument(TypedDict):
    """Somebody asks for access."""

    id: str
    name: str
    mail: str
    text: str
    has_account: bool
    created_at: datetime
    links: Links


class Accepted(TypedDict):
    """What became of a wish: somebody with an account has what was given, others are invited."""

    outcome: Literal["granted", "invited"]
    link: Annotated[str | None, Field(description="Of the invitation, where no mail is sent.")]


class EventDocument(TypedDict):
    """Something that was changed."""

    at: datetime
    who: Annotated[str | None, Field(description="Null is whoever has the command line.")]
    address: str | None
    event: str
    params: dict[str, Any]
    text: Annotated[str, Field(description="The same as a sentence, in the caller's language.")]


KEYS = frozenset({"link"})  # Parameters of events that the log alone needs.


def grant_document(urls: Urls, held: Held) -> GrantDocument:
    """Return what an owner is told of a grant."""
    kind: Literal["user", "group"] = "user" if held.group_id is None else "group"
    return {
        "id": held.public_id,
        "album": held.album_id,
        "holder": {"id": held.holder_id, "name": held.holder, "kind": kind},
        "links": {"self": urls.api("grants", held.public_id)},
    }


def group_document(urls: Urls, group: Group, members: Sequence[User]) -> GroupDocument:
    """Return what an owner is told of a group."""
    return {
        "id": group.public_id,
        "name": group.name,
        "members": [named(user) for user in members],
        "links": {"self": urls.api("groups", group.public_id)},
    }


def named(row: User | Group) -> Named:
    """Return what somebody is called."""
    return {"id": row.public_id, "name": row.name}


def person_document(urls: Urls, person: Person) -> PersonDocument:
    """Return what an owner is told of somebody."""
    return {
        "id": person.public_id,
        "name": person.name,
        "mail": person.mail,
        "active": person.active,
        "last_sign_in_at": person.last_sign_in,
        "grants": [grant_document(urls, held) for held in person.grants],
        "groups": [named(group) for group in person.groups],
        "links": {"self": urls.api("people", person.public_id)},
    }


def invitation_document(urls: Urls, invited: Invited) -> InvitationDocument:
    """Return what an owner is told of an invitation."""
    return {
        "id": invited.public_id,
        "mail": invited.mail,
        "album": invited.album_id,
        "group": invited.group_id,
        "expires_at": invited.expires_at,
        "mailed_at": invited.mailed_at,
        "mail_error": invited.mail_error,
        "links": {"self": urls.api("invitations", invited.public_id)},
    }


def request_document(urls: Urls, wish: AccessRequest) -> AccessRequestDocument:
    """Return what an owner is told of somebody's wish."""
    return {
        "id": wish.public_id,
        "name": wish.name,
        "mail": wish.mail,
        "text": wish.text,
        "has_account": wish.user_id is not None,
        "created_at": wish.created_at,
        "links": {"self": urls.api("access-requests", wish.public_id)},
    }


def event_document(language: Language, event: Audit) -> EventDocument:
    """Return what somebody is told of an event."""
    return {
        "at": event.at,
        "who": event.who,
        "address": event.address,
        "event": event.event,
        "params": {name: value for name, value in event.params.items() if name not in KEYS},
        "text": Entry(event, language, "UTC").text(),
    }

"""Cursors: places in the log of changes, sealed for one caller at one gallery."""

import json
from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple

from bviewer.models import now
from bviewer.problems import Problem
from bviewer.security.sealing import opened, sealed
from bviewer.security.tokens import text_digest
from bviewer.security.visitor import Visitor

GOOD_FOR = timedelta(days=30)
PURPOSE = "changes"


class Cursor(NamedTuple):
    """A place in the log of changes: transaction and number of the last one that was told.

    `first_xid` is the first transaction that was not told from its beginning to its end. All
    changes after `time`, in seconds since 1970, are behind the place.
    """

    xid: int
    id: int
    first_xid: int
    time: int


class Followed(NamedTuple):
    """The one album that is followed, with what is below it, and the ids that the caller knows: its
    own, and those of hidden albums above or below it."""

    album_id: str
    named: frozenset[str]


class Caller(NamedTuple):
    """Whom a cursor is for: a visitor at a gallery, or at one album in it; and the secret of the
    site, that seals it."""

    visitor: Visitor
    gallery_id: int
    secret: str
    followed: Followed | None = None

    def write(self, cursor: Cursor) -> str:
        """Return a cursor as text."""
        payload = json.dumps([*cursor, self._rights], separators=(",", ":")).encode()
        return sealed(self.secret, PURPOSE, self._owner, payload)

    def read(self, text: str) -> Cursor:
        """Return what a text says; refuse one that is not of this caller, is too old, or is from
        when the caller could see something else."""
        payload = opened(self.secret, PURPOSE, self._owner, text)
        if payload is None:
            raise Problem("cursor_invalid")
        *place, rights = json.loads(payload)
        cursor = Cursor(*place)
        is_old = cursor.time < (now() - GOOD_FOR).timestamp()
        if is_old or rights != self._rights:
            raise Problem("changes_start_over")
        return cursor

    @property
    def _owner(self) -> tuple[int | str | None, ...]:
        album_ids = () if self.followed is None else (self.followed.album_id,)
        return self.gallery_id, self.visitor.user_id, *album_ids

    @property
    def _rights(self) -> str:
        return rights_of(self.visitor, self.followed.named if self.followed else ())


def rights_of(visitor: Visitor, named: Collection[str]) -> str:
    """Return what is another as soon as a visitor may see something else by grants, by shares or by
    the hidden albums that they name."""
    rights = (
        *(visitor.is_owner, visitor.has_gallery, visitor.bound_to),
        *(sorted(each) for each in (visitor.granted, visitor.shared, visitor.share_options, named)),
    )
    return text_digest(repr(rights))[:16]

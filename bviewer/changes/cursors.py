"""Cursors: places in the log of changes, signed for one caller at one gallery."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple

from bviewer.models import now
from bviewer.problems import Problem
from bviewer.security.tokens import text_digest
from bviewer.security.visitor import Visitor

GOOD_FOR = timedelta(days=30)
SEAL_BYTES = 16


class Cursor(NamedTuple):
    """A place in the log of changes: transaction and number of the last one that was told.

    `first_xid` is the first transaction that was not told from its beginning to its end. All
    changes after `time`, in seconds since 1970, are behind the place.
    """

    xid: int
    id: int
    first_xid: int
    time: int


class Caller(NamedTuple):
    """Whom a cursor is for: a visitor at a gallery; and the secret of the site, that signs it."""

    visitor: Visitor
    gallery_id: int
    secret: str

    def write(self, cursor: Cursor) -> str:
        """Return a cursor as text."""
        payload = json.dumps([*cursor, rights_of(self.visitor)], separators=(",", ":")).encode()
        return urlsafe_b64encode(self._seal(payload) + payload).decode("ascii").rstrip("=")

    def read(self, text: str) -> Cursor:
        """Return what a text says; refuse one that is not of this caller, is too old, or is from
        when the caller could see something else."""
        try:
            sealed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except ValueError:
            sealed = b""
        payload = sealed[SEAL_BYTES:]
        if not hmac.compare_digest(self._seal(payload), sealed[:SEAL_BYTES]):
            raise Problem("cursor_invalid")
        *place, rights = json.loads(payload)
        cursor = Cursor(*place)
        is_old = cursor.time < (now() - GOOD_FOR).timestamp()
        if is_old or rights != rights_of(self.visitor):
            raise Problem("changes_start_over")
        return cursor

    def _seal(self, payload: bytes) -> bytes:
        key = f"bviewer-changes:{self.secret}".encode()
        owner = repr((self.gallery_id, self.visitor.user_id)).encode()
        return hmac.digest(key, owner + payload, sha256)[:SEAL_BYTES]


def rights_of(visitor: Visitor) -> str:
    """Return what is another as soon as a visitor may see something else by grants or shares."""
    rights = (
        *(visitor.is_owner, visitor.has_gallery, visitor.bound_to),
        *(sorted(each) for each in (visitor.granted, visitor.shared, visitor.share_options)),
    )
    return text_digest(repr(rights))[:16]

"""Which archive a browser has begun in which nobody is signed in.

All at an address count as one, and neighbours are not to end what one of them waits for. So the
address of the page where one waits has a proof, which is of use in that browser alone.
"""

import hashlib
import hmac

from pyramid.request import Request

from bviewer.models import Archive
from bviewer.security.askers import is_person
from bviewer.security.cookies import sent_value
from bviewer.views.visitor.frame import own_asker

NAME = "by"


def begun_by(request: Request) -> str | None:
    """Return the proof that the address of a page has, if it is one in this browser."""
    sent = request.GET.get(NAME, "")
    archive_id, _, _digest = sent.partition("-")
    known = proof(request, archive_id)
    return known if hmac.compare_digest(known.encode(), sent.encode("utf-8", "replace")) else None


def begun_id(request: Request) -> str | None:
    """Return the id of the archive that this browser has begun, as the address of a page tells."""
    by = begun_by(request)
    return by and by.partition("-")[0]


def proof(request: Request, archive_id: str) -> str:
    """Return what proves that an archive was begun in this browser: by the cookie of its forms."""
    message = f"archive:{archive_id}:{sent_value(request.form_cookie)}"
    secret = request.runtime.settings.secret.encode()
    digest = hmac.new(secret, message.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
    return f"{archive_id}-{digest}"


def is_own(request: Request, archive: Archive) -> bool:
    """Tell whether an archive was begun by this visitor, who may end it."""
    asker = own_asker(request)
    return archive.asker == asker if is_person(asker) else archive.id == begun_id(request)

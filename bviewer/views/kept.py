"""What somebody typed into a form that is not taken now: the page that says so holds it, to be sent
again by whoever confirms it.
"""

from pyramid.exceptions import BadCSRFOrigin
from pyramid.request import Request

from bviewer.views.forms import UnreadableForm
from bviewer.views.readable import LONGEST_FORM

Fields = list[tuple[str, str]]

TOKEN = "csrf_token"  # noqa: S105 - a name.
# A page repeats no secret; and the rest of its form alone may mean something else, such as a link
# that asks for no password.
SECRETS = frozenset({"answer", "mail_present", "passkey_present", "password", "present"})


def kept_fields(request: Request) -> Fields:
    """Return what a form from a page of ours says, but for its token; nothing if it is long or has
    a secret in it."""
    try:
        fields = [(name, value) for name, value in request.POST.items() if name != TOKEN]
    except (BadCSRFOrigin, UnreadableForm):
        return []
    length = sum(len(name) + len(value) for name, value in fields)
    has_secret = any(value and name in SECRETS for name, value in fields)
    return [] if has_secret or length > LONGEST_FORM else fields

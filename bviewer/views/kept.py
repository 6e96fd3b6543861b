"""What somebody typed into a form that is not taken now: the page that says so holds it, to be sent
again by whoever confirms it.
"""

from pyramid.exceptions import BadCSRFOrigin
from pyramid.registry import Registry
from pyramid.request import Request

from bviewer.tree.branches import BRANCHES
from bviewer.tree.paths import leading_ids, split_path
from bviewer.tree.resources import AlbumResource, ImageResource
from bviewer.views.forms import UnreadableForm
from bviewer.views.readable import LONGEST_FORM

Fields = list[tuple[str, str]]

ACCOUNT = "account"
TOKEN = "csrf_token"  # noqa: S105 - a name.
# A page repeats no secret; and the rest of its form alone may mean something else, such as a link
# that asks for no password.
SECRETS = frozenset(
    {"answer", "mail_present", "passkey_present", "password", "present", "token_present"}
)


def kept_fields(request: Request) -> Fields:
    """Return what a form from a page of ours says, but for its token; nothing if it is long or has
    a secret in it.

    It is read where an address looks as if it took a form, whether there is something or not.
    """
    if not (request.content_length and may_take_form(request)):
        return []
    try:
        fields = [(name, value) for name, value in request.POST.items() if name != TOKEN]
    except (BadCSRFOrigin, UnreadableForm):
        return []
    length = sum(len(name) + len(value) for name, value in fields)
    has_secret = any(value and name in SECRETS for name, value in fields)
    return [] if has_secret or length > LONGEST_FORM else fields


def may_take_form(request: Request) -> bool:
    """Return whether a path is that of a form about an album, a photograph or one's account, or in
    a branch. Other forms of a gallery's home have secrets."""
    segments = split_path(request.path_info) or []
    rest = segments[len(leading_ids(segments)) :]
    if segments == rest and rest[:1] and rest[0] in BRANCHES:
        return True
    if segments == [ACCOUNT]:
        return True
    # Some names are followed by what the form is about.
    return len(rest) in {1, 2} and rest[0] in form_names(request.registry)


def form_names(registry: Registry) -> frozenset[str]:
    """Return the names of the views of albums and photographs that take a form."""
    known: frozenset[str] | None = registry.get("bviewer.form_names")
    if known is None:
        views = [each["introspectable"] for each in registry.introspector.get_category("views")]
        known = registry["bviewer.form_names"] = frozenset(
            view["name"]
            for view in views
            if view["context"] in {AlbumResource, ImageResource}
            and "POST" in (view["request_methods"] or ())
        )
    return known

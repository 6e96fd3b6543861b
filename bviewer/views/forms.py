"""The bodies of requests: forms alone, each read when somebody asks for its values.

The first to ask is the check of a form's token. By then it is known that a view of ours takes a
form at this address; and how long it is, and of which type, was seen before everything else.
"""

from urllib.parse import parse_qsl

from pyramid.config import Configurator
from pyramid.exceptions import BadCSRFOrigin
from pyramid.request import Request
from webob.multidict import MultiDict, NoVars

from bviewer.security.csrf import is_same_origin
from bviewer.views.readable import is_text

# An owner ticks as many photographs on one page as a selection may have; how long the form of a
# stranger is, was seen before.
MOST_FIELDS = 600


class UnreadableForm(Exception):  # noqa: N818 - it names what is wrong.
    """The body is no form, or not in UTF-8, or holds what is no text."""


def read_form(request: Request) -> MultiDict | NoVars:
    """Return the values of the form that was sent, from a page of ours; else raise BadCSRFOrigin.

    Takes the place of `request.POST` of WebOb, which reads any body that there is, of any type,
    in a time that grows faster than its size does. Raises UnreadableForm.
    """
    if request.method != "POST":
        return NoVars("only what is posted is a form")
    if not is_same_origin(request):
        raise BadCSRFOrigin
    return MultiDict(form_values(sent_body(request)))


def sent_body(request: Request) -> bytes:
    """Return the body, which is as long as was seen to be right."""
    length = int(request.environ.get("CONTENT_LENGTH") or 0)
    body: bytes = request.environ["wsgi.input"].read(length) if length else b""
    return body


def form_values(body: bytes) -> list[tuple[str, str]]:
    """Return names and values in their order; raises UnreadableForm."""
    try:
        values = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise UnreadableForm from error
    if not all(is_text(part) for pair in values for part in pair):
        raise UnreadableForm
    return values


def includeme(config: Configurator) -> None:
    """Let nothing read a body otherwise: views, libraries and tweens all ask the request."""
    config.add_request_method(read_form, "POST", reify=True)

"""The language of a request, and our texts in templates, where `_` and `ngettext` are there by
themselves."""

from jinja2 import pass_context
from jinja2.runtime import Context
from pyramid.config import Configurator
from pyramid.request import Request

from bviewer.presenters.languages import DEFAULT, OFFERED, Language, language


def browser_tag(request: Request) -> str:
    """Return the one of ours that a browser likes best."""
    tag: str = request.accept_language.lookup(OFFERED, default=DEFAULT)
    return tag


def language_of(request: Request) -> Language:
    """Return what somebody who is signed in has chosen, or else what the browser likes best.

    A country, which says how dates are written, is the browser's to say. A page about a failure
    asks nobody.
    """
    status, tag = request.response.status_int, browser_tag(request)
    is_shown = status < 400 or status == 404
    chosen = request.visitor.language if is_shown and request.session_token is not None else None
    return language(tag if chosen in (None, tag.partition("-")[0]) else chosen)


@pass_context
def gettext(context: Context, message: str) -> str:
    """Return a text of ours in the visitor's language."""
    spoken: Language = context["request"].language
    return spoken.gettext(message)


@pass_context
def ngettext(context: Context, singular: str, plural: str, number: int) -> str:
    """Return a text with a number, in the visitor's language."""
    spoken: Language = context["request"].language
    return spoken.ngettext(singular, plural, number)


def includeme(config: Configurator) -> None:
    """Let requests and templates speak."""
    config.add_request_method(language_of, "language", reify=True)
    config.add_settings({"jinja2.globals": {"_": gettext, "ngettext": ngettext}})

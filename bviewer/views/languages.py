"""The language of a request, and our texts in templates, where `_` and `ngettext` are there by
themselves."""

from jinja2 import pass_context
from jinja2.runtime import Context
from pyramid.config import Configurator
from pyramid.request import Request

from bviewer.presenters.languages import DEFAULT, OFFERED, Language, language


def language_of(request: Request) -> Language:
    """Return the one of ours that a browser likes best."""
    return language(request.accept_language.lookup(OFFERED, default=DEFAULT))


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

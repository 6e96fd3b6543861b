"""Forms of owners, in their language. What is refused is said beside its field."""

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from pyramid.request import Request
from wtforms import Field, Form, HiddenField, RadioField
from wtforms.meta import DefaultMeta

from bviewer.presenters.languages import Language, Message, mark
from bviewer.presenters.problems import explained
from bviewer.problems import Problem
from bviewer.views.refusals import say_when, status_of

CHANGED = mark("Somebody has changed this meanwhile. Nothing is lost: save again to keep yours.")
WRONG = mark("This was not saved yet: see below.")

# What WTForms says of values that are none, in words of this house; the rest is translated there.
WORDS = {
    "Not a valid date value.": mark("This is not a day such as 2024-05-31."),
    "Not a valid datetime value.": mark("This is not a day and a time such as 2024-05-31 14:30."),
    "Not a valid integer value.": mark("This is not a whole number."),
}


class Words(DefaultMeta):
    """The language of what fields say."""

    language: Language

    def get_translations(self, form: Any) -> Any:
        """Return what has the sentences of WTForms, but for those that we say better."""
        return OwnWords(self.language, super().get_translations(form))


class OwnWords(NamedTuple):
    """Sentences, as WTForms asks for them."""

    language: Language
    usual: Any

    def gettext(self, text: str) -> str:
        """Return a sentence."""
        words = WORDS.get(text)
        return self.language.gettext(words) if words else str(self.usual.gettext(text))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return a sentence about a length."""
        return str(self.usual.ngettext(singular, plural, number))


class ChoiceField(RadioField):
    """One of a few values, each with its words."""

    def __init__(self, label: Message, words: Mapping[str, Message], **options: Any) -> None:
        super().__init__(label, choices=list(words), **options)  # type: ignore[arg-type]
        self.words = words


class OwnerForm(Form):
    """A form about something that is stored.

    `seen` is a digest of what was stored when the form was shown. If that is not so any more when
    the form comes back, two people (or two tabs) have changed the same thing.
    """

    Meta = Words
    seen = HiddenField()
    message: Message | None = None
    refused_with = 422

    @classmethod
    def showing(cls, request: Request, **stored: Any) -> Self:
        """Return the form with what is stored in it."""
        form = cls(data=stored, meta=language_of(request))
        form.seen.data = form.digest()
        return form

    @classmethod
    def sent(cls, request: Request, **stored: Any) -> Self:
        """Return the form as it was sent, with everything that is wrong with it.

        What was changed meanwhile is told beside the field that would undo it.
        """
        form = cls(request.POST, meta=language_of(request))
        shown = cls.showing(request, **stored)
        if not form.validate():
            form.message = WRONG
        elif form.seen.data != shown.seen.data:
            form.message = CHANGED
            form.tell_changes(request, shown)
        form.seen.process_data(shown.seen.data)
        form.begin_at_what_is_wrong()
        return form

    def status(self) -> int:
        """Return the status of the page that shows the form again."""
        return {None: 200, CHANGED: 409}.get(self.message, self.refused_with)

    @property
    def is_accepted(self) -> bool:
        """Return whether nothing is wrong."""
        return self.message is None

    def refuse(self, request: Request, problem: Problem) -> None:
        """Say what a service refused, and let nothing of it be stored."""
        request.tm.doom()
        say_when(request, problem)
        self.message, self.refused_with = WRONG, status_of(problem)
        text = explained(request.language, problem)
        if problem.field is None:
            self.form_errors.append(text)
        else:
            add_error(self[problem.field], text)
        self.begin_at_what_is_wrong()

    def begin_at_what_is_wrong(self) -> None:
        """Let the page open there: it may be far below what tells that nothing was saved."""
        wrong = next((field for field in self.inputs() if field.errors), None)
        if wrong is not None and not isinstance(wrong, ChoiceField):
            wrong.render_kw = {**(wrong.render_kw or {}), "autofocus": True}

    def tell_changes(self, request: Request, shown: "OwnerForm") -> None:
        """Say beside each field that differs what is stored by now."""
        text = request.language.gettext("Now: %(value)s")
        for field, stored in zip(self.inputs(), shown.inputs(), strict=True):
            if value_of(field) != value_of(stored):
                add_error(field, text % {"value": told(request.language, stored)})

    def inputs(self) -> list[Field]:
        """Return the fields that somebody fills in."""
        return [field for field in self if field is not self.seen]

    def values(self) -> dict[str, Any]:
        """Return what was filled in, by the names of the fields."""
        return {field.name: field.data for field in self.inputs()}

    def digest(self) -> str:
        """Return what tells these values from others."""
        values = "\0".join(f"{field.name}={value_of(field)}" for field in self.inputs())
        return hashlib.sha256(values.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def language_of(request: Request) -> dict[str, Any]:
    """Return in which language a form speaks, as WTForms and we have it."""
    return {"locales": [request.language.code], "language": request.language}


def add_error(field: Field, text: str) -> None:
    """Say what is wrong with a field."""
    field.errors = [*field.errors, text]


def value_of(field: Field) -> str:
    """Return the value of a field as text, whichever line breaks were sent."""
    return "\n".join(str("" if field.data is None else field.data).splitlines())


def told(language: Language, field: Field) -> str:
    """Return the value of a field as a person reads it."""
    if isinstance(field, ChoiceField):
        return language.gettext(field.words[field.data])
    return value_of(field)

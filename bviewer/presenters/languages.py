"""The language that a visitor reads: our texts from gettext catalogues, dates and numbers by CLDR.

The catalogues are `locale/LANGUAGE.po`, read as they are; English is in the code itself. `make
texts` finds our texts by the names `_`, `gettext`, `ngettext` and `mark`.
"""

import functools
from datetime import date, datetime
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import NewType

from babel import Locale, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bviewer.models import User

CATALOGUES = Path(__file__).parent.parent / "locale"
DEFAULT = "en-GB"

# A language alone, and the countries whose way to write a date may be asked for.
OFFERED = (
    *("en-GB", "en", "en-US", "en-CA", "en-AU", "en-IE", "en-IN", "en-NZ"),
    *("de", "de-AT", "de-CH", "de-DE", "es", "es-AR", "es-ES", "es-MX"),
    *("fr", "fr-BE", "fr-CA", "fr-CH", "fr-FR", "ru", "ru-RU"),
)

# A text of ours in English, which is in the catalogues.
Message = NewType("Message", str)


def mark(message: str) -> Message:
    """Mark a text of ours: whoever shows it translates it then."""
    return Message(message)


class Language:
    """How to say things to one visitor."""

    def __init__(self, tag: str) -> None:
        """`tag` is one of OFFERED."""
        self.locale = Locale.parse(DEFAULT if tag == "en" else tag, sep="-")
        self.code: str = self.locale.language
        self._catalogue = load_catalogue(self.code)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return self.locale.text_direction

    def gettext(self, message: str) -> str:
        """Return a text of ours in this language."""
        return self._catalogue.gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Return a text with `%(number)s` in it, in the form that the number asks for."""
        text = self._catalogue.ngettext(singular, plural, number)
        return text % {"number": self.number(number)}

    def number(self, number: float) -> str:
        """Return a number with its separators."""
        return numbers.format_decimal(number, locale=self.locale)

    def day(self, day: date) -> str:
        """Return `12 June 2024`."""
        return dates.format_date(day, "long", locale=self.locale)

    def month(self, day: date) -> str:
        """Return `June 2024`."""
        return dates.format_skeleton("yMMMM", day, locale=self.locale)

    def year(self, day: date) -> str:
        """Return `2024`."""
        return dates.format_skeleton("y", day, locale=self.locale)

    def moment(self, time: datetime) -> str:
        """Return `Monday, 17 June 2024, 23:41`: local time as taken."""
        weekday = dates.format_date(time, "full", locale=self.locale)
        return f"{weekday}, {dates.format_time(time, 'short', locale=self.locale)}"

    def days(self, first: date, last: date) -> str:
        """Return a span of time, as short as it can be said: days of a month, months, or years."""
        if (first.year, first.month) == (last.year, last.month):
            return self._span(first, last, "yMMMMd")
        return self._span(first, last, "yMMM" if first.year == last.year else "y")

    def _span(self, first: date, last: date, skeleton: str) -> str:
        text: str = dates.format_interval(first, last, skeleton, locale=self.locale)
        return text.replace("\u2009", "")  # CLDR's thin spaces beside the dash.


@functools.cache
def load_catalogue(code: str) -> NullTranslations:
    """Return the texts of a language, by their English."""
    file = CATALOGUES / f"{code}.po"
    if not file.exists():
        return NullTranslations()
    with file.open("rb") as source:
        catalogue = read_po(source, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def language_for(user: User) -> Language:
    """Return the language of a mail to a person."""
    return language(user.language or user.browser_language or DEFAULT)


@functools.cache
def language(tag: str) -> Language:
    """Return the language of a tag; there are only as many as are offered."""
    return Language(tag)

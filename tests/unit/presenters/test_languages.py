# ruff: noqa: RUF001 - dashes, crosses and Cyrillic letters are what is tested.

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from babel import Locale
from pyramid.config import Configurator
from pyramid.request import Request

from bviewer.presenters import languages
from bviewer.presenters.languages import OFFERED, Language, language, load_catalogue
from bviewer.views.languages import browser_tag

DAY = datetime(2024, 6, 12, 9, 5)
NIGHT = datetime(2024, 6, 17, 23, 41)

RUSSIAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && \
(n%100<12 || n%100>14) ? 1 : 2);\\n"

msgid "Close"
msgstr "Закрыть"

msgid "%(number)s album"
msgid_plural "%(number)s albums"
msgstr[0] "%(number)s альбом"
msgstr[1] "%(number)s альбома"
msgstr[2] "%(number)s альбомов"

msgid "Zoom"
msgstr ""
"""


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of catalogues with nothing but a little Russian in it."""
    (tmp_path / "ru.po").write_text(RUSSIAN, encoding="utf-8")
    monkeypatch.setattr(languages, "CATALOGUES", tmp_path)
    load_catalogue.cache_clear()
    yield tmp_path
    load_catalogue.cache_clear()


def negotiated(header: str | None) -> str:
    """The locale for a browser that sends this header."""
    request = Request.blank("/")
    if header is not None:
        request.environ["HTTP_ACCEPT_LANGUAGE"] = header
    return str(language(browser_tag(request)).locale)


def plain(text: str) -> str:
    """The text with plain spaces: CLDR has narrow and unbreakable ones, and changes them."""
    return re.sub(r"\s", " ", text)


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        (None, "en_GB"),
        ("en", "en_GB"),
        ("en-GB", "en_GB"),
        ("EN-us,en;q=0.5", "en_US"),
        ("en-ZA,es;q=0.9", "en_GB"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de_AT"),
        ("de-LU,en;q=0.1", "de"),
        ("fr;q=0.1, de;q=0.9", "de"),
        ("pt-BR, fr;q=0.2", "fr"),
        ("es-419", "es"),
        ("ru-RU, ru;q=0.9, en;q=0.7", "ru_RU"),
        ("de;q=0, fr;q=0.5", "fr"),
    ],
)
def test_a_browser_gets_the_language_that_it_likes_best(header: str | None, locale: str):
    assert negotiated(header) == locale


@pytest.mark.parametrize(
    "header",
    [
        *("", " ", "*", "pt", "ja, zh;q=0.9", "*;q=0", "de;q=0", ";;;=,", "de;q=abc", "de;q=1.0.0"),
        *("de_DE", "../../etc/passwd", "en\x00", "\xff\xfe", "x" * 5000, "a-b-c-d-e", "-", "q=1"),
    ],
)
def test_nonsense_and_unknown_languages_get_british_english(header: str):
    assert negotiated(header) == "en_GB"


@pytest.mark.parametrize("tag", OFFERED)
def test_every_offered_language_can_say_all_there_is(tag: str):
    spoken = Language(tag)
    assert spoken.code == tag.partition("-")[0]
    assert spoken.direction == "ltr"
    assert "2024" in spoken.day(DAY)
    assert "2024" in spoken.days(DAY, NIGHT)
    assert "41" in spoken.moment(NIGHT)
    assert spoken.number(7) == "7"


def test_languages_are_made_once():
    assert language("de") is language("de")


@pytest.mark.parametrize(
    ("tag", "day", "moment"),
    [
        ("en-GB", "12 June 2024", "Monday, 17 June 2024, 23:41"),
        ("en-US", "June 12, 2024", "Monday, June 17, 2024, 11:41 PM"),
        ("de", "12. Juni 2024", "Montag, 17. Juni 2024, 23:41"),
        ("ru", "12 июня 2024 г.", "понедельник, 17 июня 2024 г., 23:41"),
        ("fr", "12 juin 2024", "lundi 17 juin 2024, 23:41"),
        ("es", "12 de junio de 2024", "lunes, 17 de junio de 2024, 23:41"),
    ],
)
def test_days_and_moments_are_as_people_write_them(tag: str, day: str, moment: str):
    assert plain(language(tag).day(DAY)) == day
    assert plain(language(tag).moment(NIGHT)) == moment


@pytest.mark.parametrize(
    ("tag", "month", "year", "years"),
    [
        ("en-GB", "12–20 Jun 2024", "Jun–Sept 2024", "2019–2024"),
        ("en-US", "Jun 12–20, 2024", "Jun–Sep 2024", "2019–2024"),
        ("de", "12.–20. Juni 2024", "Juni–Sept. 2024", "2019–2024"),
        ("ru", "12–20 июн. 2024 г.", "июнь – сент. 2024 г.", "2019–2024"),
        ("fr", "12–20 juin 2024", "juin–sept. 2024", "2019–2024"),
        ("es", "12–20 de junio de 2024", "jun–sept 2024", "2019–2024"),
    ],
)
def test_spans_name_no_more_than_their_ends_differ_in(tag: str, month: str, year: str, years: str):
    spoken = language(tag)
    assert plain(spoken.days(DAY, datetime(2024, 6, 20))) == month
    assert plain(spoken.days(DAY, datetime(2024, 9, 1))) == year
    assert plain(spoken.days(datetime(2019, 12, 31), DAY)) == years


def test_the_same_month_of_two_years_is_a_span_of_years():
    assert language("en-GB").days(datetime(2023, 6, 12), DAY) == "2023–2024"


@pytest.mark.parametrize(
    ("tag", "number"),
    [("en-GB", "12,345.5"), ("de", "12.345,5"), ("ru", "12 345,5"), ("fr", "12 345,5")],
)
def test_numbers_have_the_separators_of_the_language(tag: str, number: str):
    assert plain(language(tag).number(12345.5)) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        *((0, "0 albums"), (1, "1 album"), (2, "2 albums"), (21, "21 albums")),
        (1234, "1,234 albums"),
    ],
)
def test_english_has_two_forms_of_a_noun(number: int, text: str):
    assert language("en-GB").ngettext("%(number)s album", "%(number)s albums", number) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        *((1, "1 альбом"), (21, "21 альбом"), (2, "2 альбома"), (34, "34 альбома")),
        *((0, "0 альбомов"), (5, "5 альбомов"), (11, "11 альбомов"), (112, "112 альбомов")),
        (12_000, "12 000 альбомов"),
    ],
)
def test_a_catalogue_knows_the_forms_of_its_language(catalogues: Path, number: int, text: str):
    text_of = Language("ru").ngettext("%(number)s album", "%(number)s albums", number)
    assert plain(text_of) == text


def test_texts_that_a_catalogue_has_not_got_are_english(catalogues: Path):
    spoken = Language("ru-RU")
    assert spoken.gettext("Close") == "Закрыть"
    assert spoken.gettext("Zoom") == "Zoom"
    assert spoken.gettext("Nowhere") == "Nowhere"


def test_a_missing_catalogue_leaves_english_texts_and_foreign_dates(catalogues: Path):
    spoken = Language("de")
    assert spoken.gettext("Close") == "Close"
    assert spoken.ngettext("%(number)s album", "%(number)s albums", 1234) == "1.234 albums"
    assert spoken.day(DAY) == "12. Juni 2024"


def test_texts_run_in_the_direction_of_the_script():
    spoken = Language("en")
    spoken.locale = Locale.parse("ar")
    assert spoken.direction == "rtl"


def test_templates_speak_the_language_of_their_request():
    with Configurator() as config:
        config.include("pyramid_jinja2")
        config.add_jinja2_renderer(".html")
        config.include("bviewer.views.languages")
    environment = config.get_jinja2_environment(".html")
    source = """{{ _("Close") }}, {{ ngettext("%(number)s album", "%(number)s albums", 3) }}"""
    request = SimpleNamespace(language=language("de"))
    shown = environment.from_string(source).render(request=request)
    assert shown == "Schließen, 3 Alben"

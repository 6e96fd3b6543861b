# ruff: noqa: RUF001 - Cyrillic letters and curly quotes are what is tested.
"""Whole pages in the language of whoever asks."""

import re
from dataclasses import dataclass
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from webtest import TestApp, TestResponse

from bviewer.views import languages
from tests.examples import examples
from tests.functional.stacks import everywhere
from tests.mirrored import mirror
from tests.pictures import exif_block, jpeg, text
from tests.site import Site


@dataclass(frozen=True)
class Spoken:
    """What a browser asks for, and what the pages then say."""

    header: str
    code: str
    sign_in: str
    content: str
    day: str
    moment: str
    missing: str


ENGLISH = Spoken(
    *("en-GB", "en", "Sign in", "2 photographs", "17 June 2024"),
    *("Monday, 17 June 2024, 23:41", "Nothing here"),
)
LANGUAGES = [
    ENGLISH,
    Spoken(
        *("en-US", "en", "Sign in", "2 photographs", "June 17, 2024"),
        *("Monday, June 17, 2024, 11:41 PM", "Nothing here"),
    ),
    Spoken(
        *("de-CH,de;q=0.9,en;q=0.8", "de", "Anmelden", "2 Fotos", "17. Juni 2024"),
        *("Montag, 17. Juni 2024, 23:41", "Hier ist nichts"),
    ),
    Spoken(
        *("ru", "ru", "Войти", "2 фотографии", "17 июня 2024 г."),
        *("понедельник, 17 июня 2024 г., 23:41", "Здесь ничего нет"),
    ),
    Spoken(
        *("fr-FR", "fr", "Se connecter", "2 photos", "17 juin 2024"),
        *("lundi 17 juin 2024, 23:41", "Il n’y a rien ici"),
    ),
    Spoken(
        *("it,es;q=0.5,de;q=0.2", "es", "Iniciar sesión", "2 fotos", "17 de junio de 2024"),
        *("lunes, 17 de junio de 2024, 23:41", "Aquí no hay nada"),
    ),
]


UNKNOWN = [
    *(None, "", "ja,zh;q=0.9", "*", "de;q=0", "tlh", "de_DE", ";;;", "de;q=abc", "\xff\xfe"),
    *("../../../etc/passwd", "<script>", "de" * 400, "%(number)s", "de;q=0, *;q=0.5"),
]

NIGHT = "2024:06:17 23:41:00"


@pytest.fixture
def night(site: Site) -> Site:
    """An album of two photographs, taken in one night."""
    for name in ("night/a.jpg", "night/b.jpg"):
        site.write(name, jpeg(60, 40, exif=exif_block(exif=[text(0x9003, NIGHT)])))
    mirror(site)
    return site


def vary(answer: TestResponse) -> str:
    """What the answer depends on: nginx may have added a line of its own."""
    return ", ".join(answer.headers.getall("Vary"))


def text_of(browser: TestApp, url: str, header: str | None, **options: int) -> tuple[str, str]:
    """A page as a browser with these languages gets it, with plain spaces; and its language."""
    headers = {} if header is None else {"Accept-Language": header}
    answer = browser.get(url, headers=headers, **options)
    assert "Accept-Language" in vary(answer)
    lang = re.search('<html lang="([a-z]+)" dir="ltr">', answer.text)
    assert lang is not None
    assert answer.headers["Content-Language"] == lang[1]
    return re.sub(r"\s+", " ", unescape(answer.text)), lang[1]


@pytest.mark.parametrize("spoken", LANGUAGES, ids=lambda spoken: spoken.header)
def test_pages_speak_the_language_that_the_browser_asks_for(night: Site, spoken: Spoken):
    browser, header = night.browser(), spoken.header
    home, code = text_of(browser, "/", header)
    assert code == spoken.code
    assert f"<span>{spoken.day}</span> <span>{spoken.content}</span>" in home
    assert f">{spoken.sign_in}</a>" in home
    album, _ = text_of(browser, night.album_url("night"), header)
    assert f"<span>{spoken.day}</span> <span>{spoken.content}</span>" in album
    image, _ = text_of(browser, night.image_url("night/a.jpg"), header)
    assert f"<span>{spoken.moment}</span>" in image
    form, _ = text_of(browser, "/login", header)
    assert f"<h1>{spoken.sign_in}</h1>" in form
    error, code = text_of(browser, "/nowhere", header, status=404)
    assert (f"<h1>{spoken.missing}</h1>" in error, code) == (True, spoken.code)


@everywhere
def test_refusals_are_translated(night: Site):
    browser = night.browser()
    form = browser.get("/login", headers={"Accept-Language": "ru"}).form
    form["name"], form["password"] = "nobody", "wrong password"
    answer = form.submit(headers={"Accept-Language": "ru"}, status=403)
    assert "Имя и пароль не подходят друг к другу." in answer.text
    assert answer.headers["Content-Language"] == "ru"


@everywhere
def test_unknown_languages_and_nonsense_get_english(night: Site):
    for header in UNKNOWN:
        page, code = text_of(night.browser(), "/", header)
        assert (header, code) == (header, "en")
        assert f"<span>{ENGLISH.day}</span> <span>{ENGLISH.content}</span>" in page


@settings(examples(30), suppress_health_check=list(HealthCheck))
@given(
    st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=60)
    | st.lists(st.sampled_from(["de", "-", "*", ";q=", "0.5", ",", " ", "x", "9"])).map("".join)
)
def test_no_header_is_an_error(site: Site, header: str):
    environ = {"HTTP_ACCEPT_LANGUAGE": header}
    answer = site.browser().get("/", extra_environ=environ, status=200)
    assert answer.headers["Content-Language"] in {"de", "en"}


@everywhere
def test_bytes_and_files_of_ours_are_the_same_in_every_language(night: Site):
    browser = night.browser()
    home = browser.get("/").text
    style = re.search(r'href="([^"]+base\.css)"', home)
    picture = re.search(r'src="([^"]+\.jpg[^"]*)"', home)
    assert style is not None
    assert picture is not None
    for url in (style[1], *[unescape(picture[1])] * 2, "/robots.txt", "/feed"):
        answer = browser.get(url, headers={"Accept-Language": "de"})
        assert "Content-Language" not in answer.headers
        assert "Accept-Language" not in vary(answer)


def test_a_language_written_from_right_to_left_turns_the_page_around(
    night: Site, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(languages, "OFFERED", (*languages.OFFERED, "ar"))
    answer = night.browser().get("/", headers={"Accept-Language": "ar"})
    assert '<html lang="ar" dir="rtl">' in answer.text

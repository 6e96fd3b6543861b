import re
import sys
from dataclasses import FrozenInstanceError
from datetime import timedelta
from pathlib import Path

import plaster
import pytest

from bviewer.config.settings import KEYS, Settings, SettingsError
from tests.unit.settings import ini_section, settings

ROOT = Path(__file__).parents[3]
EXAMPLE_SECRET = "CHANGE-ME-TO-32-OR-MORE-RANDOM-CHARACTERS"

WRONG = {
    "sqlalchemy.url": "mysql://localhost/photographs",
    "bviewer.library": "relative/folder",
    "bviewer.cache": "relative/cache",
    "bviewer.secret": "too short",
    "bviewer.default_gallery": "a b",
    "bviewer.queue": "amqp://localhost",
    "bviewer.delivery": "apache",
    "bviewer.public_max_age": "3601",
    "bviewer.formats": "jpg exe",
    "bviewer.sizes": "tiny 150 by 150",
    "bviewer.max_pixels": "many",
    "bviewer.cache_reserve_mb": "-1",
    "bviewer.job_timeout": "0",
    "bviewer.job_memory_mb": "-1",
    "bviewer.precache": "sometimes",
    "bviewer.work_per_address": "0",
    "bviewer.api_per_minute": "0",
    "bviewer.video_pictures": "yes",
    "bviewer.look_minutes": "45",
    "bviewer.sync_hour": "24",
    "bviewer.watch": "sometimes",
    "bviewer.secure_cookies": "yes",
    "bviewer.session_idle_hours": "721",
    "bviewer.trusted_proxy": "10.0.0.1/8",
    "bviewer.metrics": "too short",
    "mail.host": "https://mail.test/",
    "mail.port": "65536",
    "mail.username": "two\nlines",
    "mail.password": "two\nlines",
    "mail.tls": "starttls",
    "mail.ssl": "1",
    "mail.default_sender": "nobody",
}


def problems_of(ini):
    with pytest.raises(SettingsError) as caught:
        Settings.from_ini(ini)
    message = str(caught.value)
    assert message.startswith("wrong settings: ")
    assert "\n" not in message
    return re.split(r"; (?=[a-z]+\.[a-z_]+: )", message.removeprefix("wrong settings: "))


def test_every_missing_key_is_reported_together():
    assert problems_of({"use": "egg:bviewer"}) == [
        "sqlalchemy.url: is missing",
        "bviewer.library: is missing",
        "bviewer.cache: is missing",
        "bviewer.secret: is missing",
        "bviewer.queue: is missing",
    ]


def test_every_wrong_key_is_reported_together():
    found = problems_of({**WRONG, "bviewer.colour": "red"})
    assert found[0] == "bviewer.colour: is not a setting of bviewer"
    assert [problem.partition(": ")[0] for problem in found[1:]] == list(WRONG)


@pytest.mark.parametrize("key", WRONG)
def test_a_wrong_key_is_reported_alone(tmp_path, key):
    (problem,) = problems_of(ini_section(tmp_path, **{key: WRONG[key]}))
    assert problem.startswith(f"{key}: ")


def test_all_keys_are_in_one_of_the_tests():
    assert WRONG.keys() == {key for key, _p, _d in KEYS.values()}


@pytest.mark.parametrize(
    "url",
    [
        *("", "not a url", "mysql://h/d", "sqlite+nonsense:///x", "postgresql+nonsense://h/d"),
        *("postgres://h/d", "http://localhost", "PostgreSQL://h/d"),
        *("postgresql+psycopg2://h/d", "postgresql+psycopg_async://h/d", "sqlite+aiosqlite:///x"),
    ],
)
def test_a_database_of_another_kind_is_refused(tmp_path, url):
    (problem,) = problems_of(ini_section(tmp_path, **{"sqlalchemy.url": url}))
    assert problem.startswith("sqlalchemy.url: ")


@pytest.mark.parametrize("driver", ["postgresql", "postgresql+psycopg"])
def test_a_database_may_be_on_a_server(tmp_path, driver):
    url = f"{driver}://bviewer:hunter%402@localhost:5432/photographs"
    assert settings(tmp_path, **{"sqlalchemy.url": url}).database_url == url


@pytest.mark.parametrize("driver", ["sqlite", "sqlite+pysqlite"])
def test_a_database_may_be_a_file(tmp_path, driver):
    changes = {"sqlalchemy.url": f"{driver}:///{tmp_path}/bviewer.sqlite"}
    assert settings(tmp_path, **changes).database_url == f"sqlite:///{tmp_path}/bviewer.sqlite"


def test_a_database_whose_driver_is_not_installed_is_refused(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    changes = {"sqlalchemy.url": "postgresql://localhost/photographs"}
    assert problems_of(ini_section(tmp_path, **changes)) == [
        "sqlalchemy.url: needs psycopg, which is not installed"
    ]


# What is wrong with them: a scheme, a host left out, signs in a password that have to be escaped.
SECRET_VALUES = [
    ("sqlalchemy.url", "mysql://bviewer:hunter2@localhost/photographs"),
    ("sqlalchemy.url", "mysql://localhost/photographs?password=hunter2"),
    ("sqlalchemy.url", "postgresql://bviewer:hunter2/photographs"),
    ("sqlalchemy.url", "postgresql://bviewer:hunter2@localhost:hunter2/photographs"),
    ("sqlalchemy.url", "postgresql://bviewer:hun@hunter2@localhost/photographs"),
    ("sqlalchemy.url", "postgresql//bviewer:hunter2@localhost/photographs"),
    ("sqlalchemy.url", "sqlite://bviewer:hunter2@localhost//photographs"),
    ("bviewer.queue", "reddis://:hunter2@localhost/0"),
    ("bviewer.queue", "redis:/:hunter2@localhost/0"),
    ("bviewer.queue", "hunter2"),
    ("bviewer.secret", "hunter2"),
    ("bviewer.metrics", "hunter2"),
    ("mail.host", "smtp://bviewer:hunter2@localhost"),
    ("mail.password", "hunter2\nhunter2"),
]


@pytest.mark.parametrize(("key", "value"), SECRET_VALUES)
def test_no_password_is_in_the_message(tmp_path, key, value):
    (problem,) = problems_of(ini_section(tmp_path, **{key: value}))
    assert problem.startswith(f"{key}: ")
    assert "hunter2" not in problem


def test_what_can_be_a_queue_is_in_the_message(tmp_path):
    (problem,) = problems_of(ini_section(tmp_path, **{"bviewer.queue": "rabbit://h"}))
    assert problem == (
        "bviewer.queue: is not sqlite:///FILE, redis://HOST, unix:///SOCKET or immediate"
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("sqlalchemy.url", "sqlite://"), ("sqlalchemy.url", "sqlite:///:memory:")),
        *(("sqlalchemy.url", "sqlite:///here.sqlite"), ("bviewer.queue", "sqlite:///")),
        *(("bviewer.queue", "sqlite:///queue.sqlite"), ("bviewer.job_timeout", "3601")),
        ("bviewer.default_gallery", "pub.test/x"),
    ],
)
def test_what_no_server_could_work_with_is_refused(tmp_path, key, value):
    (problem,) = problems_of(ini_section(tmp_path, **{key: value}))
    assert problem.startswith(f"{key}: ")


@pytest.mark.parametrize("secret", ["", "short", "x" * 31, EXAMPLE_SECRET])
def test_a_secret_that_can_be_guessed_is_refused(tmp_path, secret):
    (problem,) = problems_of(ini_section(tmp_path, **{"bviewer.secret": secret}))
    assert problem.startswith("bviewer.secret: ")


@pytest.mark.parametrize("number", ["", "0", "-5", "1.5", "1e3", "1_000", "\u00b2", "0x10", "NaN"])
def test_what_is_no_whole_number_above_zero_is_refused(tmp_path, number):
    (problem,) = problems_of(ini_section(tmp_path, **{"bviewer.max_pixels": number}))
    assert problem == f"bviewer.max_pixels: {number!r} is not a whole number above zero"


def test_keys_of_other_programs_are_left_alone(tmp_path):
    others = {"use": "egg:bviewer", "pyramid.reload_templates": "true", "jinja2.x": "y"}
    assert settings(tmp_path, **others) == settings(tmp_path)


MAIL = {
    "mail.host": "mail.test",
    "mail.port": "587",
    "mail.username": "bviewer",
    "mail.password": "p%: #ss",
    "mail.tls": "true",
    "mail.default_sender": "The gallery <gallery@pub.test>",
}


def test_a_mail_server_is_described_by_seven_keys(tmp_path):
    found = settings(tmp_path, **MAIL)
    assert (found.mail_host, found.mail_port) == ("mail.test", 587)
    assert (found.mail_username, found.mail_password) == ("bviewer", "p%: #ss")
    assert (found.mail_tls, found.mail_ssl) == (True, False)
    assert found.mail_sender == "The gallery <gallery@pub.test>"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"mail.default_sender": ""}, "mail.default_sender: is missing, and mail.host is not"),
        ({"mail.ssl": "true"}, "mail.tls: mail.ssl encrypts already"),
        (
            {"mail.username": ""},
            "mail.password: is of no use without mail.username, nor that without it",
        ),
        ({"mail.hots": "x"}, "mail.hots: is not a setting of bviewer"),
    ],
)
def test_what_does_not_fit_together_about_mail_is_reported(tmp_path, changes, problem):
    assert problems_of(ini_section(tmp_path, **{**MAIL, **changes})) == [problem]


def test_without_a_mail_server_no_sender_is_needed(tmp_path):
    assert settings(tmp_path, **{**MAIL, "mail.host": "", "mail.default_sender": ""})


@pytest.mark.parametrize("token", ["0123456789abcde", "0123456789 abcdef", "0123456789abcde\u00e9"])
def test_a_token_for_metrics_that_is_short_or_no_header_is_refused(tmp_path, token):
    (problem,) = problems_of(ini_section(tmp_path, **{"bviewer.metrics": token}))
    assert problem.startswith("bviewer.metrics: needs at least 16 ")
    assert token not in problem


def test_a_misspelt_key_does_not_pass_for_its_default(tmp_path):
    assert problems_of(ini_section(tmp_path, **{"bviewer.delivry": "nginx"})) == [
        "bviewer.delivry: is not a setting of bviewer"
    ]


def test_defaults_are_those_of_a_laptop(tmp_path):
    found = settings(tmp_path)
    assert (found.delivery, found.secure_cookies, found.default_gallery) == ("direct", False, None)
    names = ["tiny", "small", "medium", "small2x", "row", "big", "large", "huge"]
    assert list(found.sizes) == names
    assert {"jpg", "jpeg", "png", "webp", "gif", "tif", "avif", "heic"} <= found.formats


def test_values_are_parsed(tmp_path):
    found = settings(
        tmp_path,
        **{
            "bviewer.library": " ~/Pictures ",
            "bviewer.default_gallery": " Pub.Test:6543 ",
            "bviewer.formats": "JPG\n png",
            "bviewer.sizes": "\nsmall 9x9 crop q1\nsmall2x 10x10 crop q80\nbig 20x20 q90\n",
            "bviewer.max_pixels": "1000000",
            "bviewer.work_per_address": "1000",
            "bviewer.secure_cookies": "true",
            "bviewer.session_idle_hours": "720",
            "bviewer.trusted_proxy": "10.0.0.0/8 ::1",
        },
    )
    assert list(map(str, found.trusted_proxy)) == ["10.0.0.0/8", "::1/128"]
    assert found.library == Path.home() / "Pictures"
    assert found.default_gallery == "pub.test"
    assert found.formats == {"jpg", "png"}
    assert [(size.name, size.crop) for size in found.sizes.values()] == [
        *(("small", True), ("small2x", True), ("big", False)),
    ]
    assert (found.max_pixels, found.secure_cookies) == (1_000_000, True)
    assert found.work_per_address == 1000
    assert found.session_idle == timedelta(days=30)


@pytest.mark.parametrize("minutes", ["0", "7", "90", "61", "1500", "2880", "-15", "never"])
def test_looks_are_as_far_apart_as_an_hour_or_a_day_is_divided(tmp_path, minutes):
    (problem,) = problems_of(ini_section(tmp_path, **{"bviewer.look_minutes": minutes}))
    assert problem.startswith("bviewer.look_minutes: ")
    assert settings(tmp_path, **{"bviewer.look_minutes": "1440"}).look_minutes == 1440


def test_settings_do_not_change(tmp_path):
    with pytest.raises(FrozenInstanceError):
        settings(tmp_path).delivery = "nginx"


def example(name):
    return dict(plaster.get_settings(str(ROOT / name), "app:main"))


def test_the_ini_file_for_developers_is_right_as_it_is():
    found = Settings.from_ini(example("development.ini"))
    assert found.library == ROOT / "data" / "Demo library"
    assert (found.delivery, found.default_gallery) == ("direct", "localhost")
    assert found.database_url.startswith("sqlite:///")
    assert found.queue.startswith("sqlite:///")


def test_the_ini_file_for_servers_must_be_given_a_secret():
    ini = example("production.ini")
    assert ini["bviewer.secret"] == EXAMPLE_SECRET
    (problem,) = problems_of(ini)
    assert problem.startswith("bviewer.secret: ")

    found = Settings.from_ini({**ini, "bviewer.secret": "0123456789abcdef0123456789abcdef"})
    assert (found.delivery, found.secure_cookies) == ("nginx", True)
    assert found.database_url.startswith("postgresql://")
    assert found.queue.startswith("unix://")


@pytest.mark.parametrize("name", ["development.ini", "production.ini"])
def test_the_ini_files_have_a_server_and_a_log(name):
    sections = plaster.get_sections(str(ROOT / name))
    assert {"server:main", "loggers", "handlers", "formatters"} <= set(sections)


@pytest.mark.parametrize("driver", ["sqlite", "sqlite+pysqlite"])
def test_nothing_is_written_among_the_photographs(tmp_path: Path, driver: str) -> None:
    library = tmp_path / "photographs"
    with pytest.raises(SettingsError) as error:
        Settings.from_ini(
            {
                "sqlalchemy.url": f"{driver}:///{library}/bviewer.sqlite",
                "bviewer.library": str(library),
                "bviewer.cache": str(library / "cache"),
                "bviewer.queue": f"sqlite:///{library}/../photographs/queue.sqlite",
                "bviewer.secret": "s" * 40,
            }
        )
    for key in ("sqlalchemy.url", "bviewer.cache", "bviewer.queue"):
        assert f"{key}: " in str(error.value)


def test_photographs_inside_the_cache_are_refused(tmp_path):
    cache = tmp_path / "cache"
    changes = {"bviewer.cache": str(cache), "bviewer.library": str(cache / "images" / "1")}
    assert problems_of(ini_section(tmp_path, **changes)) == [
        f"bviewer.library: {cache}/images/1 is inside the cache"
    ]


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        (
            "huge 3840x2160 q85",
            "pages need small, small2x, big too: add lines to the four, keep these",
        ),
        (
            "small 9x9 crop q1\nsmall2x 9x9 crop q1\nbig 20x20 crop q90",
            "'big' shows all of a photograph: write it without 'crop'",
        ),
        (
            "small 9x9 crop q1 on demand\nsmall2x 9x9 crop q1\nbig 20x20 q90 on demand",
            "pages need small, big at once: write it without 'on demand'",
        ),
    ],
)
def test_the_sizes_that_pages_are_made_of_stay(tmp_path, sizes, message):
    with pytest.raises(SettingsError, match=f"bviewer.sizes: {re.escape(message)}"):
        settings(tmp_path, **{"bviewer.sizes": sizes})

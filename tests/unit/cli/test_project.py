import os
import subprocess
import sys

import pytest

COMMANDS = [
    ("user", "list"),
    ("gallery", "list"),
    ("album", "set", "x", "--title", "y"),
    ("tree",),
    ("sync",),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_an_ini_file_that_is_not_there_is_named(installation, command):
    installation.ini.unlink()
    assert installation.fail(*command) == f"No such file or directory: {installation.ini}"


BROKEN = [
    b"\x00\xff\xfe garbage",
    b"key = value\n",
    b"[app:main]\nbviewer.library = %(nowhere)s\n",
    b"[app:main]\nbviewer.library = 100%\n",
    b"[app:main]\na = 1\na = 2\n",
]


@pytest.mark.parametrize("content", BROKEN)
def test_an_ini_file_that_cannot_be_read_is_named(installation, content):
    installation.ini.write_bytes(content)
    message = installation.fail("user", "list")
    assert message.startswith(f"wrong settings: {installation.ini} cannot be read: ")


@pytest.mark.parametrize(
    ("lines", "explanation"),
    [
        ("[app:main]\nmail.password = hunter2%", "mail.password: a % that is meant as such is "),
        ("[app:main]\nmail.password = %(hunter2)s", "mail.password: a % that is meant as such is "),
        ("[app:main]\nmail.password hunter2", "line 2 is neither a section nor "),
        ("mail.password = hunter2", "line 1 is not in a section"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_not_quoted(installation, lines, explanation):
    installation.ini.write_text(f"{lines}\n", encoding="utf-8")
    message = installation.fail("user", "list")
    assert f"{installation.ini} cannot be read: {explanation}" in message
    assert message.count("hunter2") == 0


@pytest.mark.parametrize("name", ["bviewer.txt", "with#hash/bviewer.ini"])
def test_an_ini_file_with_a_name_that_cannot_be_used_is_named(installation, name):
    renamed = installation.folder / name
    renamed.parent.mkdir(exist_ok=True)
    installation.ini = installation.ini.rename(renamed)
    assert f"{renamed} cannot be read: " in installation.fail("user", "list")


def test_a_folder_is_no_ini_file(installation):
    installation.ini = installation.folder
    assert str(installation.folder) in installation.fail("user", "list")


def test_wrong_settings_are_all_in_one_line(installation):
    installation.configure(**{"bviewer.delivery": "apache", "bviewer.colour": "red"})
    assert installation.fail("user", "list") == (
        "wrong settings: bviewer.colour: is not a setting of bviewer;"
        " bviewer.delivery: 'apache' is neither direct nor nginx"
    )


@pytest.mark.parametrize("content", ["", "[app:main]\n", "[server:main]\nuse = egg:waitress\n"])
def test_an_ini_file_without_settings_lacks_them_all(installation, content):
    installation.ini.write_text(content, encoding="utf-8")
    message = installation.fail("user", "list")
    assert message.startswith("wrong settings: sqlalchemy.url: is missing; ")
    assert message.count("is missing") == 5


AWAY = "cannot start: sqlalchemy.url"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://localhost/x", "wrong settings: sqlalchemy.url: "),
        ("nonsense", "wrong settings: sqlalchemy.url: "),
        ("postgresql+psycopg2://localhost/x", "wrong settings: sqlalchemy.url: "),
        ("postgresql://bviewer@/x?host={folder}", f"{AWAY}: connection is bad: "),
        ("postgresql://bviewer@/x?hots={folder}", f'{AWAY}: invalid connection option "hots"'),
        ("sqlite:///{folder}", f"{AWAY}: unable to open database file"),
        ("sqlite:///{folder}/missing/x.sqlite", f"{AWAY}: unable to open database file"),
        (
            "sqlite:///file:{folder}/bviewer.sqlite?mode=ro&uri=true",
            f"{AWAY}: attempt to write a readonly database",
        ),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(installation, url, message):
    changes = {"sqlalchemy.url": url.format(folder=installation.folder).replace("%", "%%")}
    installation.configure(**changes)
    assert installation.fail("user", "add", "anna", "--password", "correct horse").startswith(
        message
    )


def test_a_file_that_is_no_database_is_one_line(installation):
    installation.engine.dispose()
    (installation.folder / "bviewer.sqlite").write_bytes(b"not a database at all" * 1000)
    assert installation.fail("user", "list") == f"{AWAY}: file is not a database"


def test_a_cache_that_cannot_be_made_is_one_line(installation):
    (installation.folder / "cache").write_text("in the way", encoding="utf-8")
    cache = installation.folder / "cache"
    assert installation.fail("user", "list") == (
        f"cannot start: bviewer.cache: [Errno 17] File exists: '{cache}'"
    )


def test_the_database_is_made_and_brought_up_to_date(installation):
    (installation.folder / "bviewer.sqlite").unlink()
    assert installation.say("user", "list") == ""
    assert (installation.folder / "bviewer.sqlite").exists()


NOT_UTF8 = os.fsdecode(b"\xff")
ODD_ARGUMENTS = [
    ("user", "password", NOT_UTF8, "--password", "correct horse"),
    ("user", "add", NOT_UTF8, "--password", "correct horse"),
    ("user", "add", "berta", "--mail", NOT_UTF8, "--password", "correct horse"),
    ("user", "grant", "anna", "--album", NOT_UTF8),
    ("gallery", "set", NOT_UTF8),
    ("gallery", "add", NOT_UTF8, "--owner", "owner"),
    ("gallery", "add", "else.test", "--owner", NOT_UTF8),
    ("gallery", "set", "--time-zone", NOT_UTF8),
    ("album", "set", NOT_UTF8, "--title", "x"),
    ("tree", NOT_UTF8),
]


@pytest.mark.parametrize("arguments", ODD_ARGUMENTS, ids=ascii)
def test_bytes_that_are_not_utf8_are_one_line_and_change_nothing(gallery, arguments):
    assert gallery.fail(*arguments).isascii()
    assert gallery.say("user", "list") == "anna  0 galleries\nowner  1 galleries\n"
    assert gallery.say("gallery", "list").startswith("pub.test  owner owner  folder .")


def test_the_program_itself_says_one_line_and_no_traceback(installation):
    done = subprocess.run(
        [sys.executable, "-m", "bviewer", "user", installation.ini, "password", b"\xff\x1b[2J"],
        capture_output=True,
        check=False,
        input=b"correct horse\ncorrect horse\n",
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == b"Error: \\xff\\x1b[2J is not UTF-8"
    assert b"Traceback" not in done.stderr

"""Ini files that people wrote: one value is another, and nothing else is."""

import stat
from pathlib import Path

import pytest

from bviewer.config.ini_editing import replace_value

KEY = "bviewer.library"


def replaced(ini: Path, text: str, value: str = "/new") -> str:
    """What an ini file says with another value."""
    ini.write_bytes(text.encode())
    draft = ini.with_suffix(".part")
    replace_value(ini, draft, KEY, value)
    return draft.read_bytes().decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("bviewer.library = /old\n", "bviewer.library = /new\n"),
        ("bviewer.library=/old", "bviewer.library= /new"),
        ("bviewer.library: /old\r\n; mine\r\n", "bviewer.library: /new\r\n; mine\r\n"),
        ("bviewer.library =\n  /old\n  er\nx = 1\n", "bviewer.library = /new\nx = 1\n"),
        ("# bviewer.library = /a\nbviewer.library = /old # b\n", None),
        ("bviewer.library = /old\n\n[server:main]\nbviewer.library = /kept\n", None),
        ("bviewer.library_of_mine = 1\nbviewer.library = /old\n", None),
    ],
)
def test_nothing_but_the_value_is_another(tmp_path: Path, before: str, after: str | None) -> None:
    before, head = f"; of ours ü\n[app:main] ; too\n{before}", "; of ours ü\n[app:main] ; too\n"
    expected = head + after if after else before.replace("/old # b", "/new").replace("/old", "/new")
    assert replaced(tmp_path / "a.ini", before) == expected


def test_a_percent_sign_is_written_as_ini_files_have_it(tmp_path: Path) -> None:
    assert "= /50%% off\n" in replaced(tmp_path / "a.ini", f"[app:main]\n{KEY} = /a\n", "/50% off")


@pytest.mark.parametrize("text", ["[DEFAULT]\nbviewer.library = /a\n[app:main]\nx = 1\n", ""])
def test_a_key_that_is_not_there_is_not_made(tmp_path: Path, text: str) -> None:
    with pytest.raises(KeyError):
        replaced(tmp_path / "a.ini", text)
    assert [path.name for path in tmp_path.iterdir()] == ["a.ini"]


def test_whoever_could_read_the_file_can_read_it_still(tmp_path: Path) -> None:
    ini = tmp_path / "a.ini"
    ini.touch()
    ini.chmod(0o640)
    replaced(ini, f"[app:main]\n{KEY} = /a\n")
    assert stat.S_IMODE((tmp_path / "a.part").stat().st_mode) == 0o640

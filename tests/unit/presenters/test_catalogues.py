"""All texts are in all languages; and the tool that says so notices when they are not."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from bviewer.presenters.languages import CATALOGUES
from tools import extract_texts
from tools.extract_texts import find_problems, main

TEMPLATE = (
    '<p title="{{ _("Close") }}">{{ ngettext("%(number)s album", "%(number)s albums", n) }}</p>'
)
CODE = """
from bviewer.presenters.languages import mark

BUSY = mark("One moment")


def unused_words(language):
    return [language.gettext("Zoom"), "plain"]
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with a template, a module and no catalogues, for the tool to work on."""
    (tmp_path / "templates" / "visitor").mkdir(parents=True)
    (tmp_path / "templates" / "visitor" / "page.html").write_text(TEMPLATE)
    (tmp_path / "page.py").write_text(CODE)
    (tmp_path / "locale").mkdir()
    monkeypatch.setattr(extract_texts, "PACKAGE", tmp_path)
    monkeypatch.setattr(extract_texts, "CATALOGUES", tmp_path / "locale")
    monkeypatch.setattr(extract_texts, "LANGUAGES", ["ru"])
    return tmp_path


def translate(package: Path, english: str, translation: str) -> None:
    """Put a translation into the catalogue."""
    file = package / "locale" / "ru.po"
    before = f'msgid "{english}"\nmsgstr ""'
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, before[:-1] + f'{translation}"'))


def test_every_text_is_translated_into_every_language(capsys: pytest.CaptureFixture[str]):
    code = main(["--check"])
    assert (capsys.readouterr().out, code) == ("", 0)


@pytest.mark.parametrize("file", sorted(CATALOGUES.glob("*.po")), ids=lambda file: file.stem)
def test_catalogues_hold_nothing_that_changes_by_itself(file: Path):
    header, *entries = file.read_text().split("\n\n")
    names = [line.partition(":")[0] for line in header.splitlines()[2:]]
    assert names == ['"Language', '"Content-Type', '"Plural-Forms']
    assert f'"Language: {file.stem}\\n"' in header
    # No numbers of lines, nothing out of use, no older texts.
    assert not any(re.search("^#[:~|]", entry, re.MULTILINE) for entry in entries)


def test_new_texts_are_found_in_code_and_templates_and_named(
    package: Path, capsys: pytest.CaptureFixture[str]
):
    assert main([]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "ru.po: is not translated: 'One moment'",
        "ru.po: is not translated: 'Zoom'",
        "ru.po: is not translated: 'Close'",
        "ru.po: is not translated: '%(number)s album'",
    ]
    assert main(["--check"]) == 1


def test_translations_are_kept_and_unused_ones_go(package: Path):
    main([])
    translate(package, "Zoom", "Увеличить")
    translate(package, "Close", "Закрыть")
    (package / "page.py").write_text(CODE.replace("Zoom", "Pause"))
    main([])
    text = (package / "locale" / "ru.po").read_text()
    assert 'msgid "Close"\nmsgstr "Закрыть"' in text
    assert 'msgid "Pause"\nmsgstr ""' in text
    assert "Увеличить" not in text


def test_a_second_time_changes_nothing(package: Path):
    main([])
    translate(package, "Zoom", "Увеличить")
    main([])
    first = (package / "locale" / "ru.po").read_bytes()
    main([])
    assert (package / "locale" / "ru.po").read_bytes() == first


def test_checking_writes_nothing(package: Path):
    assert main(["--check"]) == 1
    assert list((package / "locale").iterdir()) == []


def test_a_template_that_cannot_be_read_is_an_error(package: Path):
    (package / "templates" / "broken.html").write_text("{% if %}")
    with pytest.raises(Exception, match="Expected an expression"):
        main(["--check"])


@pytest.mark.parametrize(
    ("english", "translation", "problem"),
    [
        ("Close", "Закрыть", None),
        ("Close", "", "is not translated: 'Close'"),
        ("Close", " Закрыть", "begins or ends with other spaces: 'Close'"),
        ("Close", "Закрыть\n", "begins or ends with other spaces: 'Close'"),
        ("%(number)s mm", "%(number)s мм", None),
        ("%(number)s mm", "%(name)s мм", "has other placeholders: '%(number)s mm'"),
        ("%(number)s mm", "мм", "has other placeholders: '%(number)s mm'"),
        (("%(number)s day", "%(number)s days"), ("%(number)s",) * 3, None),
        (("%(number)s day", "%(number)s days"), ("%(number)s",) * 2, "has 2 of 3 forms: "),
        (("%(number)s day", "%(number)s days"), ("%(number)s", "", ""), "is not translated: "),
        (("%(number)s day", "%(number)s days"), ("%(number)s", "2", "5"), "has other placeholders"),
    ],
)
def test_each_way_to_be_wrong_is_named(
    english: str | tuple[str, str], translation: str | tuple[str, ...], problem: str | None
):
    texts, catalogue = Catalog(), Catalog(locale="ru")
    texts.add(english)
    catalogue.add(english, translation)
    found = list(find_problems(catalogue, texts))
    assert len(found) == (problem is not None)
    assert all(line.startswith(problem or "") for line in found)


def test_what_is_missing_fuzzy_or_used_nowhere_is_named():
    texts, catalogue = Catalog(), Catalog(locale="ru")
    texts.add("Close")
    texts.add("Zoom")
    catalogue.add("Close", "Закрыть", flags=["fuzzy"])
    catalogue.add("Pause", "Пауза")
    assert list(find_problems(catalogue, texts)) == [
        "is fuzzy: 'Close'",
        "is missing: 'Zoom'",
        "is used nowhere: 'Pause'",
    ]

"""Keep bviewer/locale/*.po in step with the texts in the code and in the templates.

Usage: python tools/extract_texts.py [--check]. Adds what is new, not translated yet; takes away
what is used no more; says what is left to do. With --check it writes nothing, and exits with 1 if
there is something to do.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bviewer.presenters.languages import CATALOGUES, OFFERED

PACKAGE = Path(__file__).parents[1] / "bviewer"
LANGUAGES = sorted({tag.partition("-")[0] for tag in OFFERED} - {"en"})

METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
# A template that cannot be read is an error, not one without texts.
OPTIONS = {"templates/**.html": {"silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None}

PLACEHOLDER = re.compile(r"%\(\w+\)s")


def extract_texts(package: Path) -> Catalog:
    """All texts of ours in a folder of code and templates, in English."""
    found = Catalog()
    for _file, _line, text, _comments, _context in extract_from_dir(
        package, METHODS, OPTIONS, KEYWORDS
    ):
        found.add(text)
    return found


def load(language: str, file: Path) -> Catalog:
    """The translations into a language; none if it is new."""
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def write(catalogue: Catalog, file: Path) -> None:
    """Sorted by the English, and nothing that changes by itself: no dates, no numbers of lines."""
    header = "\n".join(
        [
            'msgid ""',
            'msgstr ""',
            f'"Language: {catalogue.locale_identifier}\\n"',
            '"Content-Type: text/plain; charset=utf-8\\n"',
            f'"Plural-Forms: {catalogue.plural_forms}\\n"',
        ]
    )
    body = BytesIO()
    write_po(
        body, catalogue, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
    )
    file.write_bytes(f"{header}\n\n".encode() + body.getvalue().rstrip(b"\n") + b"\n")


def find_problems(catalogue: Catalog, texts: Catalog) -> Iterator[str]:
    """What is wrong with a catalogue, given all texts that there are."""
    for text in texts:
        if text.id:
            message = catalogue.get(text.id)
            problem = "is missing" if message is None else find_problem(message, catalogue)
            if problem:
                yield f"{problem}: {named(text)}"
    for message in catalogue:
        if message.id and texts.get(message.id) is None:
            yield f"is used nowhere: {named(message)}"


def find_problem(message: Message, catalogue: Catalog) -> str | None:
    """What is wrong with one translation."""
    english, forms = as_forms(message.id), as_forms(message.string or "")
    if message.fuzzy:
        return "is fuzzy"
    if not all(forms):
        return "is not translated"
    if message.pluralizable and len(forms) != catalogue.num_plurals:
        return f"has {len(forms)} of {catalogue.num_plurals} forms"
    if any(sorted(placeholders(form)) != sorted(placeholders(english[-1])) for form in forms):
        return "has other placeholders"
    if any(edges(form) != edges(english[-1]) for form in forms):
        return "begins or ends with other spaces"
    return None


def as_forms(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """A text, or the forms of it for several numbers."""
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(text: str) -> list[str]:
    """What is filled in."""
    return PLACEHOLDER.findall(text)


def edges(text: str) -> tuple[str, str]:
    """The spaces before and after a text."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def named(message: Message) -> str:
    """A text as it is found in a catalogue."""
    return repr(as_forms(message.id)[0])


def main(arguments: list[str]) -> int:
    """Update the catalogues, or check them."""
    texts, problems = extract_texts(PACKAGE), []
    for language in LANGUAGES:
        file = CATALOGUES / f"{language}.po"
        catalogue = load(language, file)
        if "--check" not in arguments:
            catalogue.update(texts, no_fuzzy_matching=True)
            write(catalogue, file)
        problems += [f"{language}.po: {line}" for line in find_problems(catalogue, texts)]
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    return 1 if problems and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Longer texts, which come from files."""

from typing import BinaryIO

import click


def text_in(file: BinaryIO) -> str:
    """Return the text in a file; end the command if it is none."""
    try:
        return file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file.name} is not text in UTF-8") from error

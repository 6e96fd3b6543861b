"""What commands say when something goes wrong in the middle."""

import click
import pytest
from sqlalchemy.exc import InterfaceError

from bviewer.cli.problems import problems_in_one_line
from bviewer.config.settings import SettingsError


def said(error: Exception) -> str:
    """The message that becomes of an error."""
    with pytest.raises(click.ClickException) as caught, problems_in_one_line():
        raise error
    return caught.value.message


def test_whatever_a_driver_says_is_one_line() -> None:
    error = InterfaceError("SELECT 1", None, Exception("the connection\nis closed"))
    assert said(error) == "the database: the connection is closed"


def test_a_password_in_a_message_is_left_out_and_the_name_of_a_folder_is_not() -> None:
    error = SettingsError(["x: redis://:hunter2@localhost/s/photographs"])
    assert said(error) == "wrong settings: x: redis://:...@localhost/s/photographs"

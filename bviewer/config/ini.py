"""Reading the settings of an installation from its ini file."""

import configparser
from pathlib import Path

import plaster
from plaster_pastedeploy import Loader

from bviewer.config.settings import Settings, SettingsError


def read_settings(ini: Path) -> Settings:
    """Return the settings of an installation; raises SettingsError (or OSError) with what is
    wrong."""
    try:
        section = loader_of(ini).get_settings("app:main")
    except (plaster.PlasterError, configparser.Error, UnicodeError) as error:
        raise SettingsError([f"{ini} cannot be read: {explanation(error)}"]) from error
    return Settings.from_ini(section)


def loader_of(ini: Path) -> Loader:
    """Return what reads an ini file; raise PlasterError if its name does not say that it is one.

    Plaster would look for a loader among all that is installed.
    """
    uri = plaster.parse_uri(str(ini))
    if uri.scheme != "file+ini":
        raise plaster.LoaderNotFound(uri.scheme)
    return Loader(uri)


def explanation(error: Exception) -> str:
    """Return what is wrong with an ini file; where its parser would quote a value, only the
    place."""
    match error:
        case configparser.InterpolationError():
            return f"{error.option}: a % that is meant as such is written %%"
        case configparser.MissingSectionHeaderError():
            return f"line {error.lineno} is not in a section"
        case configparser.ParsingError():
            return f"line {error.errors[0][0]} is neither a section nor KEY = VALUE"
    return str(error)

"""Settings for tests of single rooms."""

from pathlib import Path

from bviewer.config.settings import Settings

SECRET = "a secret for tests that is long enough"


def ini_section(folder: Path, **changes: str) -> dict[str, str]:
    """The keys of an ini file that have no default, and what `changes` adds or replaces; nobody
    elsewhere is asked for anything."""
    return {
        "sqlalchemy.url": f"sqlite:///{folder}/bviewer.sqlite",
        "bviewer.library": str(folder / "library"),
        "bviewer.cache": str(folder / "cache"),
        "bviewer.queue": "immediate",
        "bviewer.secret": SECRET,
        "bviewer.video_pictures": "false",
        **changes,
    }


def settings(folder: Path, **changes: str) -> Settings:
    """Parsed settings of an installation in a folder."""
    return Settings.from_ini(ini_section(folder, **changes))

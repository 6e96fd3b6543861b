"""What ini files call the application."""

import sys

from pyramid.router import Router

from bviewer import main
from bviewer.config.settings import SettingsError
from bviewer.process.startup_checks import require_all
from bviewer.security.redaction import without_passwords


def start(global_config: dict[str, str], **ini: str) -> Router:
    """Return the application, checked. What an operator can mend is one line and the end."""
    try:
        app = main(global_config, **ini)
        require_all(app.registry["bviewer.runtime"])
    except SettingsError as error:
        sys.exit(f"bviewer: {without_passwords(str(error))}")
    return app

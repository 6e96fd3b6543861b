"""bviewer: a photo gallery whose resource tree is the album tree.

The album tree is the URL tree is the permission tree. `main` puts the rooms together; each room has
an `includeme` and a docstring that says what it is for.
"""

from pyramid.config import Configurator
from pyramid.router import Router

from bviewer.settings import Settings


def main(_global_config: dict[str, str], **ini: str) -> Router:
    """The WSGI application for the `[app:main]` section of an ini file."""
    with Configurator(settings=ini) as config:
        config.registry["bviewer.settings"] = Settings.from_ini(ini)
        config.include("pyramid_jinja2")
        config.add_jinja2_renderer(".html")
        config.include("bviewer.db")
        config.include("bviewer.security")
        config.include("bviewer.jobs")
        config.include("bviewer.tree")
        config.include("bviewer.delivery")
        config.include("bviewer.views")
        return config.make_wsgi_app()

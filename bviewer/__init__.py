"""bviewer: a photo gallery whose resource tree is the album tree.

The album tree is the URL tree is the permission tree. `main` puts the rooms together; each room has
an `includeme` and a docstring that says what it is for.
"""

from pyramid.config import Configurator
from pyramid.interfaces import IRequestExtensions
from pyramid.request import Request
from pyramid.router import Router

from bviewer.config.settings import Settings

# What takes part in requests, from the bottom to the top.
ROOMS = (
    "db",
    "security",
    "accounts",
    "tasks",
    "tree",
    "delivery",
    "views",
    "process",
)


def main(_global_config: dict[str, str], **ini: str) -> Router:
    """The WSGI application for the `[app:main]` section of an ini file."""
    with Configurator(settings=ini) as config:
        config.registry["bviewer.settings"] = Settings.from_ini(ini)
        config.include("pyramid_jinja2")
        config.add_jinja2_renderer(".html")
        for room in ROOMS:
            config.include(f"bviewer.{room}")
        config.commit()
        make_request_class(config)
        return config.make_wsgi_app()


def make_request_class(config: Configurator) -> None:
    """Put all that `add_request_method` made properties of requests into one class, once.

    Pyramid would make a class with these properties for each request, which takes a tenth of the
    time of a thumbnail, and leaves it to the garbage collector.
    """
    extensions = config.registry.getUtility(IRequestExtensions)
    config.set_request_factory(type("Request", (Request,), dict(extensions.descriptors)))
    extensions.descriptors.clear()

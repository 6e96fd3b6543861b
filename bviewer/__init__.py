"""bviewer: a photo gallery whose resource tree is the album tree.

The album tree is the URL tree is the permission tree. `main` puts the rooms together; each room has
an `includeme` and a docstring that says what it is for.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # Every command imports this module, and few of them Pyramid.
    from pyramid.config import Configurator
    from pyramid.router import Router

# What takes part in requests, from the bottom to the top.
ROOMS = (
    "db",
    "security",
    "tasks",
    "tree",
    "delivery",
    "views",
    "api",
    "process",
)


def main(_global_config: dict[str, str], **ini: str) -> "Router":
    """Return the WSGI application for the `[app:main]` section of an ini file."""
    from pyramid.config import Configurator  # noqa: PLC0415

    from bviewer.config.settings import Settings  # noqa: PLC0415
    from bviewer.process.loading import without_collecting  # noqa: PLC0415

    with without_collecting(), Configurator(settings=ini) as config:
        config.registry["bviewer.settings"] = Settings.from_ini(ini)
        config.include("pyramid_jinja2")
        config.add_jinja2_renderer(".html")
        for room in ROOMS:
            config.include(f"bviewer.{room}")
        config.commit()
        make_request_class(config)
        return config.make_wsgi_app()


def make_request_class(config: "Configurator") -> None:
    """Put all that `add_request_method` made properties of requests into one class, once.

    Pyramid would make a class with these properties for each request, which takes a tenth of the
    time of a thumbnail, and leaves it to the garbage collector.
    """
    from pyramid.interfaces import IRequestExtensions  # noqa: PLC0415
    from pyramid.request import Request  # noqa: PLC0415

    extensions = config.registry.getUtility(IRequestExtensions)
    config.set_request_factory(type("Request", (Request,), dict(extensions.descriptors)))
    extensions.descriptors.clear()

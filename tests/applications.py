"""Applications that sites use one after another: to make one takes longer than all else of a site.

What depends on places (the engines, the runtime and what counts in memory) is made anew for each
site, by the rooms themselves; views, routes and templates are kept.
"""

import gc
import os
from collections import defaultdict
from collections.abc import Callable, Mapping
from importlib import import_module

from pyramid.interfaces import IRequestFactory
from pyramid.registry import Registry
from pyramid.router import Router
from pyramid.util import InstancePropertyHelper

from bviewer import main
from bviewer.config.settings import Settings
from tests.forks import use_large_pages
from tests.shared_work import TEMPLATES

# What views and policies take from the settings: only who wants the same can have the same.
KEPT = ("bviewer.delivery", "bviewer.secret", "bviewer.metrics")

# The rooms that hang something on the registry or on requests that depends on other settings.
CONNECTING = ("db", "security.work_limit", "api.rates", "tasks", "delivery", "process.health")

free: dict[tuple[str | None, ...], list[Router]] = defaultdict(list)


def take_application(ini: Mapping[str, str]) -> Router:
    """Return an application with the settings of an ini file, which nobody else has."""
    known = free[kept(ini)]
    if not known:
        app = main({}, **ini, **{"jinja2.bytecode_caching": TEMPLATES})
        gc.freeze()  # All that is there by now stays: nobody need look through it for garbage.
        use_large_pages()
        return app
    registry = known.pop().registry
    registry["bviewer.settings"] = Settings.from_ini(ini)
    Reconnection(registry, "bviewer").include(*(f".{room}" for room in CONNECTING))
    return Router(registry)


def give_back(app: Router, ini: Mapping[str, str]) -> None:
    """Let the next site have an application, unless a view of it knows its places: of metrics.

    What makes an application is judged by the tests that make one, when mutants of it are tried.
    """
    if not ini.get("bviewer.metrics") and "MUTANT_UNDER_TEST" not in os.environ:
        free[kept(ini)].append(app)


def kept(ini: Mapping[str, str]) -> tuple[str | None, ...]:
    """Return what an application cannot change any more."""
    return tuple(ini.get(key) for key in KEPT)


class Reconnection:
    """What a room sees in the place of a Configurator: of all that it says, only what it hangs on
    the registry and on requests is new."""

    def __init__(self, registry: Registry, package: str) -> None:
        self.registry, self._package = registry, package

    def include(self, *names: str) -> None:
        """Have rooms of ours speak; those of libraries have said everything."""
        for name in names:
            module = import_module(name, self._package)
            if module.__name__.startswith("bviewer."):
                module.includeme(Reconnection(self.registry, module.__name__))

    def add_request_method(
        self, method: Callable, name: str | None = None, **options: bool
    ) -> None:
        """Have requests get a property from now on; a method knows nothing of its application."""
        if options.pop("property", False):
            name, made = InstancePropertyHelper.make_property(method, name, **options)
            setattr(self.registry.getUtility(IRequestFactory), name, made)

    def __getattr__(self, _directive: str) -> Callable[..., None]:
        return lambda *_words, **_options: None

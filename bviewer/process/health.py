"""`/healthz`: one word for whoever asks, and the reasons in the log."""

import logging
import threading
import time
from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.view import view_config
from sqlalchemy import Engine, select, text

from bviewer.albums.items import wanted
from bviewer.db.sessions import reading_connection
from bviewer.library.tree import LibraryOffline
from bviewer.models import Image
from bviewer.process.arrival import HEADER, described, is_pass
from bviewer.process.health_checks import Probe, find_faults
from bviewer.process.startup_checks import require_cache, require_library
from bviewer.queue.runtime import Runtime
from bviewer.security.redaction import one_line
from bviewer.tree.root import NoTree

log = logging.getLogger(__name__)

PATIENCE = 2  # Seconds. Those who ask give up after five or ten.
LOGGED_EVERY = 60  # Seconds.
ROOM = 256 * 1024  # Bytes; a large rendition takes as many.


class Health:
    """What the application cannot do without, and what is wrong with it."""

    def __init__(self, runtime: Runtime) -> None:
        self._probes = {
            "the database": Probe(lambda: ask_database(runtime.engine)),
            "the cache": Probe(lambda: look_at_cache(runtime)),
            "the queue": Probe(runtime.queue.length),
            "the library": Probe(lambda: look_at_library(runtime)),
        }
        self._logged: dict[str, float] = {}
        self._looking = threading.Lock()
        self._was_well = True

    def is_well(self) -> bool:
        """Return whether everything works; what does not is said in the log.

        Strangers may ask, so one of them waits at a time: a few could keep every thread waiting.
        """
        if self._looking.acquire(blocking=False):
            try:
                self._was_well = self._look()
            finally:
                self._looking.release()
        return self._was_well

    def faults(self) -> dict[str, str | None]:
        """Return everything by its name, with what is wrong with it if anything is."""
        found = find_faults(self._probes, PATIENCE)
        return {name: one_line(found[name]) if name in found else None for name in self._probes}

    def _look(self) -> bool:
        faults = {name: fault for name, fault in self.faults().items() if fault is not None}
        for name, fault in faults.items():
            if self._is_news(name):
                log.error("degraded: %s: %s", name, fault)
        return not faults

    def _is_news(self, name: str) -> bool:
        moment = time.monotonic()
        if moment - self._logged.get(name, -LOGGED_EVERY) < LOGGED_EVERY:
            return False
        self._logged[name] = moment
        return True


def ask_database(engine: Engine) -> None:
    """Raise what the database raises when it is asked for nothing."""
    with engine.execution_options(sqlite_begin=None).connect() as connection:
        connection.execute(text("SELECT 1"))


def look_at_cache(runtime: Runtime) -> None:
    """Raise OSError unless there is a folder that files can be written to, and room for them."""
    require_cache(runtime.settings)
    runtime.cache.reserve.require(ROOM)


def look_at_library(runtime: Runtime) -> None:
    """Raise OSError unless the photographs can be listed, and LibraryOffline if all are gone.

    Where there were none yet, nothing is missing.
    """
    require_library(runtime.settings)
    try:
        runtime.library.check_root()
    except LibraryOffline:
        if knows_photographs(runtime.engine):
            raise


def knows_photographs(engine: Engine) -> bool:
    """Return whether there is a photograph that no sync has found to be missing."""
    query = select(Image.id).where(*wanted(files_only=True)).limit(1)
    with reading_connection(engine) as connection:
        return connection.execute(query).first() is not None


@view_config(route_name="healthz", permission=NO_PERMISSION_REQUIRED)
def show_health(_context: Any, request: Request) -> Response:
    """`ok`, or `degraded` with the status 503; to who knows the secret, how the request arrived."""
    is_well = request.registry["bviewer.health"].is_well()
    word, status = ("ok", 200) if is_well else ("degraded", 503)
    if is_pass(request.registry["bviewer.settings"].secret, request.headers.get(HEADER, "")):
        word += f"\n{described(request)}"
    return Response(word, status, content_type="text/plain", cache_control="no-store")


def includeme(config: Configurator) -> None:
    """Answer at any host, with nothing of a gallery."""
    config.registry["bviewer.health"] = Health(config.registry["bviewer.runtime"])
    config.add_route("healthz", "/healthz", factory=NoTree, request_method=("GET", "HEAD"))
    config.scan(__name__)

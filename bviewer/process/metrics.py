"""`/metrics`: how much is done, in Prometheus' text format, for whoever has the operator's token.

https://prometheus.io/docs/instrumenting/exposition_formats/ describes the format. Where the setting
`bviewer.metrics` is empty there is no such page and nothing is counted.
"""

import hmac
import json
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED
from pyramid.tweens import INGRESS

from bviewer.config.settings import settings_of
from bviewer.process.health_checks import Probe, find_faults
from bviewer.queue.counters import CACHE_HITS, CACHE_MISSES, Counters, requests
from bviewer.queue.runtime import Runtime
from bviewer.rendering.cache_stats import read_measures
from bviewer.tree.resources import ORIGINALS, AlbumResource, ImageResource, RenditionResource
from bviewer.tree.root import NoTree

log = logging.getLogger(__name__)

PATIENCE = 2  # Seconds.
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

FAMILIES = {
    "bviewer_requests_total": ("counter", "Requests, by what was asked for and how it ended."),
    "bviewer_thumbnails_total": ("counter", "Thumbnails: sent from the cache, or not ready yet."),
    "bviewer_renditions_total": (
        "counter",
        "Resized images that workers made, or failed to make; all tiles of a photograph are one.",
    ),
    "bviewer_rendering_seconds_total": ("counter", "Time that workers took for them."),
    "bviewer_queue_jobs": ("gauge", "Jobs that wait."),
    "bviewer_cache_bytes": ("gauge", "What the galleries have in the cache."),
    "bviewer_cache_measured_timestamp_seconds": ("gauge", "When the cache was measured."),
    "process_start_time_seconds": ("gauge", "When the web process that answers was started."),
}

Handler = Callable[[Request], Response]


class WithToken:
    """Without the token a route does not match: the address is one like any that does not exist."""

    def __init__(self, token: str, _config: Configurator) -> None:
        self._expected = f"Bearer {token}".encode()

    def text(self) -> str:
        """Return how Pyramid calls it; not by the token."""
        return "with the operator's token"

    phash = text

    def __call__(self, _match: dict[str, Any], request: Request) -> bool:
        """Return whether a request has it, found out in a time that does not tell how nearly."""
        sent = request.environ.get("HTTP_AUTHORIZATION", "").encode("utf-8", "replace")
        return hmac.compare_digest(sent, self._expected)


class Page:
    """What is on the page."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._jobs = 0
        self._queue = Probe(self._count_jobs)
        self._started = time.time()

    def __call__(self, _context: Any, _request: Request) -> Response:
        """Return the page as it is now."""
        samples: dict[str, list[str]] = {family: [] for family in FAMILIES}
        for name, value in self._samples():
            samples[name.partition("{")[0]].append(f"{name} {value:.15g}\n")
        text = "".join(described(family) + "".join(samples[family]) for family in FAMILIES)
        headers = {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"}
        return Response(text.encode(), headerlist=list(headers.items()))

    def _samples(self) -> Iterator[tuple[str, float]]:
        counters = self._runtime.counters
        assert isinstance(counters, Counters)
        yield from counters.totals().items()
        yield "process_start_time_seconds", self._started
        if not find_faults({"queue": self._queue}, PATIENCE):
            yield "bviewer_queue_jobs", self._jobs
        measures = read_measures(self._runtime)
        if measures is not None:
            yield "bviewer_cache_measured_timestamp_seconds", measures.time
            for host, kind, size in measures.sizes:
                yield f'bviewer_cache_bytes{{gallery={json.dumps(host)},kind="{kind}"}}', size

    def _count_jobs(self) -> None:
        self._jobs = self._runtime.queue.length()


def described(family: str) -> str:
    """Return the lines before the samples of a family."""
    kind, meaning = FAMILIES[family]
    return f"# HELP {family} {meaning}\n# TYPE {family} {kind}\n"


def counting_tween_factory(handler: Handler, registry: Any) -> Handler:
    """Count requests, once they are answered."""
    counters = registry["bviewer.runtime"].counters

    def counting_tween(request: Request) -> Response:
        response = handler(request)
        kind, status = request_class(request), response.status_int
        counters.add(requests(kind, f"{status // 100}xx"))
        if kind == "thumbnail" and status < 400:
            counters.add(CACHE_MISSES if status == 202 else CACHE_HITS)
        return response

    return counting_tween


def request_class(request: Request) -> str:
    """Return what was asked for, as far as it was found."""
    route, context = getattr(request, "matched_route", None), getattr(request, "context", None)
    if route is not None:
        return "static" if route.name.startswith("__static/") else "other"
    if isinstance(context, RenditionResource):
        return "thumbnail"
    if isinstance(context, ImageResource) and request.view_name in ORIGINALS:
        return "original"
    return "page" if isinstance(context, AlbumResource | ImageResource) else "other"


def includeme(config: Configurator) -> None:
    """Count and show, if there is a token to show it for."""
    token = settings_of(config).metrics
    if not token:
        return
    config.add_route_predicate("with_token", WithToken)
    config.add_route(
        "metrics", "/metrics", factory=NoTree, request_method=("GET", "HEAD"), with_token=token
    )
    config.add_view(
        Page(config.registry["bviewer.runtime"]),
        route_name="metrics",
        permission=NO_PERMISSION_REQUIRED,
    )
    config.add_tween("bviewer.process.metrics.counting_tween_factory", under=INGRESS)

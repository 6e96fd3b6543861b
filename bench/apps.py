"""The servers that benches measure, a process each.

`python -m bench.apps bare PORT`, `… gallery PORT INI` (no workers), `… serve PORT INI WORKERS`. All
run `bviewer.process.server`, so that only the application differs.
"""

import logging
import sys

from pyramid.config import Configurator
from pyramid.paster import get_app
from pyramid.request import Request
from pyramid.response import Response
from pyramid.router import Router

from bviewer.process.server import DEFAULT_THREADS, Place, serve

THREADS_BEHIND_NGINX = 3  # As production.ini has it.


def bare_view(_request: Request) -> Response:
    """As little as a Pyramid view can do."""
    return Response("ok")


def bare_post(request: Request) -> dict[str, str]:
    """As little as a Pyramid view can do that is posted to: read a field of a form, and tell it."""
    return {"after": request.POST["after"]}


def bare_json(_request: Request) -> dict[str, str]:
    """As little as a view can do that tells something as JSON."""
    return {"id": "2Nq4hb6Vr9Xc", "title": "Rome"}


def bare_app() -> Router:
    """A Pyramid application with these views and nothing else."""
    with Configurator() as config:
        config.add_view(bare_view)
        config.add_view(bare_json, name="json", renderer="json")
        config.add_view(bare_post, request_method="POST", name="showing", renderer="json")
        return config.make_wsgi_app()


def bare_factory(_global_config: dict[str, str]) -> Router:
    """The same for an ini file."""
    return bare_app()


def main(kind: str, port: str, ini: str = "", workers: str = "0") -> None:
    """Serve until terminated."""
    # Clients that keep all threads busy are what a bench is about.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    app = bare_app() if kind == "bare" else get_app(ini)
    threads = DEFAULT_THREADS if kind == "serve" else THREADS_BEHIND_NGINX
    serve(app, ini, Place(port=int(port), threads=threads), int(workers))


if __name__ == "__main__":
    main(*sys.argv[1:])

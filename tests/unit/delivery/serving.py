"""A small application around `Delivery`, in a waitress process of its own.

Both modes are in one application: `/direct/…` and `/nginx/…`. The path of a file is in the URL as
the hexadecimal digits of its bytes, so that any name can be asked for.
"""

import http.client
import multiprocessing
import os
import socket
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import waitress
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response

from bviewer.delivery import Audience, Delivery, Original
from tests.processes import PATIENCE

STAMP = "5ta3p"
HOST = "127.0.0.1"


class Views:
    def __init__(self, library, cache):
        self.library = library
        self.cache = cache
        self.deliveries = {mode: Delivery(mode, cache) for mode in ("direct", "nginx")}

    def original(self, request):
        path = _path(request)
        try:
            file = (self.library / path).open("rb", buffering=0)
        except OSError:
            raise HTTPNotFound from None
        response = self.deliveries[request.matchdict["mode"]].original(
            request,
            Original(file, path, STAMP, lambda: 0),
            content_type="image/jpeg",
            name=path.rpartition("/")[2],
        )
        if "vanish" in request.GET:
            (self.library / path).unlink()
        if request.GET.get("vanish") == "folder":
            (self.library / path).mkdir()
        return response

    def rendition(self, request):
        path = _path(request)
        audience = Audience(request.matchdict["audience"])
        delivery = self.deliveries[request.matchdict["mode"]]
        response = delivery.rendition(request, path, STAMP, audience)
        if "vanish" in request.GET:
            (self.cache / path).unlink()
        if response is None:
            return Response(status=202, headerlist=[("Cache-Control", "no-store")], app_iter=())
        return response


def _path(request):
    return os.fsdecode(bytes.fromhex(request.matchdict["path"]))


def make_app(library, cache):
    views = Views(library, cache)
    config = Configurator()
    config.add_route("original", "/{mode}/original/{path}")
    config.add_route("rendition", "/{mode}/rendition/{audience}/{path}")
    config.add_view(views.original, route_name="original", request_method="GET")
    config.add_view(views.rendition, route_name="rendition", request_method="GET")
    return config.make_wsgi_app()


def serve(listener, library, cache):
    waitress.serve(make_app(library, cache), sockets=[listener], threads=4, _quiet=True)


@dataclass
class Server:
    port: int
    pid: int

    def cpu_seconds(self):
        """User and system time of the process until now."""
        stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii")
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def open_files(self):
        links = []
        for link in Path(f"/proc/{self.pid}/fd").iterdir():
            try:
                links.append(os.fspath(link.readlink()))
            except FileNotFoundError:
                continue
        return links


@contextmanager
def running_server(library, cache):
    """The socket listens before the process starts, so the first client simply waits for it."""
    with closing(socket.create_server((HOST, 0))) as listener:
        context = multiprocessing.get_context("spawn")
        process = context.Process(target=serve, args=(listener, library, cache), daemon=True)
        process.start()
        try:
            yield Server(listener.getsockname()[1], process.pid)
        finally:
            process.terminate()
            process.join(5)
            process.close()


@dataclass
class Answer:
    status: int
    headers: Message
    body: bytes


def original_url(mode, path):
    return f"/{mode}/original/{os.fsencode(path).hex()}"


def rendition_url(mode, path, audience="everybody"):
    return f"/{mode}/rendition/{audience}/{os.fsencode(path).hex()}"


def fetch(port, url, method="GET", headers=None):
    with closing(http.client.HTTPConnection(HOST, port, timeout=PATIENCE)) as connection:
        connection.request(method, url, headers=headers or {})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())

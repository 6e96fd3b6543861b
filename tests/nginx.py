"""A real nginx with the configuration of `deploy/`, for the folders and ports of a test."""

import atexit
import functools
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.lifetimes import start
from tests.ports import free_port

HOST = "127.0.0.1"
DEPLOY = Path(__file__).parents[1] / "deploy"
HOSTS = f"{HOST} localhost *.test"

# As bviewer names them, and what nginx must say about them.
CACHING = {
    "everybody": "public, max-age=300",
    "hidden": "private, max-age=300",
    "trusted": "private, no-cache",
}

# Around what is shipped: what Debian's /etc/nginx/nginx.conf has around it.
MAIN = """
{user}
daemon off;
worker_processes 1;
pid {run}/nginx.pid;
error_log {run}/error.log;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {run}/body;
    proxy_temp_path {run}/proxy;
    fastcgi_temp_path {run}/fastcgi;
    uwsgi_temp_path {run}/uwsgi;
    scgi_temp_path {run}/scgi;
    include bviewer.conf;
}}
"""


@dataclass(frozen=True)
class Ports:
    """Where nginx listens: by https as shipped, the same without TLS, and http as shipped."""

    https: int = field(default_factory=free_port)
    plain: int = field(default_factory=free_port)
    http: int = field(default_factory=free_port)


def render(
    run: Path,
    library: Path,
    cache: Path,
    applications: Sequence[str],
    *ports: Ports,
    own: str = "",
    hosts: str = HOSTS,
    limited: bool = True,
) -> Path:
    """Install the shipped configuration in `run`, as an operator does; returns the main file.

    With several `ports`, it listens at all of them alike. Folders may name variables of nginx. All
    clients of a test have one address; if that is not to be limited, `limited` is false.
    """
    certificate, key = certificate_and_key()
    servers = "".join(rf"    server {address} \1;\n" for address in applications)
    site = changed(
        (DEPLOY / "nginx.conf").read_text(encoding="utf-8"),
        {
            r"(?: +server unix:/run/bviewer/\S+ (max_fails=0.*);\n){2,}": servers,
            r"unix:/run/bviewer/1/web\.sock": applications[0],
            r"server_name photos\.example\.org;": f"server_name {hosts};",
            r"/etc/letsencrypt/live/photos\.example\.org/fullchain\.pem": str(certificate),
            r"/etc/letsencrypt/live/photos\.example\.org/privkey\.pem": str(key),
            r"/var/log/nginx/bviewer\.log": f"{run}/access.log",
            r"root /var/www/html;": f"root {run}/acme;",
            r" +listen \[::\]:.*\n": "",
            r"listen 80( default_server)?;": "".join(
                rf"listen {HOST}:{each.http}\1;" for each in ports
            ),
            r"listen 443 ssl http2( default_server)?;": "".join(
                rf"listen {HOST}:{each.https} ssl http2\1; listen {HOST}:{each.plain}\1;"
                for each in ports
            ),
        },
    )
    folder = run / "bviewer"
    shutil.copytree(DEPLOY / "nginx", folder, dirs_exist_ok=True)
    gallery = changed(
        (folder / "gallery.conf").read_text(encoding="utf-8"),
        {
            "/srv/photos/": f"{library}/",
            "/var/cache/bviewer/": f"{cache}/",
            **({} if limited else {r"limit_(req|conn) .*;\n": ""}),
        },
    )
    (folder / "gallery.conf").write_text(gallery + own, encoding="utf-8")
    (run / "bviewer.conf").write_text(site, encoding="utf-8")
    # The folders of the tests are closed to all others; nginx drops root's rights by default.
    user = "user root root;" if os.geteuid() == 0 else ""
    (run / "nginx.conf").write_text(MAIN.format(run=run, user=user), encoding="utf-8")
    return run / "nginx.conf"


def changed(text: str, changes: dict[str, str]) -> str:
    """The text with each pattern replaced; one that is not there means that the files moved on."""
    for pattern, replacement in changes.items():
        text, count = re.subn(pattern, replacement, text)
        assert count, f"the shipped configuration has no {pattern}"
    return text


@functools.cache
def certificate_and_key() -> tuple[Path, Path]:
    """A certificate that nobody trusts, and its key: one for all tests of this process."""
    folder = Path(tempfile.mkdtemp(prefix="bviewer-certificate-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = [
        *(program("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt"),
        *("ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=pub.test", "-days", "2"),
        *("-keyout", key, "-out", certificate),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return certificate, key


def program(name: str) -> str:
    """The path of a program; Debian keeps some of them out of PATH."""
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin")
    if found is None:
        pytest.fail(f"{name} is not installed: tools/require_packages {name}", pytrace=False)
    return found


def check(configuration: Path) -> str:
    """What `nginx -t` says; raises CalledProcessError if it finds a fault."""
    run = configuration.parent
    command = [program("nginx"), "-t", "-p", run, "-c", configuration, "-e", run / "error.log"]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stderr


@contextmanager
def serving(configuration: Path, port: int) -> Iterator[None]:
    """Run nginx meanwhile; it listens at `port` when the context begins."""
    run = configuration.parent
    process = start(
        [program("nginx"), "-p", run, "-c", configuration, "-e", run / "error.log"], signal.SIGTERM
    )
    try:
        wait_for_port(port, process)
        yield
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def running_nginx(
    run: Path, library: Path, cache: Path, application: int, *, own: str = ""
) -> Iterator[int]:
    """Run nginx meanwhile, with its files in `run`; yields the port where it listens without TLS.

    `application` is the port behind it, `own` what else its server is to have.
    """
    ports = Ports()
    application_address = f"{HOST}:{application}"
    configuration = render(
        run, library, cache, [application_address], ports, own=own, limited=False
    )
    with serving(configuration, ports.plain):
        yield ports.plain


def wait_for_port(port: int, process: subprocess.Popen) -> None:
    """Wait until somebody listens on a port, as long as the process that should is alive."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "it has stopped"
        with suppress(ConnectionRefusedError), socket.create_connection((HOST, port)):
            return
        time.sleep(0.01)
    raise TimeoutError(f"nobody answers on port {port}")

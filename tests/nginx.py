"""A real nginx in front of an application, with the internal locations that delivery needs."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HOST = "127.0.0.1"

# One internal location for each class of readers. "^~" keeps a location of a regular expression
# from taking over, and both trailing slashes keep "alias" from reaching a sibling folder. Without
# "try_files" a folder is answered by a redirect that tells the internal address, and without the
# location for 416 that answer is as cacheable as the file.
LOCATION = """
    location ^~ /_bv/{name}/ {{
        internal;
        alias {folder}/;
        max_ranges 1;
        if_modified_since before;
        disable_symlinks on from={folder}/;
        add_header Cache-Control "{caching}";
        add_header X-Content-Type-Options nosniff always;
        add_header Content-Security-Policy "default-src 'none'; sandbox" always;
        add_header Cross-Origin-Resource-Policy same-origin always;
        add_header Referrer-Policy no-referrer always;
        try_files $uri =404;
        error_page 403 404 =404 @gone;
        error_page 416 @unsatisfiable;
    }}
"""

CONFIGURATION = """
{user}
daemon off;
worker_processes 1;
pid {run}/nginx.pid;
error_log {run}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {run}/body;
    proxy_temp_path {run}/proxy;
    fastcgi_temp_path {run}/fastcgi;
    uwsgi_temp_path {run}/uwsgi;
    scgi_temp_path {run}/scgi;
    server {{
        listen {host}:{port};
        large_client_header_buffers 4 32k;
        location / {{
            proxy_pass http://{host}:{application};
            proxy_set_header Host $host;
            proxy_buffer_size 32k;
            proxy_buffers 8 32k;
            proxy_busy_buffers_size 64k;
        }}
        {own}
        {locations}
        location @unsatisfiable {{
            internal;
            add_header Cache-Control no-store always;
            return 416;
        }}
        location @gone {{
            internal;
            default_type text/plain;
            add_header Cache-Control no-store always;
            add_header X-Content-Type-Options nosniff always;
            return 404 "gone\\n";
        }}
    }}
}}
"""

CACHING = {
    "public": "public, max-age=3600",
    "hidden": "private, max-age=300",
    "private": "private, no-cache",
}


@contextmanager
def running_nginx(
    run: Path, library: Path, cache: Path, application: int, *, own: str = ""
) -> Iterator[int]:
    """Run nginx meanwhile, with its files in `run`; yields its port.

    `application` is the port behind it, `own` what else its server is to have.
    """
    port = free_port()
    folders = {"pub": cache, "hid": cache, "prv": cache, "lib": library}
    caching = dict(zip(folders, [*CACHING.values(), "private, no-cache"], strict=True))
    configuration = CONFIGURATION.format(
        # The folders of the tests are closed to all others; nginx drops root's rights by default.
        user="user root root;" if os.geteuid() == 0 else "",
        run=run,
        host=HOST,
        port=port,
        application=application,
        own=own,
        locations="".join(
            LOCATION.format(name=name, folder=folder, caching=caching[name])
            for name, folder in folders.items()
        ),
    )
    (run / "nginx.conf").write_text(configuration, encoding="utf-8")
    nginx = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    assert nginx is not None, "nginx is not installed"
    process = subprocess.Popen(
        [nginx, "-p", run, "-c", run / "nginx.conf", "-e", run / "error.log"]
    )
    try:
        wait_for_port(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(5)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server((HOST, 0)) as listener:
        return listener.getsockname()[1]


def wait_for_port(port: int, process: subprocess.Popen) -> None:
    """Wait until somebody listens on a port, as long as the process that should is alive."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        assert process.poll() is None, "it has stopped"
        with suppress(ConnectionRefusedError), socket.create_connection((HOST, port)):
            return
        time.sleep(0.01)
    raise TimeoutError(f"nobody answers on port {port}")

"""An nginx that keeps copies, as a careless operator or a CDN puts it before the whole thing.

It knows nothing of cookies: an address is an address, whoever asks. What it keeps is what
`Cache-Control`, `Vary` and `Set-Cookie` allow, and all that says nothing about it, for an hour.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.nginx import HOST, MAIN, serving
from tests.ports import free_port

SERVER = """
proxy_cache_path {run}/kept keys_zone=kept:1m;
server {{
    listen {host}:{port};
    location / {{
        proxy_pass http://{host}:{origin};
        proxy_set_header Host $host;
        proxy_buffers 8 64k;
        proxy_buffer_size 64k;
        proxy_busy_buffers_size 128k;
        proxy_cache kept;
        proxy_cache_key $scheme$host$request_uri;
        proxy_cache_valid any 1h;
        add_header X-Cache $upstream_cache_status always;
    }}
}}
"""


@contextmanager
def keeping(run: Path, origin: int) -> Iterator[int]:
    """Run it meanwhile, with its files in `run`; yields its port. `origin` is the one behind it.

    `X-Cache` says of an answer where it came from.
    """
    port = free_port()
    server = SERVER.format(run=run, host=HOST, port=port, origin=origin)
    (run / "bviewer.conf").write_text(server, encoding="utf-8")
    user = "user root root;" if os.geteuid() == 0 else ""
    (run / "nginx.conf").write_text(MAIN.format(run=run, user=user), encoding="utf-8")
    with serving(run / "nginx.conf", port):
        yield port

"""What programs are answered, beside the bare work behind it.

`python -m bench.api`: a list of 100 items / the SQL of the same rows and `json.dumps`, in this
process, by processor time; one item / a bare JSON view of Pyramid, under the same server, with wrk
as the client. Medians of rounds in turn.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from pyramid.paster import get_app
from pyramid.router import Router
from sqlalchemy import Engine, create_engine, insert, select, text

from bench.laboratory import prepare_gallery, server, tell
from bench.thumbnails import requests_per_second, write_script
from bviewer.config.hosts import THIS_MACHINE
from bviewer.models import ApiToken, Gallery, Scope, now
from bviewer.security.tokens import digest, new_api_token
from tests.pictures import jpeg

FILES = 500
LISTED = 100
ROUNDS = 41
AT_A_TIME = 5


class Prepared(NamedTuple):
    """The application, the token of its owner, an album and an item in it."""

    ini: Path
    app: Router
    engine: Engine
    token: str
    album_id: str
    item_id: str


def prepare(folder: Path) -> Prepared:
    """A gallery with an album of some hundred photographs, and who asks for it."""
    library, content = folder / "library", jpeg(60, 40)
    (library / "album").mkdir(parents=True)
    for number in range(FILES):
        (library / "album" / f"IMG_{number:05}.jpg").write_bytes(content + number.to_bytes(4))
    ready = prepare_gallery(folder / "data", library, api_per_minute="100000000")
    app, token = get_app(str(ready.ini)), new_api_token()
    engine = create_engine(f"sqlite:///{next((folder / 'data').rglob('*.sqlite'))}")
    with engine.begin() as connection:
        gallery = connection.execute(select(Gallery.id, Gallery.owner_id)).one()
        connection.execute(
            insert(ApiToken).values(
                token_hash=digest(token),
                user_id=gallery.owner_id,
                gallery_id=gallery.id,
                label="bench",
                scope=Scope.READ,
                used_at=now(),
            )
        )
        found = connection.execute(text("SELECT album_id, id FROM image LIMIT 1")).one()
    return Prepared(ready.ini, app, engine, token, found.album_id, found.id)


def ask(app: Router, path: str, token: str) -> bytes:
    """Ask an application, without any server."""
    path, _, query = path.partition("?")
    headers: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_HOST": THIS_MACHINE}
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "REMOTE_ADDR": "127.0.0.1",
        **headers,
    }
    statuses: list[str] = []
    body = b"".join(app(environ, lambda status, _headers, *_: statuses.append(status)))
    assert statuses == ["200 OK"], (statuses, body)
    return body


def rows_as_json(engine: Engine, album_id: str) -> str:
    """Ask for the rows of a list, and write them as they are."""
    query = text(
        "SELECT id, kind, album_id, own_title, caption, path, time, offset_minutes, time_source,"
        " width, height, duration_ms, media_type, state, size, mtime_ns, hex(quick_hash) AS hash"
        " FROM image WHERE album_id = :album AND state <> 'missing' ORDER BY time, sort_key, id"
        " LIMIT :limit"
    )
    with engine.connect() as connection:
        rows = connection.execute(query, {"album": album_id, "limit": LISTED}).mappings()
        return json.dumps([dict(row) for row in rows], default=str)


def seconds(work: Callable[[], object]) -> float:
    """How long a few of these take."""
    started = time.process_time()
    for _ in range(AT_A_TIME):
        work()
    return time.process_time() - started


def medians(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """How long works take, in turn."""
    rounds = [{name: seconds(work) for name, work in works.items()} for _ in range(ROUNDS + 1)]
    return {name: statistics.median(each[name] for each in rounds[1:]) for name in works}


def works(prepared: Prepared) -> dict[str, Callable[[], object]]:
    """What is compared in this process."""
    of_album = f"/api/v1/items?album={prepared.album_id}&limit={LISTED}"
    of_all = f"/api/v1/items?limit={LISTED}"
    return {
        "bare": lambda: rows_as_json(prepared.engine, prepared.album_id),
        "items of an album": lambda: ask(prepared.app, of_album, prepared.token),
        "all items": lambda: ask(prepared.app, of_all, prepared.token),
    }


def members(folder: Path, prepared: Prepared) -> dict[str, float]:
    """Requests per second of a bare view, an item and an album, each as a part of the first."""
    token = {"Authorization": f"Bearer {prepared.token}", "Host": THIS_MACHINE}
    paths = {
        "one item": f"/api/v1/items/{prepared.item_id}",
        "one album": f"/api/v1/albums/{prepared.album_id}",
    }
    with server("bare") as (bare, _), server("gallery", str(prepared.ini)) as (gallery, _):
        runs = {"bare": (bare, write_script(folder / "bare.lua", ["/json"], {}))}
        for number, (name, path) in enumerate(paths.items()):
            runs[name] = (gallery, write_script(folder / f"{number}.lua", [path], token))
        rounds = [{name: requests_per_second(*run) for name, run in runs.items()} for _ in range(5)]
    return {name: statistics.median(each[name] / each["bare"] for each in rounds) for name in paths}


def main() -> None:
    """Measure and tell."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        prepared = prepare(folder)
        times, parts = medians(works(prepared)), members(folder, prepared)
    for name, value in times.items():
        print(f"{name}: {value / AT_A_TIME * 1000:.2f} ms")
    for name in ("items of an album", "all items"):
        ratio = times[name] / times["bare"]
        tell(f"{name} / bare SQL and json.dumps", ratio, 2.5, at_most=True)
    for name, part in parts.items():
        tell(f"{name}, of a bare JSON view", part, 0.3)


if __name__ == "__main__":
    main()

"""How fast a random show goes on, beside a bare Pyramid view that is posted to under the same
server.

`python -m bench.slideshow`. One waitress process each, wrk as the client: what the script of a show
sends, each for the next photograph of one show. With what a laptop has (SQLite, the set in a
table), and with PostgreSQL and the set in Redis. The bare view reads the number from a form, and
tells it as JSON; another one reads nothing. The rounds alternate, so that a noisy machine disturbs
all alike; and as the databases, Redis and wrk share its processors, the processor time of the web
process is told as well.
"""

import http.cookiejar
import re
import statistics
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import insert, select

from bench.laboratory import fill_gallery, server, tell
from bench.stack import ROUNDS, Round, Run, cost, measure, ratio
from bench.thumbnails import make_library
from bviewer.config.hosts import THIS_MACHINE
from bviewer.db.sessions import work_session
from bviewer.models import Image, Slideshow, SlideshowState, new_id
from bviewer.process.installation import Installation
from bviewer.process.project import open_project
from bviewer.slideshow.drawing import draw_slideshow
from tests import postgresql, redis

PHOTOGRAPHS = 100_000
BARE, IDLE = "bare view that reads a form", "bare view"
TABLE, REDIS = "SQLite", "PostgreSQL and Redis"
AT_LEAST = 0.25

SCRIPT = """
wrk.method = "POST"
wrk.headers["Cookie"] = "{cookies}"
wrk.headers["X-CSRF-Token"] = "{token}"
wrk.headers["Host"] = "{host}"
local number = -1
request = function()
  number = number + 1
  {request}
end
"""
GO_ON = 'return wrk.format(nil, "/showing?after=" .. number)'
SEND = """
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
  return wrk.format(nil, "/showing", nil, "after=" .. number)
"""
NOTHING = 'return wrk.format(nil, "/")'


class Browser(NamedTuple):
    """What a browser in which a show goes on sends with each request."""

    cookies: str
    token: str


def many_photographs(ini: Path) -> None:
    """Rows beside those of the library, without files: nobody asks for these."""
    with open_project(ini) as runtime, work_session(runtime.engine) as session:
        row = session.scalars(select(Image).limit(1)).one()
        values = {
            name: getattr(row, name)
            for name in [column.key for column in Image.__mapper__.column_attrs]
        }
        for start in range(0, PHOTOGRAPHS, 10_000):
            paths = [f"{start + number}.jpg" for number in range(10_000)]
            rows = [{**values, "id": new_id(), "path": path} for path in paths]
            session.execute(insert(Image), rows)


def begin(address: str, ini: Path) -> Browser:
    """A show of all photographs, which are drawn, as a browser begins it."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = f"{address}/slideshow"

    def token_at() -> str:
        text = opener.open(page).read().decode()
        found = re.search(r'name="csrf_token" value="(\w+)"', text)
        assert found is not None
        return found[1]

    choice = {"action": "begin", "photographs": "all", "seconds": "10"}
    form = urllib.parse.urlencode({**choice, "csrf_token": token_at()})
    opener.open(page, form.encode()).close()
    with open_project(ini) as runtime:
        with work_session(runtime.engine) as session:
            show_id = session.scalars(select(Slideshow.id)).one()
        draw_slideshow(runtime, show_id)
    return Browser("; ".join(f"{each.name}={each.value}" for each in jar), token_at())


def write_script(file: Path, request: str, browser: Browser) -> Path:
    """A script that makes wrk send these requests."""
    file.write_text(SCRIPT.format(request=request, host=THIS_MACHINE, **browser._asdict()))
    return file


def change(ini: Path, **settings: str) -> None:
    """Let an ini file say something else."""
    text = ini.read_text()
    for key, value in settings.items():
        line = re.compile(rf"^(\S+\.)?{key} = .*", re.MULTILINE)
        text = line.sub(
            lambda found, value=value: f"{found[0].partition(' = ')[0]} = {value}", text
        )
    ini.write_text(text)


@contextmanager
def shows(folder: Path) -> Iterator[dict[str, Run]]:
    """Servers, each with a script that goes on in a show; bare views get as much as they read."""
    library = make_library(folder / "library")
    with ExitStack() as stack:
        database = stack.enter_context(postgresql.running_server())
        queue = stack.enter_context(redis.running_server())
        database.execute("CREATE DATABASE bviewer")
        places = {
            TABLE: {},
            REDIS: {"url": database.url("bviewer"), "queue": queue.url(0)},
        }
        runs: dict[str, Run] = {}
        for number, (name, settings) in enumerate(places.items()):
            place = Installation(folder / str(number))
            place.create(library)
            change(place.ini, **settings)
            fill_gallery(place.ini, THIS_MACHINE)
            many_photographs(place.ini)
            address, process = stack.enter_context(server("gallery", str(place.ini)))
            browser = begin(address, place.ini)
            script = write_script(folder / f"{number}.lua", GO_ON, browser)
            runs[name] = Run(address, script, {"web": [process]})
            stack.callback(require_more, place.ini)
        address, process = stack.enter_context(server("bare"))
        for name, request in ((BARE, SEND), (IDLE, NOTHING)):
            script = write_script(folder / f"{name}.lua", request, browser)
            runs[name] = Run(address, script, {"web": [process]})
        yield runs


def require_more(ini: Path) -> None:
    """Raise RuntimeError if nothing was left: then wrk was told of the end again and again."""
    with open_project(ini) as runtime, work_session(runtime.engine) as session:
        if session.scalars(select(Slideshow.state)).one() != SlideshowState.BUILT:
            raise RuntimeError("the show had too few photographs")


def main() -> None:
    """Measure and tell."""
    with tempfile.TemporaryDirectory(prefix="bviewer-") as folder, shows(Path(folder)) as runs:
        rounds: dict[str, list[Round]] = {name: [] for name in runs}
        for _round in range(ROUNDS):
            for name, run in runs.items():
                rounds[name].append(measure(run))
    for name, measured in rounds.items():
        rate = statistics.median(each.rate for each in measured)
        print(f"{name}: {rate:.0f} requests/s, {cost(measured, 'web'):.0f} µs of the web process")
    for name in (TABLE, REDIS):
        for other in (BARE, IDLE):
            share = cost(rounds[other], "web") / cost(rounds[name], "web")
            print(f"next of a show, {name}, of a {other}, by processor time: {share:.3g}")
        tell(f"next of a show, {name}, of a {BARE}", ratio(rounds, name, BARE), AT_LEAST)


if __name__ == "__main__":
    main()

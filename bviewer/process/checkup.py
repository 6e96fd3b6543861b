"""All that an installation depends on, looked at once: each thing works, or there is a line that
says what to do.

Nothing is changed, and nothing is waited for long: what does not answer is told as that.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from bviewer.accounts.mail import MailNotSent, greet_server, send_mail
from bviewer.config.ini import read_settings
from bviewer.config.parsers import SQLITE_FILE
from bviewer.config.settings import CannotStart, Settings, SettingsError
from bviewer.db.engine import is_unmade, make_engine
from bviewer.db.schema import require_schema, revisions
from bviewer.db.sessions import reading_connection, reading_session
from bviewer.library.notifying import LIMITS
from bviewer.models import Album
from bviewer.process.health import ask_database, look_at_cache, look_at_library
from bviewer.process.health_checks import NO_ANSWER, Probe, answer_within
from bviewer.process.readers import first_closed, nginx_user
from bviewer.process.visiting import ask, judged
from bviewer.queue.presence import workers_of
from bviewer.queue.runtime import Runtime
from bviewer.security.redaction import one_line
from bviewer.sync.recognition import content_at, forbidden_folders, sample_files
from bviewer.tasks import make_runtime

PATIENCE = 15  # Seconds. A mail server may take ten to answer.
CLOCKS = 2  # Seconds by which two clocks may differ.
SCARCE = 500_000_000  # Bytes that a database needs to go on.
GIGABYTE = 1_000_000_000

Look = Callable[[], str]


class Finding(NamedTuple):
    """What was found about one thing: in a line, which says what to do unless it is well."""

    name: str
    is_well: bool
    text: str


class Ill(Exception):  # noqa: N818 - it is an answer.
    """Something is not as it should be; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What else than an installation whoever looks names: its address, and who gets a mail."""

    url: str | None = None
    mail: str | None = None


def known_settings(ini: Path) -> Settings:
    """Return the settings of an installation, as `read_settings` does; raises CannotStart if that
    waits for a disk."""
    try:
        return answer_within(PATIENCE, lambda: read_settings(ini))
    except TimeoutError as error:
        raise CannotStart([f"bviewer.library or bviewer.cache: the disk {error}"]) from error


def check_up(settings: Settings, asked: Asked) -> Iterator[Finding]:
    """Look at everything at once, and yield what was found, in order. The schema stays as it is."""
    engine = make_engine(settings)
    try:
        looks = looks_at(make_runtime(settings, engine), asked)
        probes = {name: Answer(look) for name, look in looks.items()}
        for probe in probes.values():
            probe.start()
        yield from each_cause_once(probe.finding(name) for name, probe in probes.items())
    except SettingsError as error:  # Of a queue that never will answer.
        yield from (Finding("queue", False, one_line(problem)) for problem in error.problems)
    finally:
        engine.dispose()


def each_cause_once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings; what is wrong for the cause of an earlier one says so."""
    first: dict[str, str] = {}
    for finding in findings:
        name = finding.name if finding.is_well else first.setdefault(finding.text, finding.name)
        is_told = name != finding.name
        yield finding._replace(text=f"as of the {name}, above") if is_told else finding


class Answer(Probe):
    """A look at one thing, and what it tells."""

    def __init__(self, look: Look) -> None:
        super().__init__(self._note)
        self._tell = look
        self._text = ""

    def finding(self, name: str) -> Finding:
        """Return what was found within some seconds."""
        fault = self.fault(PATIENCE)
        if fault == NO_ANSWER:
            fault = f"does not answer within {PATIENCE} seconds"
        return Finding(name, fault is None, one_line(self._text if fault is None else fault))

    def _note(self) -> None:
        try:
            self._text = self._tell()
        except SettingsError as error:
            raise Ill("; ".join(error.problems)) from error
        except DBAPIError as error:
            raise Ill(f"{error.orig}; is it running, and sqlalchemy.url right?") from error


def looks_at(runtime: Runtime, asked: Asked) -> Mapping[str, Look]:
    """Return what is looked at, by its name."""
    settings = runtime.settings
    looks: dict[str, Look] = {
        "database": partial(look_at_database, runtime),
        "queue": partial(look_at_queue, runtime),
        "workers": partial(look_at_workers, runtime),
        "cache": partial(look_at_room, runtime),
        "library": partial(look_at_photographs, runtime),
        "nginx": partial(look_at_nginx, runtime),
        "mail": partial(look_at_mail, settings, asked.mail),
        "proxy": partial(look_at_arrival, settings, asked.url),
        "clocks": partial(look_at_clocks, runtime),
        "decoders": look_at_decoders,
        "inotify": partial(look_at_inotify, runtime),
    }
    if settings.delivery != "nginx":
        del looks["nginx"]
    if not (settings.watch and LIMITS.exists()):
        del looks["inotify"]
    if is_unmade(settings):  # To ask for anything would make it.
        looks = {name: look for name, look in looks.items() if name not in {"library", "inotify"}}
    return looks


def look_at_database(runtime: Runtime) -> str:
    """Return which database there is, with which schema."""
    if is_unmade(runtime.settings):
        raise Ill("it is not made yet: run bviewer migrate INI, or bviewer serve")
    ask_database(runtime.engine)
    require_schema(runtime.engine)
    with reading_connection(runtime.engine) as connection:
        version = ".".join(map(str, connection.dialect.server_version_info or ()))
    name = "PostgreSQL" if runtime.engine.dialect.name == "postgresql" else "SQLite"
    return f"{name} {version}, schema {revisions()[-1]}"


def look_at_queue(runtime: Runtime) -> str:
    """Return how many tasks wait; tasks that failed are to be looked at."""
    runtime.queue.require()
    waiting, failed = runtime.queue.length(), len(runtime.queue.failed())
    if failed:
        raise Ill(
            f"{failed:,} tasks failed: bviewer site INI status says why, and retry tries again"
        )
    return f"{waiting:,} tasks wait"


def look_at_workers(runtime: Runtime) -> str:
    """Return who was seen to work within the last minute."""
    workers = workers_of(runtime.queue)
    if not workers:
        raise Ill("none was seen: nothing new is shown until bviewer worker INI runs")
    return ", ".join(f"{worker.processes} at {worker.machine}" for worker in workers)


def look_at_room(runtime: Runtime) -> str:
    """Return how much room there is for the cache, and for a database that is a file."""
    look_at_cache(runtime)
    free = shutil.disk_usage(runtime.settings.cache).free
    text = f"{free / GIGABYTE:.1f} GB free at {runtime.settings.cache}"
    for url in (runtime.settings.database_url, runtime.settings.queue):
        if url.startswith(SQLITE_FILE):
            place = Path(url.removeprefix(SQLITE_FILE)).parent
            if (left := shutil.disk_usage(place).free) < SCARCE:
                raise Ill(f"{left / GIGABYTE:.1f} GB free at {place}: make room for the database")
    return text


def look_at_photographs(runtime: Runtime) -> str:
    """Return where the photographs are, if this user can read them."""
    look_at_library(runtime)
    files = sample_files(runtime.library)
    closed = [path for path in files if content_at(runtime.library, path) is None]
    if closed:
        raise Ill(f"{closed[0]} and others cannot be read by this user: see setfacl in deploy.md")
    text = f"{runtime.settings.library}, of which {len(files)} files were read"
    if folders := forbidden_folders(runtime.library):
        text += f"; this user may not list {folders[0]}: see setfacl in deploy.md"
        if not files:
            raise Ill(text)
    return text


def look_at_nginx(runtime: Runtime) -> str:
    """Return who sends the files, if that user may read them."""
    reader = nginx_user()
    if reader is None:
        raise Ill("there is no user www-data or nginx here who could send files")
    root, cache = runtime.library.root, runtime.settings.cache
    files = [root / path for path in sample_files(runtime.library)]
    folders = {root, *(file.parent for file in files)}
    images = [folder for folder in (cache, cache / "images") if folder.exists()]
    if closed := first_closed(reader, [*sorted(folders), *images], files):
        raise Ill(f"{reader.name} may not read {closed}: see setfacl, and groups, in deploy.md")
    return f"{reader.name} may read {len(files)} of the photographs, and the cache"


def look_at_mail(settings: Settings, address: str | None) -> str:
    """Return whether a mail server takes mail, and send one if an address is named."""
    if not settings.mail_host:
        if address is not None:
            raise Ill("mail.host is not set, so nothing can be sent")
        return "none is sent, as mail.host is not set"
    server = f"{settings.mail_host}:{settings.mail_port}"
    try:
        if address is None:
            greet_server(settings)
            return f"{server} answers; --mail ADDRESS sends one"
        send_mail(settings, address, "bviewer doctor", "Mail of this gallery arrives.\n")
    except MailNotSent as error:
        raise Ill(f"{error}; look at the settings mail.*") from error
    return f"{server} took one to {address}"


def look_at_arrival(settings: Settings, url: str | None) -> str:
    """Return how requests arrive from a gallery's address, if that is named."""
    if url is None:
        named = ", ".join(map(str, settings.trusted_proxy)) or "nobody"
        return f"bviewer.trusted_proxy names {named}; --url ADDRESS tells how requests arrive"
    try:
        return judged(url, ask(url, settings.secret))
    except OSError as error:
        raise Ill(f"{url} cannot be reached: {error}") from error


def look_at_clocks(runtime: Runtime) -> str:
    """Return whether the clocks of database and disks agree with this machine's."""
    with tempfile.TemporaryFile(dir=runtime.settings.cache) as file:
        file.write(b"now")
        file.flush()
        written = os.fstat(file.fileno()).st_mtime
    off = {"the cache's disk": written - time.time()}
    if runtime.engine.dialect.name == "postgresql":
        with reading_connection(runtime.engine) as connection:
            told = connection.execute(select(func.clock_timestamp())).scalar_one()
        off["the database"] = told.timestamp() - time.time()
    files = sample_files(runtime.library).values()
    latest = max((file.ctime_ns for file in files), default=0) / 10**9
    off["the library's disk"] = max(latest - time.time(), 0)  # When it is now, nobody knows.
    for name, seconds in off.items():
        if abs(seconds) > CLOCKS:
            raise Ill(
                f"the clock of {name} is {seconds:+.0f} seconds from this machine's: set both"
            )
    return f"those of {', '.join(off)} agree with this machine's"


def look_at_decoders() -> str:
    """Return what decodes pictures and clips, by name and version."""
    from bviewer.library.decoder_versions import decoder_versions  # noqa: PLC0415 - it takes long.

    return ", ".join(f"{name} {version}" for name, version in decoder_versions().items())


def look_at_inotify(runtime: Runtime) -> str:
    """Return how many folders the system would watch, if that is enough for those known."""
    limit = int((LIMITS / "max_user_watches").read_text())
    with reading_session(runtime.engine) as session:
        query = select(func.count()).select_from(Album).where(Album.folder.is_not(None))
        folders = session.scalars(query).one()
    if folders > limit // 2:  # Others watch, too.
        raise Ill(
            f"{folders:,} folders, and {limit:,} can be watched: put "
            f"fs.inotify.max_user_watches = {4 * folders} into /etc/sysctl.d/bviewer.conf"
        )
    return f"{limit:,} folders can be watched, and {folders:,} are known"

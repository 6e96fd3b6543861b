"""`bviewer doctor`: each thing is well, or there is a line that says what to do."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import text

from bviewer.process import checkup, readers, visiting
from bviewer.process.arrival import HEADER, Arrival, is_pass
from bviewer.process.project import open_project
from bviewer.queue.presence import Presence
from bviewer.queue.task import Priority
from tests.smtp import mail_server, mail_settings
from tests.unit.settings import SECRET
from tests.unprivileged import reachable_folder

WELL = ["settings", "database", "queue", "workers", "cache", "library", "mail", "proxy", "clocks"]


@pytest.fixture
def served(gallery, monkeypatch, tmp_path):
    """An installation with a real queue, and somebody who works for it."""
    monkeypatch.setattr(checkup, "LIMITS", tmp_path / "inotify")
    (tmp_path / "inotify").mkdir()
    (tmp_path / "inotify/max_user_watches").write_text("6\n")
    configure(gallery)
    with open_project(gallery.ini) as runtime:
        Presence(runtime.queue, 2).say()
    return gallery


def configure(gallery, **changes):
    gallery.configure(**{"bviewer.queue": f"sqlite:///{gallery.folder}/queue.sqlite", **changes})


def told(gallery, *arguments, status=0):
    """What is told of each thing, by its name; what is wrong begins with a !."""
    result = gallery.run("doctor", *arguments)
    assert result.exit_code == status, result.output
    assert result.stderr == ""
    secret = gallery.ini.read_text().partition("bviewer.secret = ")[2].partition("\n")[0]
    assert secret
    assert secret not in result.output
    lines = {}
    for line in result.output.splitlines():
        head, _colon, words = line.partition(": ")
        is_well, name = head.split()
        assert is_well in {"ok", "WRONG"}
        lines[name] = words if is_well == "ok" else f"!{words}"
    return lines


def test_all_is_well(served):
    lines = told(served)
    assert list(lines) == [*WELL, "decoders", "inotify"]
    assert lines["settings"] == str(served.ini)
    assert lines["database"].startswith("SQLite 3.")
    assert lines["queue"] == "0 tasks wait"
    assert lines["workers"].startswith("2 at ")
    assert lines["library"] == f"{served.library}, of which 2 files were read"
    assert lines["mail"] == "none is sent, as mail.host is not set"
    assert "bviewer.trusted_proxy names nobody" in lines["proxy"]
    assert "HEIF by libheif 1." in lines["decoders"]
    assert lines["inotify"] == "6 folders can be watched, and 3 are known"


def test_what_is_wrong_is_told_with_what_to_do(served, monkeypatch, tmp_path):
    with open_project(served.ini) as runtime:
        queue = runtime.queue
        claim = queue.claims.new("render_image", ("x",), Priority.VISITOR)
        queue.claims.hold("render_image:x", claim._replace(failure="RuntimeError: no glue left"))
        with runtime.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        for key in [key for key in queue.claims.all_held() if key.startswith("worker:")]:
            queue.claims.release(key)
    served.library.rename(tmp_path / "elsewhere")
    (tmp_path / "inotify/max_user_watches").write_text("5")
    monkeypatch.setattr(checkup, "SCARCE", 2**62)
    monkeypatch.setattr(checkup, "CLOCKS", -1)
    configure(
        served, **{"mail.host": "127.0.0.1", "mail.port": "1", "mail.default_sender": "a@b.c"}
    )
    lines = told(served, "--url", "http://localhost:1", status=1)
    assert (
        lines["database"] == "!sqlalchemy.url: the schema is an older one; run bviewer migrate INI"
    )
    assert lines["queue"].startswith("!1 tasks failed: bviewer site INI status says why")
    assert lines["workers"].startswith("!none was seen: ")
    assert "make room for the database" in lines["cache"]
    assert lines["library"].startswith("![Errno 2] No such file or directory")
    assert lines["mail"].startswith("!127.0.0.1 takes no mail: [Errno 111] Connection refused")
    assert lines["proxy"].startswith("!http://localhost:1 cannot be reached: [Errno 111]")
    assert "from this machine's: set both" in lines["clocks"]
    assert "put fs.inotify.max_user_watches = 12 into" in lines["inotify"]
    assert lines["decoders"][0] != "!"


def test_settings_that_are_wrong_are_all_that_is_told(served):
    text = served.ini.read_text()
    served.ini.write_text(text.replace("bviewer.cache =", "bviewer.cash ="))
    result = served.run("doctor")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "WRONG settings: bviewer.cash: is not a setting of bviewer",
        "WRONG settings: bviewer.cache: is missing",
    ]


def test_a_disk_that_settings_wait_for_is_given_up(served, monkeypatch):
    end = threading.Event()
    monkeypatch.setattr(checkup, "PATIENCE", 0.2)
    monkeypatch.setattr(checkup, "read_settings", lambda _ini: end.wait())
    result = served.run("doctor")
    end.set()
    assert result.exit_code == 1
    assert result.stdout == (
        "WRONG settings: bviewer.library or bviewer.cache: the disk does not answer\n"
    )


def test_folders_that_are_missing_are_no_traceback(served, tmp_path):
    places = {"bviewer.cache": f"{tmp_path}/no", "sqlalchemy.url": f"sqlite:///{tmp_path}/no/b"}
    configure(served, **places)
    lines = told(served, status=1)
    wrong = {name for name, words in lines.items() if words.startswith("!")}
    assert wrong == {"database", "cache", "clocks"}
    configure(served, **{"bviewer.queue": f"sqlite:///{tmp_path}/no/queue.sqlite"})
    assert told(served, status=1)["queue"] == "!bviewer.queue: unable to open database file"


def test_passwords_are_nobodys_business(served):
    configure(served, **{"bviewer.queue": "redis://:open-sesame@127.0.0.1:1/0"})
    assert "open-sesame" not in served.run("doctor").output


def test_what_does_not_answer_is_given_up(served, monkeypatch):
    """As a disk on the network that is gone; all else is told nevertheless."""
    end = threading.Event()
    monkeypatch.setattr(checkup, "PATIENCE", 1)
    monkeypatch.setattr(checkup, "sample_files", lambda _library: end.wait())
    lines = told(served, status=1)
    end.set()
    assert {name for name, words in lines.items() if words.startswith("!")} == {"library", "clocks"}
    assert lines["library"] == "!does not answer within 1 seconds"


def test_a_database_that_is_away_is_told_once(served):
    url = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    configure(served, **{"sqlalchemy.url": url})
    lines = told(served, status=1)
    assert "is it running, and sqlalchemy.url right?" in lines["database"]
    again = {name for name, words in lines.items() if words == "!as of the database, above"}
    assert again == {"clocks", "inotify"}


def test_a_database_that_is_not_made_is_not_made(served):
    (served.folder / "bviewer.sqlite").unlink()
    assert told(served, status=1)["database"].startswith("!it is not made yet: run bviewer migrate")
    assert not (served.folder / "bviewer.sqlite").exists()


def test_a_mail_is_sent_if_somebody_is_to_get_it(served):
    assert told(served, "--mail", "b@example.org", status=1)["mail"].startswith("!mail.host is not")
    with mail_server() as server:
        configure(served, **mail_settings(server))
        assert "answers; --mail ADDRESS sends one" in told(served)["mail"]
        assert server.inbox == []
        assert told(served, "--mail", "b@example.org")["mail"].endswith(
            " took one to b@example.org"
        )
        (mail,) = server.inbox
        assert mail.recipients == ["b@example.org"]


def test_whoever_sends_files_must_be_able_to_read_them(served, monkeypatch, tmp_path):
    with reachable_folder() as folder:
        (tmp_path / "nginx.conf").write_text("# user root;\nuser nobody nogroup;\n")
        monkeypatch.setattr(readers, "NGINX", tmp_path / "nginx.conf")
        for name in ("library", "cache"):
            (served.folder / name).rename(folder / name)
        changes = {f"bviewer.{name}": str(folder / name) for name in ("library", "cache")}
        configure(served, **changes, **{"bviewer.delivery": "nginx"})
        for path in folder.rglob("*"):
            path.chmod(0o755)
        lines = told(served)
        assert lines["nginx"] == "nobody may read 2 of the photographs, and the cache"
        (folder / "library/rome").chmod(0o750)
        assert told(served, status=1)["nginx"].startswith(
            f"!nobody may not read {folder}/library/rome: see setfacl"
        )


def test_folders_that_nobody_here_may_list_are_told(served, monkeypatch):
    """Somebody may have closed one on purpose; but not all that there is."""
    monkeypatch.setattr(checkup, "forbidden_folders", lambda _library: ["rome", "oslo"])
    told_of = "this user may not list rome: see setfacl in deploy.md"
    assert told(served)["library"] == f"{served.library}, of which 2 files were read; {told_of}"
    monkeypatch.setattr(checkup, "sample_files", lambda _library: {})
    line = told(served, status=1)["library"]
    assert line == f"!{served.library}, of which 0 files were read; {told_of}"


# How requests arrive.


class Gallery(BaseHTTPRequestHandler):
    """Answers as `/healthz` of a gallery does, to which requests arrive in some way."""

    secret = SECRET
    arrival: dict[str, str]
    says: bytes | None = None

    def do_GET(self) -> None:
        assert self.path == "/photos/healthz"
        assert is_pass(self.secret, self.headers[HEADER])
        seen = {"scheme": "http", "host": self.headers["Host"], "address": "192.0.2.1"}
        arrival = Arrival(**seen | self.arrival)
        self.send_response(302 if self.says == b"" else 200)
        if self.says == b"":
            self.send_header("Location", "https://elsewhere.test/")
        self.end_headers()
        told = json.dumps(arrival._asdict()).encode()
        self.wfile.write(b"ok\n" + told if self.says is None else self.says)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.mark.parametrize(
    ("arrival", "says", "words"),
    [
        ({}, None, "requests arrive as http://127.0.0.1:"),
        ({"scheme": "https"}, None, "!http arrives as https: let the proxy send X-Forwarded-Proto"),
        ({"host": "127.0.0.1:6543"}, None, "!127.0.0.1:"),
        ({"address": visiting.CLAIMED}, None, "!visitors may claim any address: let the proxy"),
        ({}, b"ok", "!status 200: what answers there is no bviewer with these settings"),
        ({}, b"ok\n[1, 2]", "!status 200: what answers there is no bviewer with these settings"),
        ({}, b"\xff\xfe\n", "!status 200: what answers there is no bviewer with these settings"),
        ({}, b"", "!it leads on to https://elsewhere.test/: ask there"),
    ],
)
def test_how_requests_arrive_is_told(served, monkeypatch, arrival, says, words):
    monkeypatch.setattr(Gallery, "arrival", arrival, raising=False)
    monkeypatch.setattr(Gallery, "says", says)
    with ThreadingHTTPServer(("127.0.0.1", 0), Gallery) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/photos/"
        lines = told(served, "--url", url, status=int(words.startswith("!")))
        server.shutdown()
    assert lines["proxy"].startswith(words)


def test_an_address_that_is_none_is_told(served):
    for url in ("photos.example.org", "ftp://photos.example.org", "http://"):
        assert "is no address such as https" in told(served, "--url", url, status=1)["proxy"]


def test_nobody_claims_an_address_where_that_is_believed(monkeypatch):
    """On this machine, whoever asks may be a proxy itself."""
    sent = []
    monkeypatch.setattr(visiting, "connect", lambda *_: Recorder(sent))
    for url in ("http://localhost", "https://photos.example.org"):
        with pytest.raises(visiting.NotArrived):
            visiting.ask(url, SECRET)
    assert ["X-Forwarded-For" in headers for headers in sent] == [False, True]


class Recorder:
    """A connection that keeps what is asked by it."""

    status = 200

    def __init__(self, sent: list[dict[str, str]]) -> None:
        self.sent = sent

    def request(self, _method: str, _path: str, headers: dict[str, str]) -> None:
        self.sent.append(headers)

    def getresponse(self) -> "Recorder":
        return self

    def getheader(self, _name: str) -> None:
        return None

    def read(self, _most: int) -> bytes:
        return b""

    def close(self) -> None:
        """There is nothing to close."""

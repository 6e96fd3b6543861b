"""The units of systemd: understood by it, in step with the ini file, and with few rights."""

import ipaddress
import re
import shutil
import subprocess
import sys
from pathlib import Path

import plaster
import pytest
from click import Context
from pyramid.scripts.pserve import PServeCommand

from bviewer.cli import commands
from bviewer.config.settings import Settings
from bviewer.process.keeper import STOP_TIMEOUT
from bviewer.queue.worker import GRACE
from tests.nginx import DEPLOY
from tests.processes import ROOT

UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
BIN = "/opt/bviewer/bin/"
INI = "/etc/bviewer/production.ini"
GUIDE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
MEBIBYTES = {"M": 1, "G": 1024}

# All that our units use; whatever else there may be is a misspelling until it is added here.
KNOWN = {
    "Unit": {
        *("Description", "PartOf", "After", "Wants", "StartLimitIntervalSec"),
    },
    "Service": {
        *("Type", "User", "Group", "UMask", "ExecStart", "KillSignal", "KillMode"),
        *("TimeoutStopSec", "Restart", "RestartSec", "RuntimeDirectory", "RuntimeDirectoryMode"),
        *("CacheDirectory", "CacheDirectoryMode", "StateDirectory", "StateDirectoryMode"),
        *("ProtectSystem", "ReadOnlyPaths", "ReadWritePaths", "ProtectHome", "PrivateTmp"),
        *("PrivateDevices", "RestrictAddressFamilies", "IPAddressDeny", "IPAddressAllow"),
        *("MemoryHigh", "MemoryMax", "OOMPolicy", "TasksMax", "LimitNOFILE", "CPUWeight"),
        *("IOWeight", "NoNewPrivileges", "CapabilityBoundingSet", "AmbientCapabilities"),
        *("ProtectKernelTunables", "ProtectKernelModules", "ProtectKernelLogs"),
        *("ProtectControlGroups", "ProtectClock", "ProtectHostname", "ProtectProc"),
        *("RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID", "LockPersonality"),
        *("PrivateUsers", "ProcSubset"),
        *("RemoveIPC", "SystemCallArchitectures", "SystemCallFilter", "SystemCallErrorNumber"),
    },
    "Install": {"WantedBy"},
}

HARDENING = {
    "User": "bviewer",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "PrivateUsers": "yes",
    "ProtectProc": "invisible",
    "ProcSubset": "pid",
    "IPAddressDeny": "any",
    "IPAddressAllow": "localhost",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "AmbientCapabilities": "",
    "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes",
    "SystemCallArchitectures": "native",
}

Unit = dict[str, dict[str, list[str]]]


def parse(file: Path) -> Unit:
    """Sections, keys and their values in order; systemd itself overlooks what it does not know."""
    unit: Unit = {}
    section = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            section = heading[1]
            unit[section] = {}
            continue
        key, equals, value = line.partition("=")
        assert equals, f"{file.name}: {line!r} is no assignment"
        assert key in KNOWN[section], f"{file.name}: unknown {key} in [{section}]"
        unit[section].setdefault(key, []).append(value)
    return unit


def single(unit: Unit, key: str) -> str:
    """The one value of a key of a service."""
    (value,) = unit["Service"][key]
    return value


@pytest.fixture(scope="module")
def settings() -> Settings:
    ini = plaster.get_settings(str(ROOT / "production.ini"), "app:main")
    return Settings.from_ini({**ini, "bviewer.secret": "0123456789abcdef0123456789abcdef"})


@pytest.fixture(params=SERVICES, ids=lambda file: file.name)
def service(request: pytest.FixtureRequest) -> Unit:
    return parse(request.param)


@pytest.fixture(scope="module")
def web() -> Unit:
    return parse(DEPLOY / "systemd" / "bviewer-web@.service")


@pytest.fixture(scope="module")
def worker() -> Unit:
    return parse(DEPLOY / "systemd" / "bviewer-worker.service")


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_every_section_and_key_is_known(file: Path):
    unit = parse(file)
    assert unit.keys() <= KNOWN.keys()
    assert unit["Unit"]["Description"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="our own parser has to do")
def test_systemd_understands_every_unit(tmp_path: Path):
    for file in UNITS:
        # systemd wants to see the programs that it is to start.
        text = file.read_text(encoding="utf-8").replace(BIN, f"{Path(sys.executable).parent}/")
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    instances = [tmp_path / file.name.replace("@", "@1") for file in UNITS]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=yes", *instances],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_rights_are_kept_to_the_least(service: Unit):
    assert {key: single(service, key) for key in HARDENING} == HARDENING
    assert service["Service"]["SystemCallFilter"] == ["@system-service", "~@privileged"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="only systemd can tell")
def test_systemd_finds_little_that_is_open(tmp_path: Path):
    """Of 10, where 10 is a service without limits; what is left, both need: sockets and files."""
    for name in ("bviewer-web@.service", "bviewer-worker.service"):
        unit = shutil.copy(DEPLOY / "systemd" / name, tmp_path)
        done = subprocess.run(
            ["systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=12", unit],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_library_is_read_only_and_the_cache_is_not(service: Unit, settings: Settings):
    assert single(service, "ReadOnlyPaths") == f"-{settings.library}"
    writable = single(service, "ReadWritePaths").split()
    assert writable == [str(settings.cache), "/var/lib/bviewer"]
    assert f"/var/cache/{single(service, 'CacheDirectory')}" == str(settings.cache)
    assert f"/var/lib/{single(service, 'StateDirectory')}" in writable


def test_a_web_process_serves_the_ini_under_the_number_of_its_instance(web: Unit):
    program, *arguments = single(web, "ExecStart").split()
    assert program == f"{BIN}pserve"
    parsed = PServeCommand.parser.parse_args([part.replace("%i", "7") for part in arguments])
    assert (parsed.config_uri, parsed.config_vars) == (INI, ["instance=7"])
    loader = plaster.get_loader(str(ROOT / "production.ini"), protocols=["wsgi"])
    server = loader.get_settings("server:main", {"instance": "7"})
    assert server["unix_socket"] == "/run/bviewer/7/web.sock"
    assert single(web, "RuntimeDirectory").replace("%i", "7") == "bviewer/7"


def test_the_worker_is_a_command_of_bviewer(worker: Unit):
    program, name, *arguments = single(worker, "ExecStart").split()
    assert program == f"{BIN}bviewer"
    command = commands.get_command(Context(commands), name)
    assert command is not None
    context = command.make_context(name, arguments)
    assert str(context.params["ini"]) == INI
    assert context.params["workers"] >= 1


def test_workers_have_memory_for_every_photograph_at_hand(worker: Unit, settings: Settings):
    *_, workers = single(worker, "ExecStart").split()
    limit = single(worker, "MemoryMax")
    most = int(limit[:-1]) * MEBIBYTES[limit[-1]]
    assert most >= int(workers) * settings.job_memory_mb + 512
    # The kernel's choice of one decoder must not end all workers.
    assert single(worker, "OOMPolicy") == "continue"


def test_stopping_waits_longer_than_jobs_and_requests_do(web: Unit, worker: Unit):
    assert (single(web, "KillSignal"), single(worker, "KillSignal")) == ("SIGINT", "SIGTERM")
    assert single(worker, "KillMode") == "mixed"
    assert int(single(worker, "TimeoutStopSec")) > 2 * GRACE
    assert int(single(web, "TimeoutStopSec")) > STOP_TIMEOUT


def test_whoever_lets_workers_fetch_pictures_lets_them_reach_nobody_near_by(settings: Settings):
    assert not settings.video_pictures
    section = GUIDE.partition("### Pictures of videos\n")[2].partition("\n### ")[0]
    reset, denied = re.findall(r"^IPAddressDeny=(.*)$", section, re.MULTILINE)
    assert reset == ""
    named = {"link-local", "multicast"}
    assert named <= set(denied.split())
    networks = [ipaddress.ip_network(word) for word in set(denied.split()) - named]
    for address in ("10.1.2.3", "100.64.0.1", "172.31.0.1", "192.168.1.1", "fd12::1"):
        assert any(ipaddress.ip_address(address) in network for network in networks), address


def test_the_target_starts_what_belongs_to_it():
    wanted = parse(DEPLOY / "systemd" / "bviewer.target")["Unit"]["Wants"][0].split()
    templates = {re.sub(r"@\d+", "@", name) for name in wanted}
    assert templates == {file.name for file in SERVICES}
    for file in SERVICES:
        unit = parse(file)
        assert unit["Unit"]["PartOf"] == unit["Install"]["WantedBy"] == ["bviewer.target"]

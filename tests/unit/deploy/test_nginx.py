"""The shipped configuration of nginx: accepted by nginx, and in step with bviewer's own rules."""

import re
import shutil
from pathlib import Path

import plaster
import pytest

from bviewer.config.settings import KEYS
from bviewer.delivery.audience import (
    LIBRARY_PREFIX,
    RENDITION_PREFIX,
    cache_control,
)
from tests.nginx import DEPLOY, Ports, check, render

ROOT = DEPLOY.parent
LOCATION = re.compile(r"^location \^~ (/_bv/\S+) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
APPLICATIONS = ["unix:/run/bviewer/1/web.sock", "unix:/run/bviewer/2/web.sock"]


@pytest.fixture
def configuration(tmp_path: Path) -> Path:
    for name in ("library", "cache"):
        (tmp_path / name).mkdir()
    return render(tmp_path, tmp_path / "library", tmp_path / "cache", APPLICATIONS, Ports())


@pytest.fixture(scope="module")
def locations() -> dict[str, str]:
    text = (DEPLOY / "nginx" / "gallery.conf").read_text(encoding="utf-8")
    return dict(LOCATION.findall(text))


@pytest.fixture(scope="module")
def ini() -> dict[str, str]:
    return dict(plaster.get_settings(str(ROOT / "production.ini"), "app:main"))


def test_nginx_accepts_it_without_a_warning(configuration: Path):
    said = check(configuration)
    assert "test is successful" in said
    warnings = [line for line in said.splitlines() if "[warn]" in line]
    # nginx 1.25.1 and newer know another way, and older ones only this.
    assert all('"listen ... http2" directive is deprecated' in line for line in warnings)


def test_nginx_accepts_it_among_what_debian_has_around_it(configuration: Path):
    """Debian's main file sets some of the same things for all servers."""
    around = "ssl_protocols TLSv1.2;\nssl_prefer_server_ciphers on;\ngzip on;\ntcp_nopush on;\n"
    around += "sendfile on;\ndefault_type application/octet-stream;\n"
    text = configuration.read_text().replace("include bviewer.conf;", f"{around}include sites/*;")
    (configuration.parent / "sites").mkdir()
    shutil.move(configuration.parent / "bviewer.conf", configuration.parent / "sites" / "bviewer")
    configuration.write_text(text)
    assert "test is successful" in check(configuration)


def test_there_is_a_location_for_each_class_of_readers_and_no_other(locations: dict[str, str]):
    assert locations.keys() == {*RENDITION_PREFIX.values(), *LIBRARY_PREFIX.values()}


def test_each_location_is_internal_and_says_who_may_keep_a_file(locations: dict[str, str]):
    said = cache_control(int(KEYS["public_max_age"][2] or 0))
    caching = {
        prefix: said[audience]
        for prefixes in (RENDITION_PREFIX, LIBRARY_PREFIX)
        for audience, prefix in prefixes.items()
    }
    for prefix, body in locations.items():
        lines = [line.strip() for line in body.splitlines()]
        assert lines[0] == "internal;"
        assert f'add_header Cache-Control "{caching[prefix]}";' in lines
        assert "include bviewer/file.conf;" in lines


def test_the_folders_are_those_of_the_ini(locations: dict[str, str], ini: dict[str, str]):
    for prefix, body in locations.items():
        is_original = prefix in LIBRARY_PREFIX.values()
        folder = ini["bviewer.library" if is_original else "bviewer.cache"]
        assert re.findall(r"alias (\S+);", body) == [f"{folder}/"]
        assert re.findall(r"disable_symlinks on from=(\S+);", body) == [f"{folder}/"]


def test_each_upstream_is_where_the_units_listen(ini: dict[str, str]):
    target = (DEPLOY / "systemd" / "bviewer.target").read_text(encoding="utf-8")
    instances = re.findall(r"bviewer-web@(\d+)\.service", target)
    wanted = []
    for instance in instances:
        loader = plaster.get_loader(str(ROOT / "production.ini"), protocols=["wsgi"])
        server = loader.get_settings("server:main", {"instance": instance})
        wanted.append(f"unix:{server['unix_socket']}")
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    upstreams = dict(re.findall(r"^upstream (\w+) {(.*?)^}", site, re.MULTILINE | re.DOTALL))
    servers = {
        name: re.findall(r"^ +server (\S+) max_fails=0", upstream, re.MULTILINE)
        for name, upstream in upstreams.items()
    }
    # It compares one password of strangers at a time: the other processor is for pages.
    assert servers.pop("bviewer_sign_in") == wanted[:1]
    assert len(servers) == 2
    assert wanted == APPLICATIONS
    assert all(each == wanted for each in servers.values())


def test_nginx_gives_up_an_idle_connection_before_the_web_process_does():
    loader = plaster.get_loader(str(ROOT / "production.ini"), protocols=["wsgi"])
    server = loader.get_settings("server:main", {"instance": "1"})
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    (seconds,) = re.findall(r"keepalive_timeout (\d+)s;", site)
    assert int(seconds) < int(server["channel_timeout"])


def test_every_value_to_change_is_marked():
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    unmarked = [
        line for line in site.splitlines() if "example.org" in line and "CHANGE" not in line
    ]
    assert not unmarked

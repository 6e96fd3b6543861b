"""The description is kept: whatever schemathesis sends, with tokens of everybody, is answered as is
written there, and by no fault of ours."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bviewer.access.grants import grant
from bviewer.accounts.users import find_user, make_operator
from bviewer.models import Gallery, Scope
from tests.functional.api.reaching import reached
from tests.rows import copy_rows
from tests.site import HOST, Site

CHECKS = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
    *("response_headers_conformance", "response_schema_conformance"),
)
SEED = "15"
LONG = 600  # Seconds, after which something hangs.

# Whose token, and what it is good for; none at all, and one for an album alone.
PEOPLE = {
    "stranger": None,
    "viewer": Scope.READ,
    "viewer with all": Scope.MANAGE,
    "owner who reads": Scope.READ,
    "owner who writes": Scope.WRITE,
    "owner": Scope.MANAGE,
    "owner in one album": Scope.MANAGE,
    "operator": Scope.MANAGE,
}


@pytest.fixture
def house(tmp_path: Path, empty: Path, one_gallery: Path, each_kind: Path) -> Iterator[Site]:
    """Albums of each kind, `viewer` who was let into one, and an operator."""
    site = Site(tmp_path, empty)
    copy_rows(one_gallery / "bviewer.sqlite", site.runtime.engine)
    site.copy(each_kind)
    site.add_user("viewer")
    site.add_user("operator")
    closed = site.album("priv").id
    with site.session() as session:
        grant(session, find_user(session, "viewer"), session.get_one(Gallery, 1), closed)
        make_operator(session, find_user(session, "operator"))
    yield site
    site.close()


def attack(site: Site, name: str, phases: str, examples: int) -> str:
    """Let schemathesis ask with somebody's token; returns what it says."""
    scope, person = PEOPLE[name], name.partition(" ")[0]
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"http://{HOST}/api/v1/openapi.json"),
        *("--checks", ",".join(CHECKS), "--phases", phases, "--max-examples", str(examples)),
        *("--seed", SEED, "--generation-database", "none", "--continue-on-failure"),
        *("--warnings", "off", "--no-color", "--request-timeout", "60"),
    ]
    if scope is not None:
        bound = site.album("open").id if "one album" in name else None
        token = site.program(person, scope, bound).extra_environ["HTTP_AUTHORIZATION"]
        command += ["--header", f"Authorization: {token}"]
    with reached(site.app) as proxy:
        done = subprocess.run(
            command,
            cwd=site.library.parent,  # It leaves notes where it runs.
            env={**os.environ, "http_proxy": proxy},
            capture_output=True,
            text=True,
            timeout=LONG,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
    return done.stdout


def test_each_endpoint_answers_as_described(house: Site) -> None:
    said = attack(house, "owner", "fuzzing", 1)
    asked = re.search(r"(\d+) selected / (\d+) total", said)
    assert asked is not None
    assert 90 < int(asked[1]) == int(asked[2])


@pytest.mark.soak
@pytest.mark.parametrize("name", PEOPLE)
def test_whatever_is_sent_is_answered_as_described(house: Site, name: str) -> None:
    attack(house, name, "fuzzing", 5)


@pytest.mark.soak
def test_every_limit_is_kept_as_described(house: Site) -> None:
    attack(house, "owner", "coverage", 1)


@pytest.mark.soak
@pytest.mark.parametrize("name", ["viewer", "owner", "operator"])
def test_what_answers_lead_to_is_answered_as_described(house: Site, name: str) -> None:
    attack(house, name, "stateful", 30)

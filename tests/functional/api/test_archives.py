"""Archives as programs ask for them: what is in one for whom, and who may end it."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from webtest import TestApp

from bviewer.archive.asking import MOST_OF_ONE
from bviewer.models import Scope, Visibility
from bviewer.security.visitor import ShareOption
from tests.functional.api.asking import ask, each_kind_opened, form_token
from tests.functional.stacks import everywhere, in_a_soak
from tests.functional.test_shares import follow, link_to
from tests.pictures import jpeg
from tests.site import Site
from tests.stack import Stack

pytestmark = [everywhere, in_a_soak]
NOBODY = "A" * 12


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, database: Stack, one_gallery: Path, each_kind: Path
) -> Iterator[Site]:
    """One world for all tests here."""
    folder = tmp_path_factory.mktemp("archives")
    with each_kind_opened(folder, database, one_gallery, each_kind) as site:
        yield site


def asked(app: TestApp, album_id: str, **more: Any) -> Any:
    """What is told of an archive that somebody asks for."""
    return ask(app, "POST", "/archives", {"album": album_id, **more}, 202).json


def told(app: TestApp, archive: Any) -> Any:
    """What is told of an archive now."""
    return ask(app, "GET", archive["links"]["self"]).json


def files_in(app: TestApp, archive: Any) -> list[str]:
    """The names of the files in an archive that is ready."""
    content = app.get(told(app, archive)["links"]["file"], status=200).body
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    return sorted(name.rpartition("/")[2] for name in names)


def test_everybody_has_what_they_may_have(site: Site) -> None:
    home, held = site.album("").id, {"guest": "ao", "viewer": "aoqs", "owner": "ahopqsv"}
    for name, letters in held.items():
        program = site.program(name)
        archive = asked(program, home)
        assert archive["state"] == "wanted"
        assert archive["files"] == len(letters)
        assert files_in(program, archive) == [f"{letter}.jpg" for letter in letters]
        offer = ask(program, "GET", f"/albums/{home}/archive").json
        assert (offer["files"], offer["bytes"]) == (archive["files"], archive["bytes"])
        assert offer["archive"]["id"] == archive["id"]


def test_progress_ends_with_a_file_that_is_sent_in_parts(site: Site) -> None:
    program = site.program("viewer")
    answer = ask(program, "POST", "/archives", {"album": site.album("priv").id}, 202)
    archive = answer.json
    assert answer.headers["Location"] == archive["links"]["self"]
    assert answer.headers["Retry-After"] == str(archive["wait"])
    assert archive["is_own"]
    assert archive["links"]["file"] is None
    ready = told(program, archive)
    assert (ready["state"], ready["done"], ready["left_out"]) == ("ready", 2, 0)
    assert ready["copied"] == ready["bytes"]
    assert ready["wait"] is None
    file = ready["links"]["file"]
    whole = program.get(file, status=200).body
    assert len(whole) == ready["size"]
    part = program.get(file, headers={"Range": "bytes=10-"}, status=206).body
    assert part == whole[10:]


def test_an_archive_is_as_closed_as_what_is_in_it(site: Site) -> None:
    archive = asked(site.program("viewer"), site.album("priv").id)
    for other in (site.program("guest"), site.browser()):
        ask(other, "GET", archive["links"]["self"], status=404)
        ask(other, "GET", f"/albums/{site.album('priv').id}/archive", status=404)
    # All in it, and no more, is what the owner would get here as well.
    assert ask(site.program("owner"), "GET", archive["links"]["self"]).json["is_own"] is False
    home = asked(site.program("owner"), site.album("").id)
    ask(site.program("viewer"), "GET", home["links"]["self"], status=404)
    for name in (NOBODY, "x"):
        ask(site.program("owner"), "GET", f"/archives/{name}", status=404)


def test_a_token_that_is_bound_has_its_album_alone(site: Site) -> None:
    bound = site.program("owner", Scope.READ, site.album("priv/openchild").id)
    assert files_in(bound, asked(bound, site.album("priv/openchild").id)) == ["q.jpg"]
    for folder in ("", "open", "priv"):
        ask(bound, "POST", "/archives", {"album": site.album(folder).id}, 404)


def test_what_is_chosen_is_in_it_and_nothing_that_may_not_be_had(site: Site) -> None:
    program = site.program("guest")
    ids = [site.image(path).id for path in ("open/a.jpg", "priv/s.jpg")]
    archive = asked(program, site.album("").id, items=ids)
    assert archive["chosen"] == ids[:1]
    assert files_in(program, archive) == ["a.jpg"]
    for chosen in ([], ids[1:], [NOBODY]):
        body = {"album": site.album("").id, "items": chosen}
        assert ask(program, "POST", "/archives", body, 422).json["code"] == "archive_empty"


def test_what_is_closed_meanwhile_is_not_told_of_any_more(site: Site) -> None:
    program = site.program("guest")
    archive = asked(program, site.album("other").id)
    assert files_in(program, archive) == ["o.jpg"]
    site.set_visibility("other", Visibility.PRIVATE)
    try:
        ask(program, "GET", archive["links"]["self"], status=404)
        ask(program, "DELETE", archive["links"]["self"], status=404)
    finally:
        site.set_visibility("other", Visibility.VISIBLE)


def test_a_key_brings_no_answer_back_that_was_closed(site: Site) -> None:
    program, other = site.program("guest"), site.album("other").id
    again = {"Idempotency-Key": "mirror"}
    first, second = (
        ask(program, "POST", "/archives", {"album": other}, 202, again).json for _ in range(2)
    )
    assert first["id"] == second["id"]
    site.set_visibility("other", Visibility.PRIVATE)
    try:
        ask(program, "POST", "/archives", {"album": other}, 404, again)
    finally:
        site.set_visibility("other", Visibility.VISIBLE)


def test_a_browser_without_a_person_has_and_ends_its_own(
    tmp_path: Path, database: Stack, one_gallery: Path, each_kind: Path
) -> None:
    with each_kind_opened(tmp_path, database, one_gallery, each_kind, waiting=True) as site:
        link = link_to(site, "priv", ShareOption.DOWNLOAD)
        browser, other = site.browser(), site.browser()
        follow(browser, link)
        follow(other, link)
        token, priv = form_token(browser), site.album("priv").id
        archive = ask(browser, "POST", "/archives", {"album": priv}, 202, token).json
        assert archive["is_own"]
        assert archive["files"] == 2
        same = ask(other, "POST", "/archives", {"album": priv}, 202, form_token(other)).json
        assert (same["id"], same["is_own"]) == (archive["id"], False)
        ask(other, "DELETE", archive["links"]["self"], status=403, headers=form_token(other))
        assert told(browser, archive)["is_own"]
        ask(browser, "DELETE", archive["links"]["self"], status=204, headers=token)
        ask(browser, "GET", archive["links"]["self"], status=404)


def test_there_are_limits_as_on_pages(
    tmp_path: Path, database: Stack, one_gallery: Path, each_kind: Path
) -> None:
    with each_kind_opened(tmp_path, database, one_gallery, each_kind, waiting=True) as site:
        program = site.program("owner")
        for number in range(MOST_OF_ONE + 1):
            site.write(f"many/{number}/1.jpg", jpeg(30 + number, 20))
        site.sync("many")
        albums = [site.album(f"many/{number}").id for number in range(MOST_OF_ONE + 1)]
        first, *_others = (asked(program, album_id) for album_id in albums[:-1])
        busy = ask(program, "POST", "/archives", {"album": albums[-1]}, 503)
        assert busy.json["code"] == "archives_busy"
        assert busy.headers["Retry-After"] == str(busy.json["params"]["seconds"])
        ask(program, "DELETE", first["links"]["self"], status=204)
        ask(program, "GET", first["links"]["self"], status=404)
        asked(program, albums[-1])

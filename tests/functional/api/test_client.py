"""A client that is not ours, made from the description by openapi-python-client, does all that an
owner does."""

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest

from bviewer.access.grants import grant
from bviewer.accounts.users import find_user
from bviewer.models import Gallery, Scope
from tests.functional.api.reaching import reached
from tests.pictures import noise
from tests.processes import wait_until
from tests.site import HOST, Site


@pytest.fixture
def gallery(site: Site) -> Site:
    """A gallery with a few photographs, to whose spare ones `anna` was let."""
    for path in ("italy/rome/1.jpg", "italy/rome/2.jpg", "italy/3.jpg", "spare/4.jpg"):
        site.write(path, noise(60, 40, next(site.numbers)))
    site.sync()
    site.add_user("anna")
    spare = site.album("spare").id
    with site.session() as session:
        grant(session, find_user(session, "anna"), session.get_one(Gallery, 1), spare)
    return site


class Client:
    """The functions of a generated client, by the names of operations."""

    def __init__(self, package: ModuleType, **options: Any) -> None:
        self.models = import_module(f"{package.__name__}.models")
        self._operations = {
            file.stem: f"{package.__name__}.api.{file.parent.name}.{file.stem}"
            for file in Path(package.__path__[0]).glob("api/*/*.py")
        }
        made = import_module(f"{package.__name__}.client")
        self._client = made.AuthenticatedClient(f"http://{HOST}", **options)

    def fetch(self, url: str) -> bytes:
        """What is at an address that was told."""
        answer = self._client.get_httpx_client().get(url)
        assert answer.status_code == 200
        return answer.content

    def __getattr__(self, operation: str) -> Any:
        """Return what asks for an operation, and gives back what its answer is read as."""
        module = import_module(self._operations[operation])

        def ask(*arguments: Any, **named: Any) -> Any:
            answer = module.sync_detailed(*arguments, client=self._client, **named)
            assert 200 <= answer.status_code < 300, answer.content
            return answer.parsed

        return ask


@pytest.fixture
def client(gallery: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A client with the owner's token, made from the description."""
    description = tmp_path / "openapi.json"
    description.write_bytes(gallery.browser().get("/api/v1/openapi.json").body)
    settings = tmp_path / "settings.json"
    settings.write_text(json.dumps({"post_hooks": []}))
    made = subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning"),
            *("--meta", "none", "--path", description, "--output-path", tmp_path / "made_client"),
            *("--config", settings),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    monkeypatch.syspath_prepend(tmp_path)
    token = gallery.program("owner", Scope.MANAGE).extra_environ["HTTP_AUTHORIZATION"]
    with reached(gallery.front) as proxy:
        yield Client(
            import_module("made_client"),
            token=token.removeprefix("Bearer "),
            httpx_args={"proxy": proxy},
        )
    for name in [name for name in sys.modules if name.partition(".")[0] == "made_client"]:
        del sys.modules[name]


def test_a_generated_client_does_all_that_an_owner_does(gallery: Site, client: Client) -> None:
    best, italy = make_albums(gallery, client)
    let_people_see(gallery, client, best, italy)
    have_made(client, italy)


def make_albums(gallery: Site, client: Client) -> tuple[str, str]:
    """Change the gallery, make albums of folders and of what is picked, delete, and put back."""
    models = client.models
    home = client.show_gallery().home
    client.update_gallery(body=models.GalleryChange(footer="All rights reserved."))
    assert client.show_gallery().settings.footer == "All rights reserved."

    # Folders become albums.
    gallery.write("new/5.jpg")
    client.begin_sync()
    wait_until(lambda: client.show_current_sync().state == "idle", "the sync")
    folders = {entry.path: entry for entry in client.list_folders().data}
    new, spare, italy = (folders[path].album for path in ("new", "spare", "italy"))
    assert [each.album.id for each in client.show_current_sync().last.arrived] == [new]

    # Albums of what is picked, and what is in them.
    best = client.create_album(
        body=models.NewAlbum(parent=home, title="Best", visibility=models.Visibility.HIDDEN)
    ).id
    [item] = client.list_items(album=spare).data
    client.copy_items(body=models.Transfer(album=spare, ids=[item.id], target=best))
    [copied] = client.list_items(album=best).data
    client.update_item(copied.id, body=models.ItemChange(title="Sea"))
    assert client.show_item(copied.id).title == "Sea"
    changed = client.update_album(
        best, body=models.AlbumChange(title="Best of all", visibility=models.Visibility.PRIVATE)
    )
    assert (changed.title, changed.visibility) == ("Best of all", models.Visibility.PRIVATE)
    some = client.list_albums(fields="id,title").data
    assert {album.title for album in some} >= {"Best of all", "italy", "spare", "new"}
    client.delete_album(new)
    [deletion] = client.list_deletions().data
    client.restore_deletion(deletion.id)
    assert client.show_album(new).title == "new"
    return best, italy


def let_people_see(gallery: Site, client: Client, best: str, italy: str) -> None:
    """Let people see albums, one by one and together, and whoever has a link."""
    models = client.models
    [anna] = client.list_people().data
    [former] = anna.grants
    client.create_grant(body=models.GrantToMake(album=best, user=anna.id))
    client.delete_grant(former.id)
    family = client.create_group(body=models.GroupToMake(name="Family", members=[anna.id]))
    client.create_grant(body=models.GrantToMake(album=italy, group=family.id))
    assert {grant.album for grant in client.list_grants().data} == {best, italy}
    html = client.show_album(best).links.html
    gallery.browser("anna").get(urlsplit(html).path, status=200)
    made = client.create_share(body=models.ShareToMake(album=best, label="Berta"))
    link = urlsplit(made.link).path
    assert "Best of all" in gallery.browser().get(link).follow().text
    client.delete_share(made.id)
    assert client.show_share(made.id).state == models.ShareState.REVOKED
    gallery.browser().get(link, status=404)


def have_made(client: Client, italy: str) -> None:
    """Have an archive made and fetch it, and look at all in a random show."""
    models = client.models
    assert client.show_archive_offer(italy).files == 3
    archive = client.create_archive(body=models.ArchiveWanted(album=italy)).id
    ready = models.ArchiveState.READY
    wait_until(lambda: client.show_archive(archive).state == ready, "the archive")
    content = client.fetch(client.show_archive(archive).links.file)
    assert len(ZipFile(BytesIO(content)).namelist()) == 3
    show = client.begin_slideshow(body=models.SlideshowWanted(album=italy, all_=True)).id
    seen, number = set(), 0
    while (step := client.step_slideshow(show, body=models.ShowStep(after=number))).state != "end":
        number = step.number
        if step.state == "shown":
            seen.add(step.item.id)
    assert len(seen) == 3
    client.end_slideshow(show)

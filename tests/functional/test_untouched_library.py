"""Nothing of the library is ever touched."""

import os
import subprocess
import sys
from pathlib import Path

from tests.site import Site
from tests.unit.sync.checks import fingerprint, rows
from tests.unit.sync.fixtures import picture
from tests.unprivileged import reachable_folder, without_capabilities

REPOSITORY = Path(__file__).parents[2]


def use_everything(site: Site) -> None:
    """Sync, browse, render and download all there is; sync again."""
    site.sync()
    for browser in (site.browser(), site.browser("owner")):
        browser.get("/")
        for album in rows(site)[0].values():
            browser.get(site.album_url(album.folder))
        for image in rows(site)[1].values():
            url = site.image_url(image.path)
            browser.get(url)
            for size in ("tiny", "small", "big", "big"):
                browser.get(f"{url}{size}.jpg", status="*")
            browser.get(f"{url}full", status="*")
            browser.get(f"{url}full", headers={"Range": "bytes=1-5"}, status="*")
    site.sync()
    site.close()


def odd_library(root: Path) -> None:
    """Some of everything."""
    for path, content in {
        "a/1.jpg": picture(1), "a/b/2.jpg": picture(2), "broken.jpg": b"text", "empty.jpg": b"",
        "notes.txt": b"not shown", ".hidden/3.jpg": picture(3), "a/Thumbs.db": b"x",
    }.items():  # fmt: skip
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    (root / "link.jpg").symlink_to("a/1.jpg")
    os.mkfifo(root / "pipe.jpg")


def test_nothing_of_the_library_changes(site: Site):
    odd_library(site.library)
    before = fingerprint(site.library)
    use_everything(site)
    assert fingerprint(site.library) == before
    assert {image.state for image in rows(site)[1].values()} == {"ready", "broken"}


def test_a_library_of_somebody_else_that_is_read_only_is_enough(database: Path):
    with reachable_folder() as folder:
        site = Site(folder, database)
        site.add_gallery()
        odd_library(site.library)
        for path in (site.library, *site.library.rglob("*")):
            if os.geteuid() == 0:
                os.chown(path, 12345, 12345, follow_symlinks=False)
            if not path.is_symlink():
                path.chmod(0o555 if path.is_dir() else 0o444)
        before = fingerprint(site.library)
        site.close()
        without_capabilities(lambda: use_everything(site))
        assert fingerprint(site.library) == before
        assert {image.state for image in rows(site)[1].values()} == {"ready", "broken"}
        site.close()


WATCHED = """
import os, sys
from pathlib import Path
from tests.functional.test_untouched_library import odd_library, use_everything
from tests.site import Site

folder, database, log = map(Path, sys.argv[1:])
site = Site(folder, database)
site.add_gallery()
odd_library(site.library)
library = os.fspath(site.library)
descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGING = {
    "os.chflags", "os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.removexattr",
    "os.rename", "os.rmdir", "os.setxattr", "os.symlink", "os.truncate", "os.utime",
}
opened = 0

def is_inside(path):
    # What is named relative to a folder may be anywhere: only absolute paths are beyond suspicion.
    if isinstance(path, int):
        return os.readlink(f"/proc/self/fd/{path}").startswith(library)
    path = os.fsdecode(path)
    return not path.startswith("/") or path.startswith(library)

def watch(event, args):
    global opened
    if event == "open" and is_inside(args[0]):
        opened += 1
        bad = bool(args[2] & WRITING) or bool(set(args[1] or "") & set("wax+"))
    else:
        bad = event in CHANGING and any(
            is_inside(path) for path in args[:2] if isinstance(path, (str, bytes, os.PathLike))
        )
    if bad:
        os.write(descriptor, f"{event} {args}\\n".encode("utf-8", "backslashreplace"))

sys.addaudithook(watch)
use_everything(site)
assert opened > 20, opened
try:
    open(site.library / "proof", "w")
finally:
    os._exit(0)
"""


def test_nothing_below_the_library_is_ever_opened_for_writing(tmp_path: Path, database: Path):
    """As the interpreter reports it, also of the processes that decode."""
    (tmp_path / "site").mkdir()
    log = tmp_path / "log"
    result = subprocess.run(
        [sys.executable, "-c", WATCHED, tmp_path / "site", database.database, log],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert log.read_text().count("\n") == 1, log.read_text()
    assert (
        "proof" in log.read_text()
    )  # The one write that the script makes itself, to prove that it watches.

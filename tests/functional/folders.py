"""What happens to folders, and what strangers see of it."""

import shutil
from collections.abc import Callable
from pathlib import Path

from webtest import TestApp

from tests.site import Site
from tests.unit.sync.checks import rows


def tiles(browser: TestApp, url: str) -> list[str]:
    """The titles of the images on an album page."""
    return [image["alt"] for image in browser.get(url).html.select("ul.images img")]


def move(site: Site, old: str, new: str) -> None:
    """Move a file or folder of the library, into folders that need not be there."""
    (site.library / new).parent.mkdir(parents=True, exist_ok=True)
    (site.library / old).rename(site.library / new)


def copy(site: Site, old: str, new: str, copy_file: Callable[..., object] = shutil.copy2) -> None:
    """Copy one, as it is or by `copy_file`."""
    source, target = site.library / old, site.library / new
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, copy_function=copy_file, dirs_exist_ok=True)
    else:
        copy_file(source, target)


def edit_all(folder: Path) -> None:
    """Change the content of each picture."""
    for path in folder.rglob("*.jpg"):
        path.write_bytes(path.read_bytes() + b"edited")


def pictures_that_a_stranger_reaches(site: Site) -> set[bytes]:
    """The originals that can be downloaded by following links, or by knowing an address."""
    return pictures_that_somebody_reaches(site, site.browser())


def pictures_that_somebody_reaches(site: Site, browser: TestApp) -> set[bytes]:
    """The originals that a browser can download, knowing all addresses."""
    found = set()
    for image in rows(site)[1].values():
        if image.state != "missing":
            answer = browser.get(f"{site.image_url(image.path)}full", status="*")
            found |= {answer.body} if answer.status_int == 200 else set()
    return found

"""What strangers ask for before and after a sync opens nothing that was private."""

import shutil

from sqlalchemy import select

from bviewer.albums.editing import set_visibility
from bviewer.albums.selections import select_items
from bviewer.models import Album, Image, Visibility
from bviewer.tree.outline import outline
from tests.functional.folders import copy, move, pictures_that_a_stranger_reaches
from tests.site import Site


def select_for_all(site: Site, path: str) -> str:
    """Show an image in a visible selection as well; returns its page there."""
    image = site.image(path)
    with site.session() as session:
        selection = select_items(session, session.get_one(Album, image.album_id), [image.id])
        set_visibility(session, selection, Visibility.VISIBLE)
        there = selection.id
    with site.session() as session:
        url = next(line.url for line in outline(session, 1) if line.id == there)
        return f"{url}{session.scalars(select(Image.id).filter_by(album_id=there)).one()}/"


def ask(site: Site, page: str) -> set[bytes]:
    """Look at an image again and again, and at its original; returns what was sent of that."""
    browser, sent = site.browser(), set()
    for _ in range(3):
        browser.get(f"{page}small.jpg", status="*")
        answer = browser.get(f"{page}full", status="*")
        sent |= {answer.body} if answer.status_int == 200 else set()
        site.run_jobs()
    return sent


def test_a_selection_shows_no_private_file_in_the_place_of_its_own(secret: Site) -> None:
    move(secret, "secret/2.jpg", "secret/1.jpg")
    secret.sync()
    page = select_for_all(secret, "open/1.jpg")
    secret.browser().get(f"{page}full", status=200)
    shutil.rmtree(secret.library / "open")
    move(secret, "secret", "open")
    secret.sync(accept_missing=True)
    assert ask(secret, page) == set()


def test_nobody_opens_a_private_folder_by_asking_for_a_picture_that_both_have(
    secret: Site,
) -> None:
    """It is asked for after the folders were exchanged, and before a sync."""
    copy(secret, "open/1.jpg", "secret/1.jpg")
    secret.sync()
    page = secret.image_url("open/1.jpg")
    hidden = {(secret.library / f"secret/{number}.jpg").read_bytes() for number in (2, 3)}
    move(secret, "open", "between")
    move(secret, "secret", "open")
    move(secret, "between", "secret")
    ask(secret, page)
    secret.sync()
    assert not hidden & pictures_that_a_stranger_reaches(secret)

from sqlalchemy import update

from bviewer.models import Album, Visibility
from tests.functional.folders import edit_all, move
from tests.site import Site
from tests.unit.sync.fixtures import fill


def exchange_folders(site: Site) -> None:
    move(site, "open", "between")
    move(site, "secret", "open")
    move(site, "between", "secret")


def test_a_closed_folder_is_known_elsewhere_although_its_old_place_alone_was_synced(site: Site):
    fill(site, "open/1.jpg", "open/2.jpg", "secret/3.jpg", "other/4.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    with site.session() as session:
        session.execute(update(Album).values(arrived_at=None))
    edit_all(site.library / "secret")
    exchange_folders(site)
    site.sync("secret", accept_missing=True)
    site.sync(accept_missing=True)
    assert site.album("open").visibility == Visibility.PRIVATE
    inode = (site.library / "secret").stat().st_ino
    assert site.album("secret").folder_inode == inode, "once all was looked at"

from sqlalchemy import update

from bviewer.models import Album, Visibility
from tests.functional.folders import edit_all, move
from tests.site import Site
from tests.unit.sync.fixtures import fill


def test_a_closed_folder_is_known_elsewhere_although_its_old_place_alone_was_synced(site: Site):
    fill(site, "x/open/1.jpg", "x/open/2.jpg", "y/secret/3.jpg", "z/4.jpg")
    site.set_visibility("y/secret", Visibility.PRIVATE)
    with site.session() as session:
        session.execute(update(Album).values(arrived_at=None))
    edit_all(site.library / "y/secret")
    move(site, "x/open", "between")
    move(site, "y/secret", "x/open")
    move(site, "between", "y/secret")
    site.sync("y/secret", accept_missing=True)
    site.sync(accept_missing=True)
    assert site.album("x/open").visibility == Visibility.PRIVATE
    inode = (site.library / "y/secret").stat().st_ino
    assert site.album("y/secret").folder_inode == inode, "once all was looked at"

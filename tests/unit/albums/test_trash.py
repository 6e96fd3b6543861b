"""What is known of folders that no album is made of."""

from sqlalchemy import select

from bviewer.albums.picking import unbind
from bviewer.albums.trash import delete_album, folders_left, let_folders_return
from bviewer.models import Album, ClosedBecause, DeletedFolder, FormerContent, Visibility
from tests.site import Site
from tests.unit.sync.fixtures import GALLERY, fill


def test_a_folder_that_a_closed_album_let_go_of_returns_as_closed(site: Site):
    fill(site, "secret/1.jpg", "open/2.jpg")
    site.set_visibility("secret", Visibility.PRIVATE)
    secret = site.album("secret")
    with site.session() as session:
        for album in session.scalars(select(Album).where(Album.parent_id.is_not(None))).all():
            unbind(session, album)
        left = folders_left(session, GALLERY)
        assert [tuple(row) for row in left] == [("open", "open"), ("secret", "secret")]
        let_folders_return(session, GALLERY)
        kept = session.scalars(select(FormerContent.album_id))
        assert kept.all() == [secret.id], "what everybody saw is nobody's secret"
    site.sync()
    again = site.album("secret")
    assert (again.visibility, again.closed_like) == (Visibility.PRIVATE, secret.id)
    assert again.closed_because == ClosedBecause.KNOWN
    assert site.album("open").visibility == Visibility.VISIBLE


def test_a_folder_that_an_album_let_go_of_is_not_left_while_that_is_deleted(site: Site):
    fill(site, "around/secret/1.jpg")
    album_id = site.album("around").id
    with site.session() as session:
        unbind(session, session.get_one(Album, site.album("around/secret").id))
        delete_album(session, session.get_one(Album, album_id))
        let_folders_return(session, GALLERY)
        assert set(session.scalars(select(DeletedFolder.folder))) == {"around", "around/secret"}

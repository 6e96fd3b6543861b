from bviewer.albums.gallery_removal import remove_gallery
from bviewer.albums.trash import delete_album
from bviewer.models import Album, FormerContent, Gallery, Image, Visibility
from bviewer.sync.origins import origin_of, origins_of, strictest
from tests.functional.folders import copy
from tests.site import HOST, Site
from tests.unit.sync.fixtures import GALLERY, fill, pick, picture


def origins(site: Site, *paths: str) -> dict[bytes, list[str]]:
    """Where the content of these images is known from."""
    places = {site.image(path).quick_hash: ["new.jpg"] for path in paths}
    with site.session() as session:
        return origins_of(session, GALLERY, places)


def test_content_is_known_from_all_albums_that_have_or_had_it(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg")
    copy = (site.library / "a" / "1.jpg").read_bytes()
    site.write("c/1.jpg", copy)
    site.sync()
    (site.library / "a" / "1.jpg").unlink()
    site.sync()
    known = origins(site, "a/1.jpg")
    assert set(known[site.image("a/1.jpg").quick_hash]) == {site.album("a").id, site.album("c").id}


def test_a_selection_by_hand_says_something_of_what_no_folder_shows_alone(site: Site):
    fill(site, "a/1.jpg", "a/2.jpg")
    first, second = (site.image(f"a/{number}.jpg") for number in (1, 2))
    album = site.album("a")
    with site.session() as session:
        selection = Album(gallery_id=1, parent_id=album.parent_id, title="x", sort_key=b"")
        session.add(selection)
        session.flush()
        session.get_one(Image, first.id).album_id = selection.id
        session.get_one(Image, first.id).is_picked = True
        pick(session, second, selection.id)
        places = {each.quick_hash: ["new.jpg"] for each in (first, second)}
        assert origins_of(session, GALLERY, places) == {
            first.quick_hash: {selection.id: None},
            second.quick_hash: {album.id: None},
        }


def test_the_strictest_album_counts(site: Site):
    fill(site, "a/1.jpg", "b/2.jpg", "b/c/3.jpg")
    site.set_visibility("a", Visibility.HIDDEN)
    site.set_visibility("b", Visibility.PRIVATE)
    ids = [site.album(folder).id for folder in ("", "a", "b/c")]
    with site.session() as session:
        found = strictest(origin_of(session, album_id) for album_id in ids)
        assert found is not None
        assert (found.title, found.visibility) == ("c", Visibility.PRIVATE)
        assert strictest([]) is None


def test_the_gallery_is_named_by_nobody_else(site: Site):
    """Another owner's gallery over the same files knows nothing of this one's."""
    fill(site, "a/1.jpg")
    site.add_gallery("other.test", owner="other")
    content = site.image("a/1.jpg").quick_hash
    with site.session() as session:
        other = session.query(Gallery).filter_by(host="other.test").one().id
        assert origins_of(session, other, {content: ["b.jpg"]}) == {}


def test_what_was_written_over_is_known_from_its_album(site: Site):
    fill(site, "a/1.jpg")
    former = site.image("a/1.jpg").quick_hash
    site.write("a/1.jpg", picture(3000))
    site.sync()
    with site.session() as session:
        known = origins_of(session, GALLERY, {former: ["b.jpg"]})
    assert list(known[former]) == [site.album("a").id]


def test_an_album_that_is_gone_for_good_is_as_closed_as_it_was(site: Site):
    fill(site, "a/1.jpg")
    with site.session() as session:
        gone = FormerContent(quick_hash=b"x", album_id="gone", gallery_id=GALLERY)
        gone.visibility = Visibility.HIDDEN
        session.add(gone)
        session.flush()
        assert origin_of(session, "gone").visibility == Visibility.HIDDEN
        assert list(origins_of(session, GALLERY, {b"x": ["b.jpg"]})[b"x"]) == ["gone"]


def test_what_was_closed_in_a_gallery_that_was_removed_is_closed_in_others_of_its_owner(site: Site):
    for path in ("x/secret/1.jpg", "x/edited/2.jpg", "x/deleted/3.jpg", "x/open/4.jpg"):
        site.write(path, picture(4000 + int(path[-5])))
    site.add_gallery("two.test", home="two")
    site.add_gallery("other.test", owner="other", home="other")
    site.sync()
    for name in ("secret", "edited", "deleted"):
        site.set_visibility(f"x/{name}", Visibility.PRIVATE)
        copy(site, f"x/{name}", f"two/{name}")
        copy(site, f"x/{name}", f"other/{name}")
    copy(site, "x/open", "two/open")
    site.write("x/edited/2.jpg", picture(4005))
    site.sync("x/edited")
    with site.session() as session:
        delete_album(session, session.query(Album).filter_by(folder="x/deleted").one())
        remove_gallery(session, session.get_one(Gallery, GALLERY), HOST)
    for host in ("two.test", "other.test"):
        site.sync(host=host)
    with site.session() as session:
        flags = {
            (album.gallery_id, album.folder): album.visibility
            for album in session.query(Album).filter(Album.folder != "")
        }
    assert flags == {
        **{(2, name): "private" for name in ("secret", "edited", "deleted")},
        **{(3, name): "visible" for name in ("secret", "edited", "deleted")},
        (2, "open"): "visible",
    }

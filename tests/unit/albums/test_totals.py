"""How many photographs a gallery shows."""

from sqlalchemy import select
from sqlalchemy.orm import Session, make_transient

from bviewer.albums.totals import Originals, count_originals
from bviewer.models import Gallery, Image
from tests.pictures import jpeg
from tests.site import HOST, Site


def count(site: Site, host: str = HOST) -> Originals:
    """The numbers of a gallery."""
    with Session(site.runtime.engine) as session:
        return count_originals(
            session, session.scalars(select(Gallery).where(Gallery.host == host)).one()
        )


def test_a_gallery_without_images_has_none(site: Site) -> None:
    assert count(site) == Originals(0, 0, 0, 0)


def test_missing_ones_are_counted_apart_and_broken_ones_are_there(site: Site) -> None:
    sizes = {
        path: site.write(path, jpeg(width, 40)).stat().st_size
        for path, width in (("a.jpg", 60), ("b/b.jpg", 80), ("b/c.jpg", 100))
    }
    site.write("broken.jpg", b"x" * 50)
    site.sync()
    (site.library / "b" / "b.jpg").unlink()
    site.sync()
    present = sizes["a.jpg"] + sizes["b/c.jpg"] + 50
    assert count(site) == Originals(3, present, 1, sizes["b/b.jpg"])


def test_galleries_are_counted_by_themselves(site: Site) -> None:
    site.write("a/a.jpg")
    site.write("b/b.jpg")
    site.add_gallery("other.test", home="b")
    site.sync()
    site.sync(host="other.test")
    assert (count(site).files, count(site, "other.test").files) == (2, 1)


def test_a_file_in_several_albums_is_counted_once(site: Site) -> None:
    size = site.write("a/a.jpg").stat().st_size
    site.write("b/b.jpg")
    site.sync()
    expected, album_id = count(site), site.album("b").id
    with site.session() as session:
        again = session.scalars(select(Image).where(Image.path == "a/a.jpg")).one()
        session.expunge(again)
        make_transient(again)
        again.id, again.album_id = "again", album_id
        session.add(again)
    assert count(site) == expected == Originals(2, 2 * size, 0, 0)

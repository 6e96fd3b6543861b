from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.selections import select_items
from bviewer.models import Album, AlbumSummary, Audience, Image, Positions, SortOrder, Visibility
from tests.problems import refused
from tests.site import Site


def album_of(session: Session, folder: str) -> Album:
    return session.scalars(select(Album).where(Album.folder == folder)).one()


def ids_in(session: Session, album_id: str) -> list[str]:
    return list(session.scalars(select(Image.id).where(Image.album_id == album_id)))


def test_a_selection_is_a_private_album_with_the_same_files(gallery: Site):
    gallery.write("open/b.jpg")
    gallery.write("open/c.jpg")
    gallery.sync()
    with gallery.session() as session:
        source = album_of(session, "open")
        chosen = ids_in(session, source.id)[:2]
        made = select_items(session, source, [*chosen, chosen[0]])
        assert (made.title, made.folder, made.visibility) == ("open", None, Visibility.PRIVATE)
        assert made.parent_id == album_of(session, "").id
        originals = [session.get_one(Image, image_id) for image_id in chosen]
        copies = session.scalars(select(Image).where(Image.album_id == made.id)).all()
        names = ("path", "time", "sort_key", "quick_hash", "size", "mtime_ns", "camera", "state")

        def known(images):
            return sorted([str(getattr(image, name)) for name in names] for image in images)

        assert known(copies) == known(originals)
        assert not {copy.id for copy in copies} & set(chosen)
        key = {"album_id": made.id, "audience": Audience.TRUSTED}
        assert session.get_one(AlbumSummary, key).images == 2
        made_id = made.id
    gallery.sync()
    with gallery.session() as session:
        assert len(ids_in(session, made_id)) == 2
        assert album_of(session, "open").visibility == Visibility.VISIBLE


def test_one_foreign_image_and_nothing_is_made(gallery: Site):
    with gallery.session() as session:
        source = album_of(session, "open")
        own, foreign = ids_in(session, source.id), ids_in(session, album_of(session, "priv").id)
        before = len(session.scalars(select(Album)).all())
        for chosen in ([*own, *foreign], [*own, "x"]):
            with refused("selection_changed"):
                select_items(session, source, chosen)
        for chosen in ([], [str(number) for number in range(501)]):
            with refused("selection_size", minimum=1, maximum=500):
                select_items(session, source, chosen)
        assert len(session.scalars(select(Album)).all()) == before


def test_a_large_selection_is_made(gallery: Site):
    number = 500
    with gallery.session() as session:
        source = album_of(session, "open")
        row = session.get_one(Image, ids_in(session, source.id)[0])
        values = {
            name: getattr(row, name)
            for name in ("time", "time_source", "size", "mtime_ns", "ctime_ns", "quick_hash")
        }
        session.add_all(
            Image(album_id=source.id, path=f"open/{n}.jpg", sort_key=b"", **values)
            for n in range(number)
        )
        session.flush()
        chosen = ids_in(session, source.id)[:number]
        assert len(ids_in(session, select_items(session, source, chosen).id)) == number


def test_what_holds_for_an_album_holds_for_a_selection_of_it(gallery: Site):
    with gallery.session() as session:
        above, source = album_of(session, "priv"), album_of(session, "priv/openchild")
        above.order, above.downloads = SortOrder.HAND, False
        source.order, source.positions = None, Positions.NOBODY
        (chosen,) = session.scalars(select(Image).where(Image.album_id == source.id))
        chosen.rank = -3
        session.flush()
        made = select_items(session, source, [chosen.id])
        known = (made.order, made.downloads, made.positions, made.is_placed)
        assert known == (SortOrder.HAND, False, Positions.NOBODY, True)
        assert session.scalars(select(Image.rank).where(Image.album_id == made.id)).all() == [-3]

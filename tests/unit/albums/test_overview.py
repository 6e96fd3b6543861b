"""What a gallery holds, in numbers for its owner."""

from bviewer.albums.overview import Overview, overview_of
from tests.clips import clip
from tests.motion import apple_film, apple_photo
from tests.site import Site


def overview(site: Site) -> Overview:
    """The numbers of the gallery."""
    with site.session() as session:
        return overview_of(session, 1)


def test_what_is_missing_and_what_cannot_be_shown_are_among_what_there_is(site: Site) -> None:
    for path in ("a.jpg", "x/b.jpg", "x/gone.jpg"):
        site.write(path)
    site.write("x/broken.jpg", b"no picture")
    for path in ("y/c.mp4", "y/gone.mp4"):
        site.write(path, clip("mp4"))
    site.sync()
    for path in ("x/gone.jpg", "y/gone.mp4"):
        (site.library / path).unlink()
    site.sync()
    assert overview(site) == Overview(albums=2, photographs=4, films=2, missing=2, broken=1)


def test_a_live_photograph_is_one_item(site: Site) -> None:
    site.write("IMG_1.JPG", apple_photo())
    site.write("IMG_1.MOV", apple_film())
    site.sync()
    assert overview(site) == Overview(albums=0, photographs=1, films=0, missing=0, broken=0)


def test_a_gallery_without_anything_has_none(site: Site) -> None:
    assert overview(site) == Overview(0, 0, 0, 0, 0)


def test_no_photograph_is_counted_that_is_as_it_should_be(site: Site) -> None:
    with site.statements() as statements:
        overview(site)
    counting = [sql for sql in statements if "image.state" in sql]
    with site.session() as session:
        connection = session.connection()
        plans = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (1, "motion", "raw")).all()
            for sql in counting
        ]
    assert len(plans) == 1
    assert "ix_image_not_ready" in str(plans)

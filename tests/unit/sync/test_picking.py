"""Reading files that somebody picked for an album."""

from sqlalchemy import select

from bviewer.albums.jobs import add_pick_job
from bviewer.albums.picking import unbind
from bviewer.albums.trash import delete_album
from bviewer.models import Album, Image, ImageState, Job
from bviewer.sync.picking import read_picked
from tests.site import Site
from tests.unit.sync.checks import assert_counted
from tests.unit.sync.fixtures import fill, images_in, picture

CHOSEN = ("other/2.jpg", "other/gone.jpg", "odd\udcff/3.jpg", "open/1.jpg")


def add(site: Site, done: int = 0) -> int:
    """A job that reads what was chosen for an album of which one file is there already."""
    fill(site, "open/1.jpg", "other/2.jpg")
    site.write("odd\udcff/3.jpg", picture(99))
    with site.session() as session:
        album = session.scalars(select(Album).filter_by(folder="open")).one()
        job = add_pick_job(session, album, CHOSEN)
        job.done = done
        return job.id


def test_what_can_be_read_is_shown_once_and_counted(site: Site) -> None:
    job_id = add(site)
    read_picked(site.runtime, job_id)
    assert images_in(site, "open") == ["odd\udcff/3.jpg", "open/1.jpg", "other/2.jpg"]
    with site.session() as session:
        assert session.get_one(Job, job_id).done == len(CHOSEN)
        shown = session.scalars(select(Image).join(Album).where(Album.folder == "open")).all()
        assert {(each.path, each.is_picked, each.state) for each in shown} == {
            ("odd\udcff/3.jpg", True, ImageState.READY),
            ("open/1.jpg", False, ImageState.READY),
            ("other/2.jpg", True, ImageState.READY),
        }
    assert_counted(site)


def test_what_a_worker_did_before_it_died_is_not_read_again(site: Site) -> None:
    read_picked(site.runtime, add(site, done=2))
    assert images_in(site, "open") == ["odd\udcff/3.jpg", "open/1.jpg"]


def test_an_album_of_no_folder_shows_all_of_it_as_picked(site: Site) -> None:
    job_id = add(site)
    with site.session() as session:
        album = session.scalars(select(Album).filter_by(folder="open")).one()
        unbind(session, album)
        album_id = album.id
    read_picked(site.runtime, job_id)
    with site.session() as session:
        shown = session.scalars(select(Image.is_picked).filter_by(album_id=album_id)).all()
    assert shown == [True, True, True]


def test_for_a_deleted_album_and_a_job_that_is_gone_nothing_is_read(site: Site) -> None:
    job_id = add(site)
    album_id = site.album("open").id
    with site.session() as session:
        delete_album(session, session.get_one(Album, album_id))
    for each in (job_id, job_id + 1):
        read_picked(site.runtime, each)
    with site.session() as session:
        assert session.scalars(select(Image.path).filter_by(album_id=album_id)).all() == [
            "open/1.jpg"
        ]

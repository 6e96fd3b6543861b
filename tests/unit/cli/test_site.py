"""What commands tell of an installation, and trying again what failed."""

from contextlib import contextmanager

from sqlalchemy import select

from bviewer.models import User
from bviewer.process.project import open_project
from bviewer.queue.presence import Presence
from bviewer.queue.task import Priority


@contextmanager
def queue_of(installation):
    with open_project(installation.ini) as runtime:
        yield runtime.queue


def fail_once(queue):
    claim = queue.claims.new("render_image", ("x",), Priority.VISITOR)
    queue.claims.hold("render_image:x", claim._replace(failure="RuntimeError: no glue left"))


def test_what_works_who_works_and_what_failed_is_told(gallery):
    gallery.configure(**{"bviewer.queue": f"sqlite:///{gallery.folder}/queue.sqlite"})
    with queue_of(gallery) as queue:
        fail_once(queue)
        Presence(queue, 2).say()
    lines = gallery.say("site", "status").splitlines()
    assert lines[:4] == [
        *("the database: works", "the cache: works", "the queue: works", "the library: works")
    ]
    assert lines[4].startswith("worker: 2 at ")
    assert lines[5:] == ["waiting: 0", "failed: render_image:x  RuntimeError: no glue left"]
    assert gallery.say("site", "retry", "render_image:x", "nothing") == "sent 1 tasks again\n"
    assert gallery.say("site", "retry") == "sent 0 tasks again\n"
    assert "waiting: 1" in gallery.say("site", "status")


def test_a_part_that_does_not_work_is_said_and_ends_in_failure(gallery):
    gallery.library.rename(gallery.library.with_name("elsewhere"))
    result = gallery.run("site", "status")
    assert result.exit_code == 1
    assert "the library: [Errno 2] No such file or directory" in result.stdout


def test_somebody_runs_the_site_and_no_more(gallery):
    def superusers():
        with gallery.session() as session:
            return session.scalars(select(User.name).where(User.superuser)).all()

    assert gallery.say("user", "operator", "anna") == "anna runs the site\n"
    assert superusers() == ["anna"]
    assert "anna  0 galleries, runs the site\n" in gallery.say("user", "list")
    gallery.say("user", "operator", "anna", "--no")
    assert superusers() == []


def test_people_are_searched_and_added_without_a_password(gallery):
    gallery.say("user", "add", "berta", "--no-password", "--mail", "b@example.org")
    assert gallery.say("user", "list", "--search", "B@EX") == "berta  0 galleries\n"
    with gallery.session() as session:
        berta = session.scalars(select(User).where(User.name == "berta")).one()
    assert berta.password_hash is None

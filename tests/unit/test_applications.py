import pytest
from pyramid.interfaces import IRequestFactory

from tests.site import Site


@pytest.fixture
def folders(tmp_path):
    folders = [tmp_path / name for name in ("first", "second")]
    for folder in folders:
        folder.mkdir()
    return folders


def parts(site):
    """Return what an application hung on its registry, and the properties of requests that know
    more than the request, by name."""
    registry = site.app.registry
    hung = {name: part for name, part in registry.items() if name.startswith("bviewer.")}
    # A function of a library, and what is the same whatever is served.
    for name in ("join_transaction", "api.endpoints", "api.entry", "files.entry"):
        del hung[f"bviewer.{name}"]
    properties = vars(registry.getUtility(IRequestFactory)).items()
    return hung | {name: part for name, part in properties if closure(closure(part))}


def closure(made):
    """Return what a property asks, or what a function knows."""
    made = getattr(made, "wrapped", made)
    cells = getattr(made, "__closure__", None)
    return cells[0].cell_contents if cells else None


def test_application_is_used_again_without_anything_of_the_closed_site(folders, database):
    first = Site(folders[0], database)
    registry, old = first.app.registry, parts(first)
    first.add_gallery()
    first.browser().get("/")
    first.close()
    second = Site(folders[1], database)
    assert second.app.registry is registry
    assert {"bviewer.engine", "bviewer.runtime", "work_limit", "delivery"} <= set(old)
    assert not [name for name, part in parts(second).items() if part is old[name]]
    second.browser().get("/", status=404)
    second.close()


def test_open_sites_have_applications_of_their_own(folders, database):
    first, second = (Site(folder, database) for folder in folders)
    assert first.app.registry is not second.app.registry
    first.close()
    second.close()


@pytest.mark.parametrize(
    "changes",
    [{"bviewer.delivery": "nginx"}, {"bviewer.secret": "another secret that is long enough"}],
)
def test_other_settings_that_views_know_need_another_application(folders, database, changes):
    first = Site(folders[0], database)
    first.close()
    second = Site(folders[1], database, **changes)
    assert second.app.registry is not first.app.registry
    second.close()


def test_application_that_shows_metrics_is_used_once(folders, database):
    token = {"bviewer.metrics": "0123456789abcdef"}
    first = Site(folders[0], database, **token)
    first.close()
    second = Site(folders[1], database, **token)
    assert second.app.registry is not first.app.registry
    second.close()

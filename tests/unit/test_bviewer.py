import pytest
from pyramid.interfaces import IRequestFactory
from pyramid.request import apply_request_extensions


@pytest.fixture
def with_app() -> bool:
    """Requests are asked here."""
    return True


def test_all_requests_are_of_one_class(site):
    registry = site.app.registry
    factory = registry.getUtility(IRequestFactory)
    request = factory.blank("/")
    request.registry = registry
    apply_request_extensions(request)
    assert type(request) is factory
    assert request.gallery is None
    assert callable(request.enqueue)


def test_requests_have_no_listeners_to_tell(site):
    # One of any event would have Pyramid look for those of four events with each thumbnail.
    assert not site.app.registry.has_listeners

"""The description of the API: all that is served is in it, and it is OpenAPI as others read it."""

from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from bviewer.api.endpoints import Endpoint, all_endpoints
from bviewer.api.paths import path_of
from bviewer.tree.api import ApiNode
from tests.site import Site

DOCS = "/api/v1/docs"


@pytest.fixture
def description(site: Site) -> dict[str, Any]:
    """The description as it is served to everybody."""
    document: dict[str, Any] = site.browser().get("/api/v1/openapi.json").json
    return document


def test_every_view_of_the_api_is_described(site: Site, description: dict[str, Any]) -> None:
    described = {
        (path, method.upper())
        for path, operations in description["paths"].items()
        for method in operations
    }
    assert {(path_of(each), each.method) for each in all_endpoints(site.app.registry)} == described
    views = [
        entry["introspectable"]
        for entry in site.app.registry.introspector.get_category("views")
        if isinstance(context := entry["introspectable"]["context"], type)
        and issubclass(context, ApiNode)
    ]
    others = [view["name"] for view in views if not isinstance(view["callable"], Endpoint)]
    assert len(views) - len(others) == len(described)
    assert others == ["docs"]  # A page for people, which is nothing but the description.


def test_it_is_openapi(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(description).iter_errors()) == []


def test_what_programs_make_of_it_has_names(description: dict[str, Any]) -> None:
    operations = [
        operation for path in description["paths"].values() for operation in path.values()
    ]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert all(operation["summary"].endswith(".") for operation in operations)
    schemas = description["components"]["schemas"]
    assert {name for name, schema in schemas.items() if schema["title"] != name} == set()
    assert all(name.isalnum() for name in schemas)


def test_the_page_shows_it_to_everybody_at_one_address(site: Site) -> None:
    browser = site.browser()
    answer = browser.get(DOCS)
    assert "http://pub.test/api/v1/openapi.json" in answer.text
    assert "swagger-ui" in answer.text
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "data:" not in answer.headers["Content-Security-Policy"]
    assert browser.get(f"{DOCS}/", status=301).location.endswith(DOCS)
    browser.get(f"{DOCS}/more", status=404)

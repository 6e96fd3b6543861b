"""The description of the API: all that is served is in it, and it is OpenAPI as others read it."""

import json
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from bviewer.api.endpoints import Endpoint, all_endpoints
from bviewer.api.paths import path_of
from bviewer.models import Scope
from bviewer.tree.api import ApiNode
from tests.site import Site

DOCS = "/api/v1/docs"
# What an operation does, by its method; actions are called by what they do.
VERBS = {
    "get": {"list", "show"},
    "post": {"create", "begin"},
    "patch": {"update"},
    "delete": {"delete", "end"},
}


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


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield the address, the method and the description of each operation."""
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_what_programs_make_of_it_has_names(description: dict[str, Any]) -> None:
    described = [operation for _path, _method, operation in operations(description)]
    names = [operation["operationId"] for operation in described]
    assert len(set(names)) == len(names)
    assert all(operation["summary"].endswith(".") for operation in described)
    schemas = description["components"]["schemas"]
    assert {name for name, schema in schemas.items() if schema["title"] != name} == set()
    assert all(name.isalnum() for name in schemas)


def test_it_says_what_a_token_has_to_be_good_for(description: dict[str, Any]) -> None:
    told = {each["operationId"]: each["description"] for _, _, each in operations(description)}
    for operation, scope in {"delete_left_folders": "manage", "delete_album": "write"}.items():
        assert told[operation] == f"Needs a token with the scope `{scope}`."
    assert told["show_album"] == ""


def test_operations_alike_are_called_alike(description: dict[str, Any]) -> None:
    others = [
        operation["operationId"]
        for path, method, operation in operations(description)
        if operation["operationId"].partition("_")[0] not in VERBS[method]
        and not ("{id}/" in path or path.startswith("/api/v1/items/"))
    ]
    assert others == []


def test_what_is_used_most_comes_first(description: dict[str, Any]) -> None:
    tags = [tag["name"] for tag in description["tags"]]
    assert tags[:4] == ["gallery", "albums", "items", "changes"]
    assert all(tag["description"].endswith(".") for tag in description["tags"])
    found = [operation["tags"] for _path, _method, operation in operations(description)]
    assert [tag for tag, _same in groupby(found)] == [[tag] for tag in tags]


def test_nothing_is_described_that_cannot_be(description: dict[str, Any]) -> None:
    named = set(re.findall('"#/components/([^"]+)"', json.dumps(description)))
    for kind in ("responses", "headers"):
        for name in description["components"][kind]:
            assert f"{kind}/{name}" in named
    assert list(description["components"]["securitySchemes"]) == ["token"]
    assert all(
        parameter["description"]
        for _path, _method, operation in operations(description)
        for parameter in operation["parameters"]
    )


def test_headers_are_described_where_they_come(site: Site, description: dict[str, Any]) -> None:
    site.write("italy/1.jpg")
    site.write("rome/1.jpg")
    site.sync()
    owner, home = site.program("owner", Scope.MANAGE), site.album("").id
    asked: list[tuple[str, str, Any]] = [
        ("get", "gallery", None),
        ("get", "albums?limit=1", None),
        ("get", "changes", None),
        ("post", "albums", {"parent": home, "title": "New"}),
        ("post", "archives", {"album": home}),
        ("post", "syncs", None),
        ("patch", "gallery", {"footer": "Text"}),
    ]
    told = {"ETag", "RateLimit", "RateLimit-Policy", "Link", "Location", "Retry-After"}
    for method, path, body in asked:
        send = getattr(owner, f"{method}_json" if body else method)
        answer = send(f"/api/v1/{path}", *([body] if body else []))
        operation = description["paths"][f"/api/v1/{path.partition('?')[0]}"][method]
        described = operation["responses"][str(answer.status_int)]["headers"]
        assert set(described) == told & set(answer.headers), path


def test_examples_say_what_is_meant(description: dict[str, Any]) -> None:
    """Each field that does not tell its values has one, that it may have."""
    for title, schema in description["components"]["schemas"].items():
        for name, field in schema.get("properties", {}).items():
            if "examples" in field:
                Draft202012Validator(field).validate(field["examples"][0])
            else:
                kinds = {kind.get("type", "other") for kind in field.get("anyOf", [field])}
                said = "enum" in field or "const" in field
                assert said or not kinds & {"string", "integer", "number", "object"}, (title, name)


def test_the_page_shows_it_to_everybody_at_one_address(site: Site) -> None:
    browser = site.browser()
    answer = browser.get(DOCS)
    assert answer.html.select_one(".site-title")["href"] == "http://pub.test/"
    assert "http://pub.test/api/v1/openapi.json" in answer.text
    assert "swagger-ui" in answer.text
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "data:" not in answer.headers["Content-Security-Policy"]
    assert browser.get(f"{DOCS}/", status=301).location.endswith(DOCS)
    browser.get(f"{DOCS}/more", status=404)

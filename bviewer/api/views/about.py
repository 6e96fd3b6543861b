"""What the API tells of itself."""

from typing import Annotated, Any

from pydantic import Field
from pyramid.request import Request
from typing_extensions import TypedDict

from bviewer.api.description import describe
from bviewer.api.endpoints import all_endpoints, endpoint
from bviewer.tree.api import ApiVersion

KEPT = "bviewer.api.description"


class VersionDocument(TypedDict):
    """Where everything is."""

    openapi: Annotated[str, Field(description="The description of the API, for programs.")]
    docs: Annotated[str, Field(description="The same, for people.")]
    collections: dict[str, str]


@endpoint(ApiVersion, "GET", permission=None, answer=VersionDocument)
def show_version(_context: ApiVersion, request: Request) -> VersionDocument:
    """Tell where everything is."""
    urls = request.urls
    return {
        "openapi": urls.api("openapi.json"),
        "docs": urls.api("docs"),
        "collections": {name: urls.api(name) for name in ApiVersion.collections},
    }


@endpoint(ApiVersion, "GET", name="openapi.json", permission=None, answer=dict[str, Any])
def show_description(_context: ApiVersion, request: Request) -> dict[str, Any]:
    """Describe the API (OpenAPI 3.1)."""
    registry = request.registry
    if KEPT not in registry:
        registry[KEPT] = describe(all_endpoints(registry))
    description: dict[str, Any] = registry[KEPT]
    return description

"""The addresses of resources of the API, as its description writes them."""

from inspect import getdoc

from bviewer.api.endpoints import Endpoint
from bviewer.tree.api import ApiNode, ApiVersion, Collection, MyselfNode, Single, SyncNow
from bviewer.tree.urls import API_ROOT

OF_ROOT = "api"


def path_of(endpoint: Endpoint) -> str:
    """Return the address of an endpoint."""
    base = PATHS[endpoint.context]
    return f"{base}/{endpoint.name}" if endpoint.name else base


def tag_of(endpoint: Endpoint) -> str:
    """Return the name under which endpoints of a collection are together."""
    return PATHS[endpoint.context].removeprefix(API_ROOT).strip("/").partition("/")[0] or OF_ROOT


def tags_in_order() -> dict[str, str]:
    """Return what is together under each name."""
    collections = {name: getdoc(each) or "" for name, each in ApiVersion.collections.items()}
    return {**collections, OF_ROOT: "Where everything is."}


def known_paths() -> dict[type[ApiNode], str]:
    """Return the addresses of all classes of resources, with the parameter of those that have an
    id."""
    paths: dict[type[ApiNode], str] = {
        ApiVersion: API_ROOT,
        MyselfNode: f"{API_ROOT}/users/me",
        SyncNow: f"{API_ROOT}/syncs/now",
    }
    for name, collection in ApiVersion.collections.items():
        paths[collection] = f"{API_ROOT}/{name}"
        if not issubclass(collection, Single):
            paths[collection.member] = f"{API_ROOT}/{name}/{{id}}"
    return paths


def collection_of(context: type[ApiNode]) -> type[Collection] | None:
    """Return the collection that members of a class are in, if they are members."""
    for collection in ApiVersion.collections.values():
        if collection.member is context and not issubclass(collection, Single):
            return collection
    return None


PATHS = known_paths()

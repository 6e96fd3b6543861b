"""The description of the API (OpenAPI 3.1), made from the endpoints that serve it."""

from collections.abc import Iterable, Iterator, Sequence
from http import HTTPStatus
from inspect import getdoc
from typing import Any

from bviewer.api.endpoints import Endpoint
from bviewer.api.examples import add_examples
from bviewer.api.paging import PageQuery
from bviewer.api.paths import PATHS, collection_of, path_of, tag_of, tags_in_order
from bviewer.api.schemas import (
    Schemas,
    query_schema,
    schemas_of,
    with_some_fields,
    without_null,
)
from bviewer.config.methods import SAFE_METHODS
from bviewer.presenters.documents.archives import ArchiveDocument
from bviewer.presenters.documents.problems import MEDIA_TYPE
from bviewer.security.bearer import NEEDED
from bviewer.tree.api import (
    AlbumCollection,
    AlbumMember,
    ArchiveCollection,
    ArchiveMember,
    Collection,
    ItemCollection,
    ItemMember,
    SlideshowCollection,
    SlideshowMember,
)
from bviewer.tree.finder import VIA

JSON = "application/json"
TEXT = "text/plain"
ABOUT = """\
Everything that visitors see and owners do, for programs, with the rights of the person whose token
is sent. What is missing and what is denied is the same 404.
"""

# Statuses of refusals: of all endpoints, of those that change something, and that are sent a body.
ALWAYS = (400, 401, 403, 404, 405, 422, 429, 431, 503)
OF_CHANGES = (409,)
OF_BODIES = (413, 415)
OF_CONDITIONS = (412,)

# What the servers before us say by themselves, in a line of text.
OF_SERVERS = {400, 413, 429, 431, 503}

# What refusals mean; `code` of the document says it exactly.
REFUSALS = {
    400: "Something unknown or unreadable was sent.",
    401: "The token is not good here, or this is about whoever asks, and nobody is signed in.",
    403: "This needs a token with more scope, or of a browser its `X-CSRF-Token`.",
    404: "There is nothing here, or it is not for you.",
    405: "There are other methods here: those in `Allow`.",
    409: "It is in a state in which this cannot be done, or somebody is doing it.",
    410: "The cursor is too old: look at everything again.",
    412: "It was changed since it had the ETag of `If-Match`.",
    413: "The body is too long.",
    415: "The body is no JSON, or does not say so.",
    422: "Something that was sent is not right.",
    429: "Too many requests: wait as long as `Retry-After` says.",
    431: "The headers are too long.",
    503: "The gallery is busy: wait as long as `Retry-After` says.",
}
OF_WAITING = ("Retry-After",)
WAITED = {409, 429, 503}

SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": (
            "A token of a person, who makes it on their account page. A browser in which somebody"
            " is signed in may read without one; to change something it needs the `csrf_token` of"
            " `users/me`, as `X-CSRF-Token`."
        ),
    }
}


def parameter(name: str, place: str, description: str) -> dict[str, Any]:
    """Return the description of a parameter that is text."""
    return {
        "name": name,
        "in": place,
        "required": place == "path",
        "schema": {"type": "string"},
        "description": description,
    }


ID = parameter("id", "path", "Stable, whatever becomes of its title and its place.")
KNOWN = parameter(VIA, "query", "Ids of hidden albums on the way that you know: links have them.")
IF_MATCH = parameter("If-Match", "header", "The ETag of what is changed: 412 if it has another.")
ONCE = parameter(
    "Idempotency-Key",
    "header",
    "Yours, and new for each request: one that is sent again within a day is answered as it was"
    " the first time, and nothing is done. Not for strangers.",
)
HEADERS = {
    "ETag": "Changes with the document.",
    "RateLimit": "What is left of the requests of a minute, and when there are more.",
    "RateLimit-Policy": "How many there may be in a minute.",
    "Retry-After": "Seconds after which it is worth asking again.",
    "Link": "The next page, if there is one.",
    "Location": "The address of what was made.",
}
OF_ALL = ("ETag", "RateLimit", "RateLimit-Policy")
METHODS = ("GET", "POST", "PATCH", "DELETE")
WITH_KNOWN = (
    *(AlbumCollection, AlbumMember, ItemCollection, ItemMember),
    *(ArchiveCollection, ArchiveMember, SlideshowCollection, SlideshowMember),
)


def describe(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """Return the description of all endpoints."""
    schemas, definitions = schemas_of(endpoints)
    tags = tags_in_order()
    paths: dict[str, dict[str, Any]] = {}
    for each in sorted(endpoints, key=lambda each: place_of(each, list(tags))):
        operation = describe_operation(each, endpoints, schemas, definitions)
        paths.setdefault(path_of(each), {})[each.method.lower()] = operation
    add_examples(definitions)
    return {
        "openapi": "3.1.0",
        "info": {"title": "bviewer", "version": "1", "description": ABOUT},
        "security": [{"token": []}, {}],
        "tags": [{"name": name, "description": text} for name, text in tags.items()],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "headers": {
                name: {"description": text, "schema": {"type": "string"}}
                for name, text in HEADERS.items()
            },
            "responses": describe_answers(schemas["problem", "serialization"], endpoints),
            "securitySchemes": SECURITY,
        },
    }


def place_of(endpoint: Endpoint, tags: Sequence[str]) -> tuple[int, str, int]:
    """Return where an endpoint stands in the description: what is used most comes first."""
    return tags.index(tag_of(endpoint)), path_of(endpoint), METHODS.index(endpoint.method)


def describe_operation(
    endpoint: Endpoint,
    endpoints: Sequence[Endpoint],
    schemas: Schemas,
    definitions: dict[str, Any],
) -> dict[str, Any]:
    """Return the description of one endpoint."""
    summary, _, more = (getdoc(endpoint.view) or "").partition("\n\n")
    operation: dict[str, Any] = {
        "operationId": endpoint.id,
        "tags": [tag_of(endpoint)],
        "summary": " ".join(summary.split()),
        "description": "\n\n".join(filter(None, [more, rights_of(endpoint)])),
        "parameters": list(parameters_of(endpoint)),
        "responses": responses_of(endpoint, endpoints, schemas, definitions),
    }
    if endpoint.body is not None:
        schema = schemas[f"{endpoint.id} body", "validation"]
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": schema}}}
    return operation


def rights_of(endpoint: Endpoint) -> str:
    """Return what a token has to be good for."""
    permission = endpoint.asks or endpoint.permission
    if permission is None or endpoint.method in SAFE_METHODS:
        return ""
    needed = NEEDED.get(permission)
    return "" if needed is None else f"Needs a token with the scope `{needed}`."


def parameters_of(endpoint: Endpoint) -> Iterator[dict[str, Any]]:
    """Yield the parameters of an endpoint."""
    if "{id}" in PATHS[endpoint.context]:
        yield ID
    if endpoint.context in WITH_KNOWN:
        yield KNOWN
    if endpoint.is_conditional:
        yield IF_MATCH
    if endpoint.method == "POST":
        yield ONCE
    if endpoint.query is None:
        return
    schema = query_schema(endpoint)
    for name, described in schema["properties"].items():
        yield {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "description": described.pop("description", ""),
            "schema": without_null(described),
        }


def responses_of(
    endpoint: Endpoint,
    endpoints: Sequence[Endpoint],
    schemas: Schemas,
    definitions: dict[str, Any],
) -> dict[str, Any]:
    """Return the answers of an endpoint, by their statuses."""
    answer: dict[str, Any] = {"description": endpoint.status.phrase}
    if endpoint.answer is not None:
        schema = schemas[endpoint.id, "serialization"]
        if endpoint.query is not None and "fields" in endpoint.query.model_fields:
            schema = with_some_fields(schema, definitions)
        answer["content"] = {JSON: {"schema": schema}}
        answer["headers"] = describe_headers(headers_of(endpoint))
    if links := dict(links_of(endpoint, endpoints)):
        answer["links"] = links
    answers = {str(endpoint.status.value): answer}
    for status in sorted(statuses_of(endpoint)):
        answers[str(int(status))] = {"$ref": f"#/components/responses/{answer_name(status)}"}
    return answers


def headers_of(endpoint: Endpoint) -> Iterator[str]:
    """Yield the headers that an answer with a document may have."""
    yield from OF_ALL
    if endpoint.query is not None and issubclass(endpoint.query, PageQuery):
        yield "Link"
    if endpoint.method == "POST" and not endpoint.name and issubclass(endpoint.context, Collection):
        yield "Location"
    if endpoint.answer is ArchiveDocument:
        yield from OF_WAITING


def describe_headers(names: Iterable[str]) -> dict[str, Any]:
    """Return the description of headers, by their names."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def statuses_of(endpoint: Endpoint) -> set[int]:
    """Return the statuses of the answers that many endpoints have."""
    statuses = {*ALWAYS, *endpoint.problems}
    if endpoint.method == "GET":
        statuses.add(HTTPStatus.NOT_MODIFIED)
    if endpoint.method not in SAFE_METHODS:
        statuses.update(OF_CHANGES)
    if endpoint.body is not None:
        statuses.update(OF_BODIES)
    if endpoint.is_conditional:
        statuses.update(OF_CONDITIONS)
    return statuses


def answer_name(status: int) -> str:
    """Return the name under which answers with a status are described, such as NotFound."""
    return HTTPStatus(status).name.title().replace("_", "")


def describe_answers(problem: dict[str, Any], endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """Return the answers that many endpoints have, by their names."""
    statuses = set[int]().union(*map(statuses_of, endpoints)) - {HTTPStatus.NOT_MODIFIED}
    return {
        "NotModified": {"description": "Not changed since it had the ETag of `If-None-Match`."},
        **{answer_name(each): describe_refusal(each, problem) for each in sorted(statuses)},
    }


def describe_refusal(status: int, problem: dict[str, Any]) -> dict[str, Any]:
    """Return the description of a refusal."""
    content = {MEDIA_TYPE: {"schema": problem}}
    if status in OF_SERVERS:
        content[TEXT] = {"schema": {"type": "string"}}
    waiting = {"headers": describe_headers(OF_WAITING)} if status in WAITED else {}
    return {"description": REFUSALS[status], **waiting, "content": content}


def links_of(endpoint: Endpoint, endpoints: Iterable[Endpoint]) -> Iterator[tuple[str, Any]]:
    """Yield where one gets from an answer: from what a collection lists, or makes, to its
    members."""
    if endpoint.answer is None or endpoint.method not in {"GET", "POST"} or endpoint.name:
        return
    pointer = "/id" if endpoint.method == "POST" else "/data/0/id"
    for each in endpoints:
        if collection_of(each.context) is endpoint.context:
            yield (
                each.id,
                {"operationId": each.id, "parameters": {"id": f"$response.body#{pointer}"}},
            )

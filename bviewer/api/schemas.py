"""The schemas of what the API is sent and answers, under names that are good to use in programs."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from bviewer.api.endpoints import Endpoint
from bviewer.presenters.documents.problems import ProblemDocument

REFERENCE = "#/components/schemas/"
TEMPLATE = f"{REFERENCE}{{model}}"
# What pydantic calls a page of documents.
PAGE = re.compile(r"Page_(\w+?)_\Z")

Schemas = Mapping[tuple[str, str], Any]


def schemas_of(endpoints: Iterable[Endpoint]) -> tuple[Schemas, dict[str, Any]]:
    """Return the schemas of what endpoints are sent and answer, and those that these refer to."""
    inputs = [*inputs_of(endpoints), ("problem", "serialization", TypeAdapter(ProblemDocument))]
    schemas, shared = TypeAdapter.json_schemas(inputs, ref_template=TEMPLATE)
    definitions = {
        name_of(name): {"title": name_of(name), **untitled(definition)}
        for name, definition in shared["$defs"].items()
    }
    return {(name, mode): untitled(schema) for (name, mode), schema in schemas.items()}, definitions


def inputs_of(
    endpoints: Iterable[Endpoint],
) -> Iterator[tuple[str, JsonSchemaMode, TypeAdapter[Any]]]:
    """Yield what schemas are made of, by the name of the endpoint and what it is for."""
    for each in endpoints:
        if each.answer is not None:
            yield each.id, "serialization", each.writer
        if each.body is not None:
            yield f"{each.id} body", "validation", TypeAdapter(each.body)


def name_of(definition: str) -> str:
    """Return what programs call a definition: a page of albums is an AlbumDocumentPage."""
    return PAGE.sub(r"\1Page", definition)


def untitled(schema: Any) -> Any:
    """Return a schema without the titles of its parts, which repeat their names in other words."""
    if isinstance(schema, list):
        return [untitled(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    rest = {key: value for key, value in schema.items() if key != "title"}
    if "$ref" in rest:
        rest["$ref"] = REFERENCE + name_of(rest["$ref"].removeprefix(REFERENCE))
    return {
        key: {name: untitled(each) for name, each in value.items()}
        if key == "properties"
        else untitled(value)
        for key, value in rest.items()
    }


def query_schema(endpoint: Endpoint) -> dict[str, Any]:
    """Return the schema of a query."""
    assert endpoint.query is not None
    schema: dict[str, Any] = untitled(endpoint.query.model_json_schema(ref_template=TEMPLATE))
    return schema


def without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter: one that is left out is not null."""
    kinds = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    if rest.get("default", 0) is None:
        del rest["default"]
    if len(kinds) == 1:
        return {**kinds[0], **rest}
    return {"anyOf": kinds, **rest} if kinds else rest


def with_some_fields(page: dict[str, str], definitions: dict[str, Any]) -> dict[str, str]:
    """Return the schema of a page whose documents may have some of their fields only."""
    name = page["$ref"].removeprefix(REFERENCE)
    listed = definitions[name]["properties"]["data"]
    whole = listed["items"]
    if "anyOf" not in whole:
        some = f"Some{whole['$ref'].removeprefix(REFERENCE)}"
        fields = definitions[whole["$ref"].removeprefix(REFERENCE)]
        definitions[some] = {key: fields[key] for key in fields if key != "required"}
        definitions[some] |= {"title": some, "description": "The fields that were asked for."}
        listed["items"] = {"anyOf": [whole, {"$ref": f"{REFERENCE}{some}"}]}
    return page

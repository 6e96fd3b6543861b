"""Reading the queries of programs: each parameter once, and none that nobody knows."""

from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pyramid.request import Request

from bviewer.api.refusals import Refusal, reason_of
from bviewer.presenters.documents.problems import Fault
from bviewer.tree.finder import VIA


class Query(BaseModel):
    """What may be in a query."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def read_query(request: Request, model: type[BaseModel] | None) -> Any:
    """Return the query as a model; refuse what is unknown, twice or wrong.

    Which hidden albums are known may be said anywhere (see `tree.finder`).
    """
    sent = request.GET.items() if request.environ.get("QUERY_STRING") else ()
    pairs = [(name, value) for name, value in sent if name != VIA]
    names = [name for name, _value in pairs]
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise refusal([{"parameter": name, "detail": "It is there twice."} for name in twice])
    try:
        return (model or Query).model_validate(dict(pairs))
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=False, include_input=False)
        raise refusal(
            [
                # What is wrong with several together has no place.
                {"parameter": str(each["loc"][0]), "detail": reason_of(each)}
                if each["loc"]
                else {"detail": reason_of(each)}
                for each in errors
            ]
        ) from None


def refusal(faults: list[Fault]) -> Refusal:
    """Return the refusal of a query."""
    return Refusal(
        HTTPStatus.BAD_REQUEST,
        "query_invalid",
        "The address has a parameter that is unknown, twice or wrong; see errors.",
        faults,
    )

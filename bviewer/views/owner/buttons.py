"""Pages with several buttons, each of which does one thing: its form names what, and to whom.

What a service refuses is said on the page, and nothing of it is stored.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pyramid.httpexceptions import HTTPBadRequest
from pyramid.request import Request

from bviewer.access.people import Held
from bviewer.models import Gallery
from bviewer.presenters.problems import explained
from bviewer.problems import Problem
from bviewer.tree.urls import addresses_of
from bviewer.views.owner.done import done
from bviewer.views.refusals import note_status
from bviewer.views.visitor.frame import own_gallery

# What the page after says, and where that is if it is another one; or what the same page shows
# besides, at once and once.
Outcome = str | tuple[str, str] | dict[str, Any]
Action = Callable[[Request, Gallery], Outcome]
ID = re.compile(r"[0-9]{1,9}", re.ASCII)


def press(
    request: Request, actions: Mapping[str, Action], url: str, again: Callable[[], dict[str, Any]]
) -> Any:
    """Do what a button says and return a redirect to `url`; or `again`, with what was refused."""
    action = actions.get(request.POST.get("action", ""))
    if action is None:
        raise HTTPBadRequest
    try:
        outcome = action(request, own_gallery(request))
    except Problem as problem:
        request.tm.doom()
        note_status(request, problem)
        return {**again(), "refusal": explained(request.language, problem)}
    if isinstance(outcome, dict):
        return {**again(), **outcome}
    word, target = (outcome, url) if isinstance(outcome, str) else outcome
    return done(request, target, word)


def places_of(request: Request, held: Iterable[Held]) -> dict[str, str]:
    """Return where access to the albums of some grants is changed, by their ids."""
    ids = {one.album_id for one in held if one.album_id is not None}
    addresses = addresses_of(request.dbsession, request.gallery.id, ids)
    home = request.urls.home.removesuffix("/")
    return {id_: f"{home}{address.path}access" for id_, address in addresses.items()}


def sent_id(request: Request, name: str) -> int:
    """Return the id of a row that a form names; 0, which no row has, if it is none."""
    value = request.POST.get(name, "")
    return int(value) if ID.fullmatch(value) else 0

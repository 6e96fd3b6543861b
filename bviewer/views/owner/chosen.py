"""Which items of an album a form means, and whether they are what its page showed."""

import re

from pyramid.request import Request

from bviewer.albums.chosen_items import Chosen, choose, choose_all, number_of_items
from bviewer.models import Album
from bviewer.problems import Problem
from bviewer.views.sent import sent_ids

SHIFT_PART = re.compile(r"[0-9]{1,5}", re.ASCII)


def is_all(request: Request) -> bool:
    """Return whether all items of the album are meant."""
    return bool(request.POST.get("which") == "all")


def sent_items(request: Request, album: Album) -> Chosen:
    """Return the items that a form means.

    Refuse if somebody has changed items of the album since the page was shown, and all of them if
    there are not as many as it said any more.
    """
    if request.POST.get("revision") != str(album.revision):
        raise Problem("changed_meanwhile")
    if not is_all(request):
        return choose(request.dbsession, album, sent_ids(request))
    if request.POST.get("number") != str(number_of_items(request.dbsession, album.id)):
        raise Problem("changed_meanwhile")
    return choose_all(request.dbsession, album)

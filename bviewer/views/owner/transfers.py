"""Moving or copying chosen items into another album: where to, and who can see them there."""

from typing import Any, NamedTuple

from pyramid.request import Request

from bviewer.albums.editing import find_album
from bviewer.albums.subtrees import flags_of
from bviewer.albums.transfers import Transferred, copy_items, is_opening, move_items
from bviewer.models import Album
from bviewer.presenters.items import targets_for_items
from bviewer.presenters.moving import Audience, Target
from bviewer.problems import Problem
from bviewer.tree.outline import outline
from bviewer.views.owner.buttons import Outcome
from bviewer.views.owner.chosen import sent_items
from bviewer.views.owner.moving import audience

WORDS = {"move": ("moved", "moved-some"), "copy": ("copied", "copied-some")}
SERVICES = {"move": move_items, "copy": copy_items}


class Sending(NamedTuple):
    """Items that are to go into another album; with a target, who can see them before and after."""

    number: int
    targets: list[Target]
    target: Album | None = None
    before: Audience | None = None
    after: Audience | None = None

    def seen(self) -> str:
        """Return what an owner was told, as the form sends it back."""
        return f"{self.before.digest()} {self.after.digest()}" if self.before and self.after else ""


def choose_target(request: Request, album: Album) -> dict[str, Any]:
    """Ask where the chosen items are to go."""
    chosen = sent_items(request, album)
    albums = outline(request.dbsession, request.gallery.id)
    return {
        "sending": Sending(chosen.number, targets_for_items(request.language, albums, album.id))
    }


def transfer(request: Request, album: Album) -> Outcome:
    """Move or copy the chosen items; ask once where more people can see them."""
    session, action = request.dbsession, request.POST["action"]
    target = find_album(session, request.POST.get("target", ""))
    if target.gallery_id != album.gallery_id:
        raise Problem("album_unknown", "target", album=target.id)
    chosen = sent_items(request, album)
    if asked := unseen_opening(request, album, target, chosen.number):
        return {"sending": asked, "action": action}
    sent = SERVICES[action](session, album, target, chosen, may_open=True)
    return word_for(action, sent)


def word_for(action: str, sent: Transferred) -> str:
    """Return what the page after says."""
    whole, partly = WORDS[action]
    return partly if sent.already else whole


def unseen_opening(request: Request, album: Album, target: Album, number: int) -> Sending | None:
    """Return who can see items now, and who could in an album that is more open; None if it is not,
    or if whoever asks was told of that."""
    if not is_opening(request.dbsession, album, target):
        return None
    before, after = (audience_of(request, each) for each in (album, target))
    sending = Sending(number, [], target, before, after)
    return None if request.POST.get("seen") == sending.seen() else sending


def audience_of(request: Request, album: Album) -> Audience:
    """Return who can see what is in an album."""
    return audience(request, flags_of(request.dbsession, album))

"""What owners are told of the films in an album."""

from dataclasses import dataclass

from bviewer.albums.films import NAMES, film_at
from bviewer.albums.originals import image_title
from bviewer.models import Image, ImageState, Video
from bviewer.presenters.languages import Language, Message, mark
from bviewer.tree.urls import item_url, view_url

# Why a picture was not fetched.
REASONS: dict[str, Message] = {
    "gone": mark("there is none, or no such video"),
    "refused": mark("it was refused"),
    "busy": mark("too much was asked for"),
    "unreachable": mark("nobody answers"),
    "slow": mark("it takes too long"),
    "too-large": mark("it is too large"),
    "no-picture": mark("what came is no picture"),
    "unsafe": mark("the answer led elsewhere"),
}


@dataclass(frozen=True, slots=True)
class VideoLine:
    """A film in an album, as its owner's list tells of it."""

    image: Image
    video: Video
    album_url: str
    language: Language

    def title(self) -> str:
        """Return how it is called."""
        return self.image.own_title or image_title(self.image.path)

    def url(self) -> str:
        """Return the address of its page."""
        return item_url(self.album_url, self.image.id)

    def edit_url(self) -> str:
        """Return where it is changed."""
        return view_url(self.url(), "edit")

    def provider(self) -> str:
        """Return whose it is, as people know the name."""
        return NAMES[film_at(self.image.path).provider]

    def when(self) -> str:
        """Return of when it is."""
        return self.language.moment(self.image.time)

    def picture(self) -> str:
        """Return how it went to get its picture; empty if it is there."""
        _ = self.language.gettext
        if self.image.state == ImageState.READY:
            return ""
        if self.video.reason is None:
            return _("its picture is not here yet")
        text = _("its picture could not be fetched: %(reason)s")
        return text % {"reason": _(REASONS[self.video.reason])}

"""Links to albums as their owner sees them: what they are good for, and when somebody came by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.lists import format_list

from bviewer.access.shares import ListedShare, ShareState
from bviewer.presenters.languages import Language, mark
from bviewer.security.visitor import ShareOption
from bviewer.tree.urls import Urls

STATES = {
    ShareState.GOOD: mark("good"),
    ShareState.EXPIRED: mark("expired"),
    ShareState.REVOKED: mark("taken back"),
}
OPTIONS = {
    ShareOption.DOWNLOAD: mark("originals"),
    ShareOption.DETAILS: mark("camera details"),
    ShareOption.POSITION: mark("places"),
}


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A link in a list of links, as its template reads it."""

    listed: ListedShare
    language: Language
    urls: Urls
    zone: ZoneInfo

    @property
    def id(self) -> int:
        """Return what the link is known by."""
        return self.listed.share.id

    @property
    def is_good(self) -> bool:
        """Return whether the link opens something."""
        return self.listed.state == ShareState.GOOD

    def label(self) -> str:
        """Return what the owner calls the link."""
        return self.listed.share.label

    def album_title(self) -> str:
        """Return the title of the album that the link opens."""
        return self.listed.title

    def album_url(self) -> str:
        """Return the address of the page of links of that album."""
        return f"{self.urls.short(self.listed.share.album_id)}share"

    def state(self) -> str:
        """Return what the link is good for."""
        _, share = self.language.gettext, self.listed.share
        if not self.is_good or share.expires_at is None:
            return _(STATES[self.listed.state])
        return _("good until %(day)s") % {"day": self.day(share.expires_at - timedelta(seconds=1))}

    def options(self) -> str:
        """Return what comes with the link."""
        _, share = self.language.gettext, self.listed.share
        words = [_(OPTIONS[option]) for option in self.listed.options]
        if share.password_hash is not None:
            words.append(_("password"))
        return format_list(words, locale=self.language.locale) if words else _("only to look at")

    def visits(self) -> str:
        """Return how often somebody came by the link, and when last."""
        share = self.listed.share
        if share.last_used_at is None:
            return self.language.gettext("not used yet")
        number = self.language.ngettext("%(number)s visit", "%(number)s visits", share.visits)
        last = self.language.gettext("last on %(day)s") % {"day": self.day(share.last_used_at)}
        return f"{number}, {last}"

    def day(self, moment: datetime) -> str:
        """Return the day of a moment where the gallery is."""
        return self.language.day(moment.astimezone(self.zone).date())


def share_lines(
    shares: Sequence[ListedShare], language: Language, urls: Urls, time_zone: str
) -> list[ShareLine]:
    """Return the lines of a list of links."""
    return [ShareLine(listed, language, urls, ZoneInfo(time_zone)) for listed in shares]

"""Tokens of programs, as the person who made them reads them."""

from bviewer.models import ApiToken, Scope, now
from bviewer.presenters.languages import Language, Message, mark
from bviewer.presenters.syncs import moment

SCOPES: dict[str, Message] = {
    Scope.READ: mark("See what you see"),
    Scope.WRITE: mark("Also change albums, and what is in them"),
    Scope.MANAGE: mark("All that you may, people and settings of the gallery as well"),
}


class TokenLine:
    """A token, as the template reads it."""

    def __init__(self, token: ApiToken, language: Language, zone: str) -> None:
        self.token = token
        self.language = language
        self.zone = zone

    def scope(self) -> str:
        """Return what the token is good for."""
        return self.language.gettext(SCOPES[self.token.scope])

    def made(self) -> str:
        """Return when it was made, and until when it is good."""
        made = self.language.day(self.token.created_at)
        if self.token.expires_at is None:
            return self.language.gettext("Made on %(day)s.") % {"day": made}
        days = {"day": made, "end": self.language.day(self.token.expires_at)}
        if self.is_over:
            return self.language.gettext("Made on %(day)s, and over since %(end)s.") % days
        return self.language.gettext("Made on %(day)s, good until %(end)s.") % days

    def used(self) -> str:
        """Return when it was used last."""
        if self.token.used_at is None:
            return self.language.gettext("Not used yet.")
        used = moment(self.language, self.token.used_at, self.zone)
        return self.language.gettext("Used last: %(moment)s") % {"moment": used}

    @property
    def is_over(self) -> bool:
        """Return whether the token is good for nothing any more."""
        return self.token.expires_at is not None and self.token.expires_at <= now()

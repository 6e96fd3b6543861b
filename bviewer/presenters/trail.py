"""The audit trail, as an owner reads it."""

from bviewer.models import Audit
from bviewer.presenters.languages import Language, Message, mark
from bviewer.presenters.syncs import moment
from bviewer.security.audit import Event

TEXTS: dict[str, Message] = {
    Event.ALBUM_ADDED: mark("The album %(title)s is new: %(now)s."),
    Event.ALBUM_DELETED: mark("%(title)s was deleted, with all below it."),
    Event.ALBUM_MOVED: mark("%(title)s is in %(there)s now, and was in %(here)s."),
    Event.ALBUM_PURGED: mark("%(title)s is gone for good."),
    Event.ALBUM_RESTORED: mark("%(title)s was put back, with all below it."),
    Event.ALBUM_SETTING: mark("%(title)s · %(name)s: %(now)s now, before %(before)s."),
    Event.ALBUM_VISIBILITY: mark("%(title)s is %(now)s now, and was %(before)s."),
    Event.ALBUMS_SETTING: mark("%(title)s · %(name)s: holds for all below."),
    Event.ALBUMS_VISIBILITY: mark("All below %(title)s is %(now)s now."),
    Event.GALLERY_ADDED: mark("The gallery %(host)s was made; it belongs to %(user)s."),
    Event.GALLERY_HOST: mark("The gallery is at %(host)s now, and was at %(former)s."),
    Event.GALLERY_REMOVED: mark("The gallery %(host)s of %(user)s was removed."),
    Event.GRANTED: mark("%(user)s may see %(title)s."),
    Event.GROUP_ADDED: mark("There is a group %(group)s."),
    Event.GROUP_DELETED: mark("There is no group %(group)s any more."),
    Event.GROUP_GRANTED: mark("The group %(user)s may see %(title)s."),
    Event.GROUP_REVOKED: mark("The group %(user)s may no longer see %(title)s."),
    Event.INVITATION_ACCEPTED: mark("%(user)s accepted an invitation."),
    Event.INVITATION_CANCELLED: mark("%(mail)s is no longer invited."),
    Event.INVITED: mark("%(mail)s is invited."),
    Event.ITEMS_COPIED: mark("Copied from %(title)s to %(there)s: files: %(number)s."),
    Event.ITEMS_MOVED: mark("Moved from %(title)s to %(there)s: files: %(number)s."),
    Event.LINK_MADE: mark("The link %(label)s opens %(title)s."),
    Event.LINK_REVOKED: mark("The link %(label)s opens nothing any more."),
    Event.MAIL_CHANGED: mark("%(user)s has another mail address."),
    Event.MEMBER_ADDED: mark("%(user)s is in the group %(group)s."),
    Event.MEMBER_REMOVED: mark("%(user)s is not in the group %(group)s any more."),
    Event.OPERATOR_ENDED: mark("%(user)s no longer runs the site."),
    Event.OPERATOR_MADE: mark("%(user)s runs the site from now on."),
    Event.PASSKEY_ADDED: mark("%(user)s has a new passkey, %(passkey)s."),
    Event.PASSKEY_REMOVED: mark("%(user)s removed the passkey %(passkey)s."),
    Event.PASSWORD_CHANGED: mark("%(user)s has a new password."),
    Event.REQUEST_APPROVED: mark("%(user)s asked for access and was let in."),
    Event.REQUEST_REFUSED: mark("%(user)s asked for access and was not let in."),
    Event.REVOKED: mark("%(user)s may no longer see %(title)s."),
    Event.SESSION_ENDED: mark("Sessions that %(user)s ended: %(number)s."),
    Event.SETTING: mark("%(name)s: %(now)s now, before %(before)s."),
    Event.TOKEN_MADE: mark("%(user)s made a token for a program, %(token)s: %(scope)s."),
    Event.TOKEN_REVOKED: mark("%(user)s took the token %(token)s of a program back."),
    Event.USER_ADDED: mark("There is an account %(user)s."),
    Event.USER_DISABLED: mark("%(user)s can no longer sign in."),
    Event.USER_ENABLED: mark("%(user)s can sign in again."),
    Event.USER_REMOVED: mark("%(user)s was removed."),
    Event.USER_RENAMED: mark("%(former)s is called %(user)s now."),
}
# What stands for itself in an event, as people read it.
WORDS: dict[str, Message] = {
    "downloads": mark("Downloads"),
    "everybody": mark("everybody"),
    "hidden": mark("hidden"),
    "api_origins": mark("Sites whose pages may use the API"),
    "home": mark("Folder"),
    "indexed": mark("Listed by search engines"),
    "inherited": mark("as in the album above"),
    "manage": mark("everything"),
    "mailed_links": mark("Signing in by a mailed link"),
    "new_albums": mark("New albums"),
    "no": mark("no"),
    "nobody": mark("nobody"),
    "order": mark("Order"),
    "positions": mark("Who is told where photographs were taken"),
    "previews": mark("Previews of links"),
    "private": mark("private"),
    "read": mark("look"),
    "trusted": mark("people with access"),
    "visible": mark("visible"),
    "write": mark("look and change albums"),
    "yes": mark("yes"),
}
TRANSLATED = ("now", "before", "name", "scope")


class Entry:
    """An event, as the template reads it."""

    def __init__(self, event: Audit, language: Language, zone: str) -> None:
        self.event = event
        self.language = language
        self.zone = zone

    def text(self) -> str:
        """Return what happened, in a sentence."""
        gettext, params = self.language.gettext, dict(self.event.params)
        for name in TRANSLATED:
            if params.get(name) in WORDS:
                params[name] = gettext(WORDS[params[name]])
        if params.get("title", "") is None:
            params["title"] = gettext("everything")
        text = TEXTS.get(self.event.event)
        # What a newer or older bviewer wrote is told as it is.
        return self.event.event if text is None else gettext(text) % params

    def who(self) -> str:
        """Return who did it, and from where."""
        if self.event.who is None:
            return self.language.gettext("Command line")
        return f"{self.event.who}, {self.event.address}" if self.event.address else self.event.who

    def when(self) -> str:
        """Return when it happened, by the clocks of the gallery."""
        return moment(self.language, self.event.at, self.zone)

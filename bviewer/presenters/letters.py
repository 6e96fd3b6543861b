"""Mails to people, as plain text and as HTML that says the same."""

from collections.abc import Sequence
from html import escape

from bviewer.access.letters import Draft
from bviewer.library.names import printable
from bviewer.presenters.languages import Language

STYLE = "font:16px/1.5 system-ui,sans-serif;color:#222;max-width:34em"
BUTTON = (
    "display:inline-block;padding:.7em 1.4em;border-radius:6px;"
    "background:#222;color:#fff;text-decoration:none"
)


def letter(
    language: Language,
    subject: str,
    paragraphs: Sequence[str],
    link: tuple[str, str],
    closing: str,
) -> Draft:
    """Return a mail: some paragraphs, a link with its words, and a sentence below it."""
    url, words = link
    text = "\n\n".join([*paragraphs, f"{words}:\n{url}", closing, ""])
    parts = [
        *(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs),
        f'<p><a href="{escape(url)}" style="{BUTTON}">{escape(words)}</a></p>',
        f"<p>{escape(closing)}</p>",
    ]
    body = "\n".join(parts)
    html = (
        f'<!doctype html>\n<html lang="{language.code}" dir="{language.direction}">'
        f'<meta charset="utf-8"><title>{escape(subject)}</title>\n'
        f'<body style="{STYLE}">\n{body}\n</body></html>\n'
    )
    return Draft(printable(subject), text, html)


def invitation_letter(language: Language, gallery: str, owner: str, url: str) -> Draft:
    """Return the mail to somebody who is invited."""
    _ = language.gettext
    names = {"owner": owner, "gallery": gallery}
    return letter(
        language,
        _("%(owner)s shows you photographs") % names,
        [
            _("Hello,"),
            _("%(owner)s invites you to “%(gallery)s”.") % names,
        ],
        (url, _("Look at the photographs")),
        _("The link is for you alone. It can be used once, within 14 days."),
    )


def granted_letter(language: Language, gallery: str, owner: str, url: str) -> Draft:
    """Return the mail to somebody with an account whose wish is granted."""
    _ = language.gettext
    names = {"owner": owner, "gallery": gallery}
    return letter(
        language,
        _("%(owner)s shows you photographs") % names,
        [_("Hello,"), _("%(owner)s lets you see more of “%(gallery)s” now.") % names],
        (url, _("Look at the photographs")),
        _("Sign in there as you always do."),
    )


def request_letter(language: Language, gallery: str, name: str, text: str, url: str) -> Draft:
    """Return the mail to an owner whom somebody asks for access."""
    _ = language.gettext
    names = {"name": printable(name), "gallery": gallery}
    said = [text] if text else []
    return letter(
        language,
        _("%(name)s asks to see “%(gallery)s”") % names,
        [_("%(name)s asks to see more of “%(gallery)s”:") % names, *said],
        (url, _("Decide")),
        _("Nobody sees anything more until you say so. Others may have asked as well."),
    )


def confirm_letter(language: Language, gallery: str, name: str, url: str) -> Draft:
    """Return the mail to an address that a person says is theirs."""
    _ = language.gettext
    names = {"name": printable(name), "gallery": gallery}
    return letter(
        language,
        _("Is this your mail address?"),
        [_("Hello,"), _("%(name)s at %(gallery)s gave this mail address as theirs.") % names],
        (url, _("Yes, it is mine")),
        _("The link works once, within a day. If this was not you, there is nothing to do."),
    )


def new_mail_letter(language: Language, gallery: str, name: str, mail: str, url: str) -> Draft:
    """Return the mail to the address that a person had until now."""
    _ = language.gettext
    names = {"name": printable(name), "gallery": gallery, "mail": mail}
    return letter(
        language,
        _("Your mail address was changed"),
        [_("Hello,"), _("Mail for %(name)s at %(gallery)s goes to %(mail)s from now on.") % names],
        (url, _("Look at your account")),
        _("If this was not you, change your password there and end all other sessions."),
    )


def forgotten_letter(language: Language, gallery: str, name: str, url: str) -> Draft:
    """Return the mail to somebody who has forgotten a password."""
    _ = language.gettext
    names = {"name": printable(name), "gallery": gallery}
    return letter(
        language,
        _("A new password for %(gallery)s") % names,
        [_("Hello,"), _("somebody asked for a new password for %(name)s at %(gallery)s.") % names],
        (url, _("Choose a new password")),
        _("The link works once, within an hour. If this was not you, there is nothing to do."),
    )


def new_passkey_letter(language: Language, gallery: str, name: str, key: str, url: str) -> Draft:
    """Return the mail to somebody who can sign in with another passkey."""
    _ = language.gettext
    names = {"name": printable(name), "gallery": gallery, "passkey": printable(key)}
    text = _("%(name)s can sign in at %(gallery)s with the passkey “%(passkey)s” from now on.")
    return letter(
        language,
        _("You have a new passkey"),
        [_("Hello,"), text % names],
        (url, _("This was not me")),
        _("If it was you, there is nothing to do."),
    )


def new_password_letter(language: Language, gallery: str, name: str, url: str) -> Draft:
    """Return the mail to somebody whose password was changed."""
    _ = language.gettext
    names = {"name": printable(name), "gallery": gallery}
    return letter(
        language,
        _("Your password was changed"),
        [_("Hello,"), _("%(name)s at %(gallery)s has a new password now.") % names],
        (url, _("This was not me")),
        _("If it was you, there is nothing to do."),
    )

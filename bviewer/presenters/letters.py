"""Mails to people, as plain text and as HTML that says the same."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from bviewer.access.letters import Draft
from bviewer.library.names import printable
from bviewer.presenters.languages import Language, Message, mark

STYLE = "font:16px/1.5 system-ui,sans-serif;color:#222;max-width:34em"
BUTTON = (
    "display:inline-block;padding:.7em 1.4em;border-radius:6px;"
    "background:#222;color:#fff;text-decoration:none"
)
HELLO = mark("Hello,")


class Wording(NamedTuple):
    """What one kind of mail says, in English: the words of its link, and a sentence below it."""

    subject: Message
    paragraphs: tuple[Message, ...]
    link: Message
    closing: Message


INVITATION = Wording(
    mark("%(owner)s shows you photographs"),
    (HELLO, mark("%(owner)s invites you to “%(gallery)s”.")),
    mark("Look at the photographs"),
    mark("The link is for you alone. It can be used once, within 14 days."),
)
GRANTED = Wording(
    mark("%(owner)s shows you photographs"),
    (HELLO, mark("%(owner)s lets you see more of “%(gallery)s” now.")),
    mark("Look at the photographs"),
    mark("Sign in there as you always do."),
)
REQUEST = Wording(
    mark("%(name)s asks to see “%(gallery)s”"),
    (mark("%(name)s asks to see more of “%(gallery)s”:"),),
    mark("Decide"),
    mark("Nobody sees anything more until you say so. Others may have asked as well."),
)
CONFIRM = Wording(
    mark("Is this your mail address?"),
    (HELLO, mark("%(name)s at %(gallery)s gave this mail address as theirs.")),
    mark("Yes, it is mine"),
    mark("The link works once, within a day. If this was not you, there is nothing to do."),
)
NEW_MAIL = Wording(
    mark("Your mail address was changed"),
    (HELLO, mark("Mail for %(name)s at %(gallery)s goes to %(mail)s from now on.")),
    mark("Look at your account"),
    mark("If this was not you, change your password there and end all other sessions."),
)
FORGOTTEN = Wording(
    mark("A new password for %(gallery)s"),
    (HELLO, mark("somebody asked for a new password for %(name)s at %(gallery)s.")),
    mark("Choose a new password"),
    mark("The link works once, within an hour. If this was not you, there is nothing to do."),
)
SIGN_IN = Wording(
    mark("Sign in at %(gallery)s"),
    (HELLO, mark("somebody asked for a link that signs %(name)s in at %(gallery)s.")),
    mark("Sign in"),
    mark("The link works once, within an hour. If this was not you, there is nothing to do."),
)
NEW_PASSKEY = Wording(
    mark("You have a new passkey"),
    (
        HELLO,
        mark("%(name)s can sign in at %(gallery)s with the passkey “%(passkey)s” from now on."),
    ),
    mark("This was not me"),
    mark("If it was you, there is nothing to do."),
)
NEW_TOKEN = Wording(
    mark("A program has access in your name"),
    (
        HELLO,
        mark(
            "%(name)s at %(gallery)s has made the token “%(token)s”, by which a program comes in."
        ),
    ),
    mark("This was not me"),
    mark("If it was you, there is nothing to do."),
)
NEW_PASSWORD = Wording(
    mark("Your password was changed"),
    (HELLO, mark("%(name)s at %(gallery)s has a new password now.")),
    mark("This was not me"),
    mark("If it was you, there is nothing to do."),
)


def letter(
    wording: Wording, language: Language, url: str, said: Sequence[str] = (), **names: str
) -> Draft:
    """Return a mail of this wording, with names filled in; `said` are more paragraphs."""
    known = {name: printable(value) for name, value in names.items()}
    subject, *paragraphs, words, closing = (
        language.gettext(text) % known
        for text in (wording.subject, *wording.paragraphs, wording.link, wording.closing)
    )
    return draft(language, subject, [*paragraphs, *said], (url, words), closing)


def draft(
    language: Language,
    subject: str,
    parts: Sequence[str | list[str]],
    link: tuple[str, str],
    closing: str,
) -> Draft:
    """Return a mail: some paragraphs and lists, a link with its words, and a sentence below it."""
    url, words = link
    text = "\n\n".join([*map(as_text, parts), f"{words}:\n{url}", closing, ""])
    tags = [
        *map(as_html, parts),
        f'<p><a href="{escape(url)}" style="{BUTTON}">{escape(words)}</a></p>',
        f"<p>{escape(closing)}</p>",
    ]
    body = "\n".join(tags)
    html = (
        f'<!doctype html>\n<html lang="{language.code}" dir="{language.direction}">'
        f'<meta charset="utf-8"><title>{escape(subject)}</title>\n'
        f'<body style="{STYLE}">\n{body}\n</body></html>\n'
    )
    return Draft(printable(subject), text, html)


def as_text(part: str | list[str]) -> str:
    """Return a paragraph, or a list with a line for each item."""
    return part if isinstance(part, str) else "\n".join(f"- {item}" for item in part)


def as_html(part: str | list[str]) -> str:
    """Return a paragraph or a list."""
    if isinstance(part, str):
        return f"<p>{escape(part)}</p>"
    return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in part)}</ul>"

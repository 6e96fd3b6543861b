"""Mails to owners: which syncs changed who sees what, which could not be, and what is missing."""

from collections.abc import Iterator

from bviewer.access.letters import Draft
from bviewer.library.names import printable
from bviewer.models import Gallery, SyncReport
from bviewer.presenters.languages import Language
from bviewer.presenters.letters import HELLO, draft
from bviewer.presenters.news import News, files
from bviewer.presenters.syncs import OFFLINE, REFUSED, refusal
from bviewer.sync.check_images import Report
from bviewer.sync.missing import MOST_NAMED, Missing
from bviewer.tree.urls import Urls

Parts = Iterator[str | list[str]]


def sync_letter(gallery: Gallery, report: SyncReport, language: Language, urls: Urls) -> Draft:
    """Return the mail about a sync that closed or hid albums, or shows what was closed before."""
    _ = language.gettext
    news = News(report, {}, {}, "", language, gallery.time_zone)
    opening = _("The last sync of %(gallery)s changed who sees what.") % {"gallery": gallery.host}
    return draft(
        language,
        f"{gallery.host}: {changes(language, report.told['numbers'])}",
        [_(HELLO), opening, *changes_in(news)],
        (urls.at_home("admin", "news"), _("Decide")),
        _("An album that was closed stays closed until you open it."),
    )


def refusal_letter(gallery: Gallery, report: SyncReport, language: Language, urls: Urls) -> Draft:
    """Return the mail about a sync that nobody asked for, and that changed nothing."""
    _ = language.gettext
    title = _("New photographs cannot be looked for")
    return draft(
        language,
        f"{gallery.host}: {title}",
        [_(HELLO), refusal(language, report.told)],
        (urls.at_home("admin"), _("Manage")),
        _(REFUSED),
    )


def changes(language: Language, numbers: dict[str, int]) -> str:
    """Return what changed about who sees what, in a few words."""
    ngettext, closed, shared = language.ngettext, numbers["closed"], numbers["shared"]
    said = [
        closed and ngettext("%(number)s album was closed", "%(number)s albums were closed", closed),
        shared
        and ngettext(
            "%(number)s file of a closed album is in a more open one",
            "%(number)s files of closed albums are in a more open one",
            shared,
        ),
        numbers["hidden"]
        and ngettext(
            "%(number)s album is not shown any more",
            "%(number)s albums are not shown any more",
            numbers["hidden"],
        ),
    ]
    return ", ".join(map(str, filter(None, said)))


def changes_in(news: News) -> Parts:
    """Return what changed, under the headings that it has on the page."""
    _ = news.language.gettext
    for heading, lines in (
        (_("Closed"), [f"{line.title}: {line.text}" for line in news.closed()]),
        (_("In a more open album now"), news.shared()),
        (_("Not shown any more"), [f"{line.title}: {line.text}" for line in news.hidden()]),
    ):
        if lines:
            yield heading
            yield [printable(line) for line in lines]


def missing_letter(report: Report, language: Language, urls: Urls) -> Draft:
    """Return the mail about photographs whose files are not there."""
    _ = language.gettext
    return draft(
        language,
        f"{report.host}: {what_is_missing(language, report.missing)}",
        [_(HELLO), *losses_in(language, report)],
        (urls.at_home("admin"), _("Manage")),
        _(REFUSED),
    )


def what_is_missing(language: Language, missing: Missing) -> str:
    """Return what is missing, in a few words."""
    if missing.offline:
        return language.gettext(OFFLINE)
    return language.ngettext(
        "%(number)s file is not there",
        "%(number)s files are not there",
        missing.number,
    )


def losses_in(language: Language, report: Report) -> Parts:
    """Return what is missing: all of a disk, or folders first, then files by album."""
    _, missing = language.gettext, report.missing
    if missing.offline:
        yield _(OFFLINE)
    elif missing.is_one_disk:
        numbers = {name: language.number(getattr(missing, name)) for name in ("number", "total")}
        text = _("%(number)s of %(total)s files are not there. Is a disk not mounted?")
        yield text % numbers
    else:
        yield from folders_in(language, missing)
        for album, places in report.files:
            yield printable(album.title)
            yield places
        yield from others(language, missing.files - len(missing.named))


def folders_in(language: Language, missing: Missing) -> Parts:
    """Return the folders of which nothing is left."""
    if not missing.folders:
        return
    yield language.gettext("Nothing can be read in these folders any more. Is a disk not mounted?")
    yield [
        f"{printable(path)}: {files(language, folder.number)}"
        for path, folder in list(missing.folders.items())[:MOST_NAMED]
    ]
    yield from others(language, len(missing.folders) - MOST_NAMED)


def others(language: Language, number: int) -> Parts:
    """Return how many more there are, if there are."""
    if number > 0:
        yield language.ngettext("and %(number)s more", "and %(number)s more", number)

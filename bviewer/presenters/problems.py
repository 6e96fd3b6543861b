"""What pages say to each problem, beside the field that it is about."""

from bviewer.presenters.languages import Language, mark
from bviewer.problems import Problem

TEXTS = {
    "about_text_too_long": mark("The text of an about page has at most %(maximum)s characters."),
    "about_title_too_long": mark("The title of an about page has at most %(maximum)s characters."),
    "accent_contrast": mark("%(colour)s is too dark to be seen here. Choose a lighter colour."),
    "accent_invalid": mark("This is not a colour such as #d9a441."),
    "album_elsewhere": mark("This album is not there any more."),
    "album_unknown": mark("This album is not there any more."),
    "album_without_folder": mark("This album has no folder that could be ignored."),
    "budget_range": mark("A budget is between %(minimum)s and %(maximum)s MB."),
    "description_too_long": mark("A description has at most %(maximum)s characters."),
    "footer_too_long": mark("This text has at most %(maximum)s characters."),
    "image_unknown": mark("This photograph is not in the album or below it."),
    "password_common": mark("This password is among the first that others would try."),
    "password_not_text": mark("This cannot be a password."),
    "password_too_long": mark("No password is that long."),
    "password_too_short": mark("A password needs at least %(minimum)s characters."),
    "pattern_invalid": mark("%(pattern)s cannot be ignored: it is not a name or pattern."),
    "selection_changed": mark("Some of these photographs are not in the album any more."),
    "selection_size": mark("A selection has %(minimum)s to %(maximum)s photographs."),
    "share_expiry_range": mark("A link is good until today at least, and for 100 years at most."),
    "share_label_length": mark("A name has %(minimum)s to %(maximum)s characters."),
    "time_range": mark("A time is between the years %(minimum)s and %(maximum)s."),
    "time_zone_unknown": mark("%(zone)s is not a time zone such as Europe/Berlin."),
    "title_length": mark("A title has %(minimum)s to %(maximum)s characters."),
}


def explained(language: Language, problem: Problem) -> str:
    """Return what is wrong in the visitor's language."""
    values = {
        name: language.number(value) if isinstance(value, int) else value
        for name, value in problem.params.items()
    }
    return language.gettext(TEXTS[problem.code]) % values

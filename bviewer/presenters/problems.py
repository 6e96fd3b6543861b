"""What pages say to each problem, beside the field that it is about."""

from bviewer.presenters.languages import Language, mark
from bviewer.problems import Problem

TEXTS = {
    "description_too_long": mark("A description has at most %(maximum)s characters."),
    "image_unknown": mark("This photograph is not in the album or below it."),
    "password_common": mark("This password is among the first that others would try."),
    "password_not_text": mark("A password is text."),
    "password_too_long": mark("A password has at most %(maximum)s bytes."),
    "password_too_short": mark("A password needs at least %(minimum)s characters."),
    "selection_changed": mark("Some of these photographs are not in the album any more."),
    "selection_size": mark("A selection has %(minimum)s to %(maximum)s photographs."),
    "share_expiry_range": mark("A link is good until today at least, and for 100 years at most."),
    "share_label_length": mark("A name has %(minimum)s to %(maximum)s characters."),
    "time_range": mark("A time is between the years %(minimum)s and %(maximum)s."),
    "title_length": mark("A title has %(minimum)s to %(maximum)s characters."),
}


def explained(language: Language, problem: Problem) -> str:
    """Return what is wrong in the visitor's language."""
    values = {
        name: language.number(value) if isinstance(value, int) else value
        for name, value in problem.params.items()
    }
    return language.gettext(TEXTS[problem.code]) % values

"""What pages say to each problem, beside the field that it is about."""

from bviewer.presenters.languages import Language, mark
from bviewer.problems import Problem

TEXTS = {
    "album_unknown": mark("This album is not there any more."),
    "description_too_long": mark("A description has at most %(maximum)s characters."),
    "image_unknown": mark("This photograph is not in the album or below it."),
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

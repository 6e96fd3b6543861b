"""What pages say to each problem, beside the field that it is about."""

from bviewer.presenters.languages import Language, mark
from bviewer.problems import Problem

TEXTS = {
    "description_too_long": mark("A description has at most %(maximum)s characters."),
    "grant_unknown": mark("This was taken back already."),
    "group_exists": mark("There is a group of that name already."),
    "group_gone": mark("This group is not there any more."),
    "group_name_invalid": mark("A name has 1 to %(maximum)s characters."),
    "image_unknown": mark("This photograph is not in the album or below it."),
    "member_unknown": mark("This person is not in the group."),
    "person_unknown": mark("There is no such person or group here."),
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

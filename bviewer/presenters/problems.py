"""What pages say to each problem, beside the field that it is about."""

from bviewer.presenters.languages import Language, mark
from bviewer.problems import Problem

TEXTS = {
    "album_too_deep": mark("It would be too deep there: albums go down to %(maximum)s levels."),
    "album_unknown": mark("This album is not there any more."),
    "changed_meanwhile": mark("It is not the same any more. Look again."),
    "deletion_unknown": mark("This album cannot be put back any more."),
    "description_too_long": mark("A description has at most %(maximum)s characters."),
    "folder_taken": mark("Its folder has another album by now: %(title)s."),
    "home_undeletable": mark("The home of a gallery cannot be deleted."),
    "home_immovable": mark("The home of a gallery cannot be moved."),
    "image_unknown": mark("This photograph is not in the album or below it."),
    "item_unknown": mark(
        "Something that you moved is not in this album any more. Nothing was changed."
    ),
    "move_into_itself": mark("An album cannot go into itself, or into one below it."),
    "person_unknown": mark("This person has no access here any more."),
    "parent_deleted": mark("The album that it was in is deleted. Put that back first."),
    "setting_unknown": mark("Choose what is to hold for all below."),
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

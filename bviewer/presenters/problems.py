"""What pages say to each problem, beside the field that it is about."""

from bviewer.presenters.languages import Language, mark
from bviewer.problems import Problem

TEXTS = {
    "about_text_too_long": mark("The text of an about page has at most %(maximum)s characters."),
    "about_title_too_long": mark("The title of an about page has at most %(maximum)s characters."),
    "accent_contrast": mark("%(colour)s is too dark to be seen here. Choose a lighter colour."),
    "accent_invalid": mark("This is not a colour such as #d9a441."),
    "album_elsewhere": mark("This album is not there any more."),
    "album_too_deep": mark("It would be too deep there: albums go down to %(maximum)s levels."),
    "album_unknown": mark("This album is not there any more."),
    "album_without_folder": mark("This album has no folder that could be ignored."),
    "asks_exceeded": mark("Too many have asked just now. Please try again later."),
    "budget_range": mark("A budget is between %(minimum)s and %(maximum)s MB."),
    "changed_meanwhile": mark("It is not the same any more. Look again."),
    "deletion_unknown": mark("This album cannot be put back any more."),
    "description_too_long": mark("A description has at most %(maximum)s characters."),
    "folder_taken": mark("Its folder has another album by now: %(title)s."),
    "footer_too_long": mark("This text has at most %(maximum)s characters."),
    "grant_unknown": mark("This was taken back already."),
    "group_exists": mark("There is a group of that name already."),
    "group_gone": mark("This group is not there any more."),
    "group_name_invalid": mark("A name has 1 to %(maximum)s characters."),
    "home_immovable": mark("The home of a gallery cannot be moved."),
    "home_undeletable": mark("The home of a gallery cannot be deleted."),
    "image_unknown": mark("This photograph is not in the album or below it."),
    "invitation_gone": mark("This invitation is not open any more."),
    "invitations_many": mark("There are %(maximum)s open invitations. Take some back first."),
    "item_unknown": mark(
        "Something that you moved is not in this album any more. Nothing was changed."
    ),
    "mail_invalid": mark("This is not a mail address that mail can be sent to."),
    "member_unknown": mark("This person is not in the group."),
    "move_into_itself": mark("An album cannot go into itself, or into one below it."),
    "offer_unknown": mark("There is no such album or group here."),
    "parent_deleted": mark("The album that it was in is deleted. Put that back first."),
    "password_common": mark("This password is among the first that others would try."),
    "password_not_text": mark("This cannot be a password."),
    "password_too_long": mark("No password is that long."),
    "password_too_short": mark("A password needs at least %(minimum)s characters."),
    "password_wrong": mark("This name and password do not fit together."),
    "passwords_busy": mark("The gallery is busy. Please try again shortly."),
    "pattern_invalid": mark("%(pattern)s cannot be ignored: it is not a name or pattern."),
    "person_unknown": mark("There is no such person or group here."),
    "request_gone": mark("This was decided already."),
    "selection_changed": mark("Some of these photographs are not in the album any more."),
    "selection_size": mark("A selection has %(minimum)s to %(maximum)s photographs."),
    "setting_unknown": mark("Choose what is to hold for all below."),
    "share_expiry_range": mark("A link is good until today at least, and for 100 years at most."),
    "share_label_length": mark("A name has %(minimum)s to %(maximum)s characters."),
    "text_too_long": mark("A text here has at most %(maximum)s characters."),
    "time_range": mark("A time is between the years %(minimum)s and %(maximum)s."),
    "time_zone_unknown": mark("%(zone)s is not a time zone such as Europe/Berlin."),
    "title_length": mark("A title has %(minimum)s to %(maximum)s characters."),
    "tries_exceeded": mark("Too many attempts. Please wait a few minutes."),
    "user_exists": mark("Somebody has this name already. Please choose another one."),
    "user_name_invalid": mark("A name has 1 to %(maximum)s characters."),
    "caption_too_long": mark("A caption has at most %(maximum)s characters."),
    "item_title_length": mark("A title has at most %(maximum)s characters."),
    "more_open_there": mark("More people can see them there. Say that this is meant."),
    "nothing_chosen": mark("Choose some photographs first."),
    "same_album": mark("They are in this album already."),
    "shift_nothing": mark("Say by how much: days, hours or minutes."),
    "file_gone": mark("Some of these files are not in the folder any more. Nothing was changed."),
    "folder_has_album": mark("This folder has an album already: %(title)s."),
    "folder_unknown": mark("This folder is not there any more, or cannot be read."),
}


def explained(language: Language, problem: Problem) -> str:
    """Return what is wrong in the visitor's language."""
    values = {
        name: language.number(value) if isinstance(value, int) else value
        for name, value in problem.params.items()
    }
    return language.gettext(TEXTS[problem.code]) % values

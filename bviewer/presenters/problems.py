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
    "alias_invalid": mark("%(host)s is not the name of a host."),
    "archive_empty": mark("There is nothing to download here."),
    "archive_too_large": mark(
        "This is %(megabytes)s MB, and an archive has at most %(maximum)s MB. Choose a part of it."
    ),
    "archives_busy": mark("Too many archives are being prepared. Please try again later."),
    "archives_exceeded": mark("You have asked for many archives. Please try again in an hour."),
    "asks_exceeded": mark("Too many have asked just now. Please try again later."),
    "budget_range": mark("A budget is between %(minimum)s and %(maximum)s MB."),
    "changed_meanwhile": mark("It is not the same any more. Look again."),
    "changes_start_over": mark(
        "What changed since then is not known any more. Look at everything again."
    ),
    "cursor_invalid": mark("This is no place that you were told here."),
    "deletion_unknown": mark("This album cannot be put back any more."),
    "description_too_long": mark("A description has at most %(maximum)s characters."),
    "folder_taken": mark("Its folder has another album by now: %(title)s."),
    "footer_too_long": mark("This text has at most %(maximum)s characters."),
    "gallery_title_too_long": mark("A title has at most %(maximum)s characters."),
    "grant_unknown": mark("This was taken back already."),
    "group_exists": mark("There is a group of that name already."),
    "group_gone": mark("This group is not there any more."),
    "group_name_invalid": mark("A name has 1 to %(maximum)s characters."),
    "home_immovable": mark("The home of a gallery cannot be moved."),
    "home_undeletable": mark("The home of a gallery cannot be deleted."),
    "home_is_link": mark("%(link)s is a link, and links are not followed."),
    "home_taken": mark("The gallery %(gallery)s shows photographs of this folder already."),
    "host_invalid": mark("%(host)s is not the name of a host."),
    "host_is_alias": mark("%(host)s leads to the gallery %(gallery)s already."),
    "host_taken": mark("There is a gallery at %(host)s already."),
    "image_unknown": mark("This photograph is not in the album or below it."),
    "invitation_gone": mark("This invitation is not open any more."),
    "invitations_many": mark("There are %(maximum)s open invitations. Take some back first."),
    "item_unknown": mark(
        "Something that you moved is not in this album any more. Nothing was changed."
    ),
    "language_unknown": mark("This language is not spoken here."),
    "link_gone": mark("This link was used already, or has expired."),
    "library_offline": mark("This folder cannot be shown: %(reason)s."),
    "mail_invalid": mark("This is not a mail address that mail can be sent to."),
    "member_unknown": mark("This person is not in the group."),
    "move_into_itself": mark("An album cannot go into itself, or into one below it."),
    "host_not_typed": mark("This is not %(host)s. Nothing was removed."),
    "origin_invalid": mark("%(origin)s is not an origin such as https://site.example."),
    "origins_many": mark("There are at most %(maximum)s origins."),
    "not_confirmed": mark("Say that you are sure first."),
    "offer_unknown": mark("There is no such album or group here."),
    "parent_deleted": mark("The album that it was in is deleted. Put that back first."),
    "passkey_expired": mark("The page was open for too long. Please try again."),
    "passkey_name_invalid": mark("A name has 1 to %(maximum)s characters."),
    "passkey_refused": mark("This passkey does not fit. Please try again."),
    "passkey_unknown": mark("This passkey was removed already."),
    "passkeys_many": mark("There are %(maximum)s passkeys. Remove one first."),
    "password_common": mark("This password is among the first that others would try."),
    "password_not_text": mark("This cannot be a password."),
    "password_too_long": mark("No password is that long."),
    "password_too_short": mark("A password needs at least %(minimum)s characters."),
    "password_present_wrong": mark("This is not the present password."),
    "password_wrong": mark("This name and password do not fit together."),
    "passwords_busy": mark("The gallery is busy. Please try again shortly."),
    "path_impossible": mark("There is no such folder."),
    "path_not_plain": mark("There is no such folder."),
    "pattern_invalid": mark("%(pattern)s cannot be ignored: it is not a name or pattern."),
    "person_unknown": mark("There is no such person or group here."),
    "request_gone": mark("This was decided already."),
    "selection_changed": mark("Some of these photographs are not in the album any more."),
    "selection_size": mark("A selection has %(minimum)s to %(maximum)s photographs."),
    "seconds_range": mark("A photograph is shown for %(minimum)s to %(maximum)s seconds."),
    "session_unknown": mark("This session is over already."),
    "setting_unknown": mark("Choose what is to hold for all below."),
    "share_expiry_range": mark("A link is good until today at least, and for 100 years at most."),
    "share_gone": mark("This link opens nothing any more."),
    "share_label_length": mark("A name has %(minimum)s to %(maximum)s characters."),
    "slideshows_exceeded": mark("You have begun many shows. Please try again in an hour."),
    "sync_running": mark("A sync is on its way."),
    "text_too_long": mark("A text here has at most %(maximum)s characters."),
    "time_range": mark("A time is between the years %(minimum)s and %(maximum)s."),
    "time_zone_unknown": mark("%(zone)s is not a time zone such as Europe/Berlin."),
    "title_length": mark("A title has %(minimum)s to %(maximum)s characters."),
    "token_album_unknown": mark("This is not the address of an album that you can see."),
    "token_days_range": mark("A token is good for %(minimum)s to %(maximum)s days."),
    "token_label_invalid": mark("A name has 1 to %(maximum)s characters."),
    "token_unknown": mark("This token was taken back already."),
    "tokens_many": mark("You have %(maximum)s tokens here. Take some back first."),
    "tries_exceeded": mark("Too many attempts. Please wait a few minutes."),
    "user_exists": mark("Somebody has this name already. Please choose another one."),
    "user_is_self": mark("You cannot do this to your own account."),
    "user_name_invalid": mark("A name has 1 to %(maximum)s characters."),
    "user_owns_gallery": mark("The gallery %(gallery)s belongs to %(name)s."),
    "user_unknown": mark("There is nobody called %(name)s."),
    "video_address_unknown": mark("This is no address of a video at YouTube or Vimeo."),
    "video_exists": mark("This video is in the album already."),
    "caption_too_long": mark("A caption has at most %(maximum)s characters."),
    "item_title_length": mark("A title has at most %(maximum)s characters."),
    "more_open_there": mark("More people can see them there. Say that this is meant."),
    "nothing_chosen": mark("Choose some photographs first."),
    "same_album": mark("They are in this album already."),
    "shift_nothing": mark("Say by how much: days, hours or minutes."),
    "file_gone": mark("Some of these files are not in the folder any more. Nothing was changed."),
    "folder_has_album": mark("This folder has an album already: %(title)s."),
    "folder_was_closed": mark(
        "This folder belonged to an album that is more closed, so this one will be private. "
        "Say that this is meant."
    ),
    "folder_unknown": mark("This folder is not there any more, or cannot be read."),
}


ABOUT_YEARS = {"time_range"}  # They are written without separators.


def explained(language: Language, problem: Problem) -> str:
    """Return what is wrong in the visitor's language."""
    number = str if problem.code in ABOUT_YEARS else language.number
    values = {
        name: number(value) if isinstance(value, int) else value
        for name, value in problem.params.items()
    }
    return language.gettext(TEXTS[problem.code]) % values

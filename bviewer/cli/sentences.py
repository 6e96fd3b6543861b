"""What the command line says to each problem, with its own flags."""

from bviewer.library.names import printable
from bviewer.problems import Problem

ACCOUNTS = {
    "language_unknown": "there are no texts in this language",
    "link_gone": "this link is used or expired",
    "passkey_expired": "the passkey answered too late",
    "passkey_name_invalid": "the name of a passkey has 1 to {maximum} printable characters",
    "passkey_refused": "the passkey does not fit",
    "passkey_unknown": "there is no such passkey",
    "passkeys_many": "nobody has more than {maximum} passkeys",
    "password_common": "this password is among the first that others would try",
    "password_not_text": "a password is text in UTF-8",
    "password_present_wrong": "this is not the present password",
    "password_too_long": "a password has at most {maximum} bytes",
    "password_too_short": "a password needs at least {minimum} characters",
    "password_wrong": "this name and password do not fit together",
    "passwords_busy": "too many passwords are compared right now; try again in {seconds} seconds",
    "session_unknown": "this session is over already",
    "token_album_unknown": "there is no such album for this token",
    "token_days_range": "a token is good for {minimum} to {maximum} days",
    "token_label_invalid": "the name of a token has 1 to {maximum} printable characters",
    "token_unknown": "there is no such token",
    "tokens_many": "nobody has more than {maximum} tokens at a gallery",
    "tries_exceeded": "too many passwords were wrong; wait {seconds} seconds",
    "user_exists": "there is a user {name} already",
    "user_gone": "there is no such user any more",
    "user_is_self": "nobody can do this to their own account",
    "user_name_invalid": "a user name has 1 to {maximum} printable characters",
    "user_owns_gallery": "the gallery {gallery} belongs to {name}; `disable` keeps both",
    "user_unknown": "there is no user {name}",
}

ACCESS = {
    "archive_empty": "there is nothing to put into an archive",
    "archive_too_large": "{megabytes} MB are more than archives may take: {maximum} MB",
    "archives_busy": "too many archives are being built; wait {seconds} seconds",
    "archives_exceeded": "too many archives were asked for; wait {seconds} seconds",
    "asks_exceeded": "too many have asked for access; wait {seconds} seconds",
    "grant_unknown": "there is no such access",
    "group_exists": "there is a group {name} already",
    "group_gone": "there is no such group",
    "group_name_invalid": "the name of a group has 1 to {maximum} printable characters",
    "group_unknown": "there is no group {name}",
    "host_not_typed": "this is not {host}; nothing was removed",
    "not_confirmed": "say that you are sure first",
    "invitation_gone": "this invitation is used, expired or taken back",
    "invitations_many": "there are {maximum} open invitations already",
    "mail_invalid": "mail cannot be sent to such an address",
    "member_unknown": "{name} is not in the group",
    "offer_unknown": "there is no such album or group here",
    "person_unknown": "there is no such person or group here",
    "request_gone": "this request was decided about already",
    "text_too_long": "a text here has at most {maximum:,} characters",
}

ALBUMS = {
    "changes_start_over": "it is unknown what changed since then; look at all again",
    "cursor_invalid": "this is no cursor that was told here",
    "file_gone": "some of these files are not in the folder; nothing was changed",
    "folder_unknown": "there is no such folder in the gallery, or it cannot be read",
    "folder_has_album": "this folder has an album already: {title}",
    "folder_was_closed": "this folder belonged to an album that is more closed, so this one "
    "becomes private; add --close if that is meant",
    "caption_too_long": "a caption has at most {maximum} characters",
    "item_title_length": "a title has at most {maximum} characters",
    "more_open_there": "more people can see them there; add --open if that is meant",
    "nothing_chosen": "there is nothing to choose from",
    "same_album": "they are in this album already",
    "shift_nothing": "say by how much, in days, hours or minutes",
    "album_elsewhere": "album {album} is not in the gallery {gallery}",
    "album_too_deep": "albums go down to {maximum} levels",
    "album_without_folder": "album {album} has no folder below that of the gallery",
    "album_unknown": "there is no album {album}",
    "changed_meanwhile": "it is not the same any more",
    "deletion_unknown": "no album {album} was deleted, or it is gone for good",
    "description_too_long": "a description has at most {maximum:,} characters",
    "folder_taken": "its folder has another album by now: {title}",
    "home_undeletable": "the home of a gallery cannot be deleted",
    "home_immovable": "the home of a gallery cannot be moved",
    "image_unknown": "there is no image {image} in the album or below it",
    "item_unknown": "not all of these are in the album, each once; nothing was changed",
    "move_into_itself": "an album cannot go into itself, or into one below it",
    "person_unknown": "this person has no access there",
    "parent_deleted": "the album that it was in is deleted; put that back first",
    "seconds_range": "a photograph is shown for {minimum} to {maximum} seconds",
    "setting_unknown": "say what is to hold for all below",
    "video_address_unknown": "this is no address of a video at YouTube or Vimeo",
    "video_exists": "this video is in the album already",
    "slideshows_exceeded": "too many shows were begun; wait {seconds} seconds",
    "time_range": "a time is between the years {minimum} and {maximum}",
    "title_length": "a title has {minimum} to {maximum} characters",
}

SHARES = {
    "selection_changed": "some of these images are not in the album",
    "selection_size": "a selection has {minimum} to {maximum} images",
    "share_expiry_range": "a link is good until today at least, and for 100 years at most",
    "share_label_length": "a label has {minimum} to {maximum} characters",
    "share_gone": "this link opens nothing any more",
    "share_unknown": "there is no link {share}",
}

GALLERIES = {
    "accent_contrast": "{colour} is too dark to be seen on our ground; choose a lighter one",
    "accent_invalid": "{colour!r} is not a colour such as #d9a441",
    "about_text_too_long": "the text of an about page has at most {maximum:,} characters",
    "about_title_too_long": "the title of an about page has at most {maximum} characters",
    "alias_invalid": "{host!r} is not an alias of {gallery}",
    "alias_unknown": "{host} is not an alias of {gallery}",
    "budget_range": "a budget is between {minimum} and {maximum:,} MB",
    "footer_too_long": "the text below all pages has at most {maximum} characters",
    "gallery_ambiguous": "which gallery? name its host",
    "gallery_missing": "there is no gallery yet",
    "gallery_title_too_long": "a title has at most {maximum} characters",
    "gallery_unknown": "there is no gallery {host}",
    "home_above": "the photographs of the gallery are in {folder}, below that",
    "home_in_part": "{folder} holds only a part of the gallery's photographs",
    "home_is_link": "{link} is a link, and links are not followed",
    "home_of_others": "{folder} holds other photographs than those of {gallery}",
    "home_taken": (
        "the gallery {gallery} has the folder {folder}; "
        "add --shared if both are meant to show the same files"
    ),
    "host_invalid": "{host!r} is not the name of a host",
    "host_is_alias": "{host} is an alias of the gallery {gallery} already",
    "host_taken": "there is a gallery {host} already",
    "origin_invalid": "{origin!r} is not an origin such as https://site.example",
    "origins_many": "a gallery has at most {maximum} origins",
    "pattern_invalid": "{pattern} cannot be passed over: {reason}",
    "pattern_unknown": "{gallery} has no pattern {pattern}",
    "time_zone_unknown": "{zone!r} is not a time zone such as Europe/Berlin",
}

FILES = {
    "eviction_running": "another process is clearing the cache right now",
    "library_silent": "the disk with the photographs does not answer",
    "folder_ignored": "the folder {folder} is passed over: {reason}",
    "folder_unreadable": "cannot read the folder {folder}: {reason}",
    "images_vanished": (
        "{vanished} of the {known} images known in the gallery are not there any more. If a disk "
        "is not mounted, mount it and sync again; if they were really removed, sync with "
        "--accept-missing."
    ),
    "library_offline": "{reason}",
    "path_impossible": "no file can have this name: {path}",
    "path_not_plain": "not a plain relative path: {path}",
    "sync_running": "another sync of this gallery is running",
}

INSTALLATION = {
    "data_in_use": (
        "another bviewer serves from {data}; stop that one, or choose another folder with --data"
    ),
    "data_in_library": "the data folder {data} must not be inside the photographs",
    "data_name_invalid": "the name of the data folder {data} must not have % # ? in it",
    "data_not_a_folder": "the data folder {data} is not a folder",
    "data_unanswered": (
        "the disk of the photographs of {data} does not answer: unmount it, or choose a data "
        "folder with --data"
    ),
    "home_directory_unknown": "{folder}: there is no such home directory",
    "library_not_changed": "write bviewer.library = {library} into {ini} yourself, and try again",
    "photographs_below": (
        "the photographs of {data} are in {below}: show that folder, or make a second gallery with "
        "--data ANOTHER"
    ),
    "photographs_in_part": (
        "{folder} holds only a part of the photographs of {data}: show the folder that holds all "
        "of them, or make a second gallery with --data ANOTHER"
    ),
    "photographs_known": (
        "{folder} holds the photographs of {library} as well: go on with their gallery with "
        "--data {data}, or make a second one with --data ANOTHER"
    ),
    "photographs_maybe_known": (
        "{folder} may hold the photographs of {library}, which are not there any more, and their "
        "data {data} cannot be looked at ({reason}): mend that, or begin anew with --data ANOTHER"
    ),
    "photographs_of_others": (
        "{data} is about other photographs than those in {folder}; it knows those that were in "
        "{library}"
    ),
    "photographs_overlap": (
        "{folder} has photographs of {library}, which has a gallery: go on with that with --data "
        "{data} and no folder, or make a second one with --data ANOTHER"
    ),
    "photos_missing": "there is no folder {folder}",
    "photos_name_invalid": (
        "the name of the folder {folder} must be UTF-8, without line breaks or a final space"
    ),
    "photos_not_a_folder": "{folder} is not a folder",
    "photos_unreadable": "{folder} cannot be read: {reason}",
}

# Values that may have line breaks and bytes that are not UTF-8 in them.
PATHS = {"folder", "path", "below"}

SENTENCES = ACCESS | ACCOUNTS | ALBUMS | SHARES | GALLERIES | FILES | INSTALLATION


def sentence(problem: Problem) -> str:
    """Return what is wrong in English, as an operator can act on it."""
    return SENTENCES[problem.code].format_map(
        {
            name: printable(value) if name in PATHS and isinstance(value, str) else value
            for name, value in problem.params.items()
        }
    )

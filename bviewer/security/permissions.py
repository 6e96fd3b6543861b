"""What a person may be allowed to do."""

from enum import StrEnum


class Permission(StrEnum):
    """Permissions that views ask for and ACLs grant."""

    VIEW = "view"  # Open the node: its page and its resized images.
    LIST = "list"  # See the album in listings, counts and covers of what holds it.
    DOWNLOAD = "download"  # Fetch originals.
    EDIT = "edit"  # Change the album and what is in it.
    MANAGE = "manage"  # Change the gallery.
    OPERATE = "operate"  # Run the site.


VISITOR = (Permission.VIEW, Permission.LIST, Permission.DOWNLOAD)
OWNER = (*VISITOR, Permission.EDIT, Permission.MANAGE)
EVERYTHING = tuple(Permission)

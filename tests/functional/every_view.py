"""Every view of the application: what it is a view of, and who may have it.

A test fails as long as a new one is nowhere here; others ask for what is.
"""

from dataclasses import dataclass

ViewKey = tuple[str, str, str]


@dataclass(frozen=True)
class Route:
    """A view of albums or images: the permission it needs, and what follows the node's URL."""

    kind: str
    permission: str
    endings: tuple[str, ...] = ("",)


SIZES = ("tiny", "small", "medium", "small2x", "row", "big", "large", "huge")
RENDITIONS = tuple(f"{size}.jpg" for size in SIZES)

NODE_ROUTES: dict[ViewKey, Route] = {
    ("AlbumResource", "", "GET"): Route("album", "view"),
    ("AlbumResource", "access", "GET"): Route("album", "edit", ("access",)),
    ("AlbumResource", "edit", "GET"): Route("album", "edit", ("edit",)),
    ("AlbumResource", "arrange", "GET"): Route("album", "edit", ("arrange",)),
    ("AlbumResource", "items", "GET"): Route("album", "edit", ("items",)),
    ("AlbumResource", "folders", "GET"): Route("album", "edit", ("folders",)),
    ("AlbumResource", "progress", "GET"): Route("album", "edit", ("progress",)),
    ("AlbumResource", "below", "GET"): Route("album", "edit", ("below",)),
    ("AlbumResource", "view-as", "GET"): Route("album", "edit", ("view-as",)),
    ("AlbumResource", "delete", "GET"): Route("album", "edit", ("delete",)),
    ("AlbumResource", "move", "GET"): Route("album", "edit", ("move",)),
    ("AlbumResource", "new-album", "GET"): Route("album", "edit", ("new-album",)),
    ("AlbumResource", "videos", "GET"): Route("album", "edit", ("videos",)),
    ("AlbumResource", "cover", "GET"): Route("album", "edit", ("cover",)),
    ("ImageResource", "edit", "GET"): Route("image", "edit", ("edit",)),
    ("ImageResource", "cover", "GET"): Route("image", "edit", ("cover",)),
    ("AlbumResource", "feed", "GET"): Route("album", "view", ("feed",)),
    ("AlbumResource", "download", "GET"): Route("album", "download", ("download",)),
    ("AlbumResource", "slideshow", "GET"): Route("album", "view", ("slideshow",)),
    ("AlbumResource", "choose", "GET"): Route("album", "download", ("choose",)),
    ("AlbumResource", "share", "GET"): Route("album", "edit", ("share",)),
    ("ImageResource", "", "GET"): Route("image", "view"),
    ("ImageResource", "full", "GET"): Route("image", "download", ("full",)),
    ("ImageResource", "raw", "GET"): Route("image", "download", ("raw",)),
    ("ImageResource", "play", "GET"): Route("image", "view", ("play",)),
    ("ImageResource", "motion", "GET"): Route("image", "view", ("motion",)),
    ("RenditionResource", "", "GET"): Route("image", "view", RENDITIONS),
    ("VideoResource", "", "GET"): Route("video", "view"),
    ("MotionResource", "", "GET"): Route("motion", "view"),
}
# A film has the other pages and the copies of an image as well.
OF_ITEMS = {
    "image": ("image", "video"),
    "video": ("video",),
    "motion": ("motion",),
    "album": ("album",),
}

# These have tests of their own.
OF_THE_GALLERY: set[ViewKey] = {
    ("HomeResource", "", "GET"),
    ("HomeResource", "about", "GET"),
    ("HomeResource", "accent.css", "GET"),
    ("HomeResource", "account", "GET"),
    ("HomeResource", "account", "POST"),
    ("HomeResource", "confirm", "GET"),
    ("HomeResource", "confirm", "POST"),
    ("HomeResource", "forgotten", "GET"),
    ("HomeResource", "forgotten", "POST"),
    ("HomeResource", "invitation", "GET"),
    ("HomeResource", "invitation", "POST"),
    ("HomeResource", "login", "GET"),
    ("HomeResource", "login", "POST"),
    ("HomeResource", "logout", "POST"),
    ("HomeResource", "manifest.webmanifest", "GET"),
    ("HomeResource", "passkey", "POST"),
    ("HomeResource", "password", "GET"),
    ("HomeResource", "password", "POST"),
    ("HomeResource", "register", "GET"),
    ("HomeResource", "register", "POST"),
    ("HomeResource", "view-as-myself", "POST"),
    ("HomeResource", "welcome", "GET"),
    ("HomeResource", "welcome", "POST"),
}

# Our own files, and what is shown instead of an exception: nothing here knows of a node.
OF_NO_NODE: set[ViewKey] = {
    ("static", "", "any"),
    ("IExceptionResponse", "", "any"),
    ("WSGIHTTPException", "", "any"),
    ("HTTPNotFound", "", "any"),
    ("HTTPForbidden", "", "any"),
    ("UnknownHost", "", "any"),
    ("BadCSRFOrigin", "", "any"),
    ("BadCSRFToken", "", "any"),
    ("UnreadableForm", "", "any"),
    ("Problem", "", "any"),
    ("Refusal", "", "any"),
    ("OperationalError", "", "any"),
    ("StorageAway", "", "any"),
    ("DiskSilent", "", "any"),
    ("Exception", "", "any"),
    ("Preflight", "", "any"),
    ("healthz", "", "any"),
    ("robots", "", "any"),
    ("favicon", "", "any"),
}

# Links, which are looked up by their secret; tests/functional/test_shares.py follows them.
OF_A_LINK: set[ViewKey] = {
    ("ShareLink", "", "GET"),
    ("ShareBranch", "", "GET"),
    ("ShareBranch", "", "POST"),
}

# Files whose ids follow; tests/functional/test_download.py asks for them.
OF_AN_ARCHIVE: set[ViewKey] = {("AlbumResource", "archive", "GET")}

# What takes a form changes something, and needs a permission: it has tests of its own.
FORMS: dict[ViewKey, str] = {
    ("AlbumResource", "access", "POST"): "edit",
    ("AlbumResource", "edit", "POST"): "edit",
    ("AlbumResource", "share", "POST"): "edit",
    ("AlbumResource", "unshare", "POST"): "edit",
    ("AlbumResource", "arrange", "POST"): "edit",
    ("AlbumResource", "items", "POST"): "edit",
    ("AlbumResource", "download", "POST"): "download",
    ("AlbumResource", "choose", "POST"): "download",
    ("AlbumResource", "slideshow", "POST"): "view",
    ("AlbumResource", "showing", "POST"): "view",
    ("AlbumResource", "folders", "POST"): "edit",
    ("AlbumResource", "below", "POST"): "edit",
    ("AlbumResource", "view-as", "POST"): "edit",
    ("AlbumResource", "delete", "POST"): "edit",
    ("AlbumResource", "move", "POST"): "edit",
    ("AlbumResource", "new-album", "POST"): "edit",
    ("AlbumResource", "cover", "POST"): "edit",
    ("AlbumResource", "videos", "POST"): "edit",
    ("ImageResource", "cover", "POST"): "edit",
    ("ImageResource", "edit", "POST"): "edit",
    ("ImageResource", "remove", "POST"): "edit",
}

# What programs are answered, which decides for itself what it tells whom, and the permissions
# that they need who change something by it: of the album or the item that is named, or that a body
# names. tests/functional/api asks for it.
OF_THE_API: dict[ViewKey, str] = {
    ("ApiVersion", "", "GET"): "",
    ("ApiVersion", "docs", "GET"): "",
    ("ApiVersion", "openapi.json", "GET"): "",
    ("GalleryNode", "", "GET"): "view",
    ("GalleryNode", "overview", "GET"): "manage",
    ("AlbumCollection", "", "GET"): "",
    ("AlbumCollection", "", "POST"): "edit",
    ("AlbumCollection", "", "PATCH"): "edit",
    ("AlbumMember", "", "GET"): "view",
    ("AlbumMember", "", "PATCH"): "edit",
    ("AlbumMember", "", "DELETE"): "edit",
    ("AlbumMember", "apply", "POST"): "edit",
    ("AlbumMember", "archive", "GET"): "download",
    ("AlbumMember", "arrange", "POST"): "edit",
    ("AlbumMember", "ignore", "GET"): "edit",
    ("AlbumMember", "ignore", "POST"): "manage",
    ("AlbumMember", "jobs", "GET"): "edit",
    ("AlbumMember", "jobs", "DELETE"): "edit",
    ("AlbumMember", "let-in", "POST"): "edit",
    ("AlbumMember", "pick", "POST"): "edit",
    ("AlbumMember", "render", "POST"): "edit",
    ("ItemCollection", "", "GET"): "",
    ("ItemCollection", "", "POST"): "edit",
    ("ItemCollection", "", "PATCH"): "edit",
    ("ItemCollection", "copy", "POST"): "edit",
    ("ItemCollection", "move", "POST"): "edit",
    ("ItemCollection", "remove", "POST"): "edit",
    ("ItemCollection", "reread", "POST"): "edit",
    ("ItemCollection", "retry", "POST"): "manage",
    ("ItemMember", "", "GET"): "view",
    ("ItemMember", "", "PATCH"): "edit",
    ("ItemMember", "", "DELETE"): "edit",
    ("ItemMember", "fetch", "POST"): "edit",
    ("GalleryNode", "", "PATCH"): "manage",
    ("ShareCollection", "", "GET"): "manage",
    ("ShareMember", "", "GET"): "manage",
    ("ShareCollection", "", "POST"): "manage",
    ("ShareMember", "", "DELETE"): "manage",
    ("GrantCollection", "", "GET"): "manage",
    ("GrantMember", "", "GET"): "manage",
    ("GrantCollection", "", "POST"): "manage",
    ("GrantMember", "", "DELETE"): "manage",
    ("GroupCollection", "", "GET"): "manage",
    ("GroupMember", "", "GET"): "manage",
    ("GroupCollection", "", "POST"): "manage",
    ("GroupMember", "", "PATCH"): "manage",
    ("GroupMember", "", "DELETE"): "manage",
    ("InvitationCollection", "", "GET"): "manage",
    ("InvitationMember", "", "GET"): "manage",
    ("InvitationCollection", "", "POST"): "manage",
    ("InvitationMember", "send", "POST"): "manage",
    ("InvitationMember", "link", "POST"): "manage",
    ("InvitationMember", "", "DELETE"): "manage",
    ("AccessRequestCollection", "", "GET"): "manage",
    ("AccessRequestMember", "", "GET"): "manage",
    ("AccessRequestMember", "accept", "POST"): "manage",
    ("AccessRequestMember", "refuse", "POST"): "manage",
    ("PersonCollection", "", "GET"): "manage",
    ("PersonMember", "", "GET"): "manage",
    ("EventCollection", "", "GET"): "manage",
    ("SiteEventCollection", "", "GET"): "operate",
    ("ChangesNode", "", "GET"): "",
    ("MyselfNode", "", "GET"): "",
    ("MyselfNode", "", "PATCH"): "",
    ("SessionCollection", "", "GET"): "",
    ("SessionMember", "", "GET"): "",
    ("SessionMember", "", "DELETE"): "",
    ("TokenCollection", "", "GET"): "",
    ("TokenMember", "", "GET"): "",
    ("TokenMember", "", "DELETE"): "",
    ("UserCollection", "", "GET"): "operate",
    ("UserMember", "", "GET"): "operate",
    ("UserCollection", "", "POST"): "operate",
    ("UserMember", "", "PATCH"): "operate",
    ("UserMember", "", "DELETE"): "operate",
    ("GalleryCollection", "", "GET"): "operate",
    ("GalleryMember", "", "GET"): "operate",
    ("GalleryCollection", "", "POST"): "operate",
    ("GalleryMember", "", "PATCH"): "operate",
    ("GalleryMember", "first-link", "POST"): "operate",
    ("GalleryMember", "", "DELETE"): "operate",
    ("SlideshowCollection", "", "POST"): "view",
    ("SlideshowMember", "", "GET"): "view",
    ("SlideshowMember", "", "PATCH"): "view",
    ("SlideshowMember", "", "DELETE"): "view",
    ("SlideshowMember", "next", "POST"): "view",
    ("ArchiveCollection", "", "POST"): "download",
    ("ArchiveMember", "", "GET"): "download",
    ("ArchiveMember", "", "DELETE"): "download",
    ("SyncCollection", "", "GET"): "edit",
    ("SyncCollection", "", "POST"): "edit",
    ("SyncMember", "", "GET"): "edit",
    ("SyncNow", "", "GET"): "edit",
    ("FolderCollection", "", "GET"): "edit",
    ("FolderCollection", "left", "GET"): "edit",
    ("FolderCollection", "left", "DELETE"): "edit",
    ("DeletionCollection", "", "GET"): "edit",
    ("DeletionMember", "", "GET"): "edit",
    ("DeletionMember", "restore", "POST"): "edit",
}

# The pages in the branches beside the albums, and the addresses of those that are there.
OF_A_BRANCH: dict[ViewKey, str] = {
    ("AdminBranch", "", "GET"): "/admin/",
    ("AdminBranch", "group", "GET"): "/admin/group/1",
    ("AdminBranch", "audit", "GET"): "/admin/audit",
    ("AdminBranch", "broken", "GET"): "/admin/broken",
    ("AdminBranch", "groups", "GET"): "/admin/groups",
    ("AdminBranch", "invite", "GET"): "/admin/invite",
    ("AdminBranch", "missing", "GET"): "/admin/missing",
    ("AdminBranch", "news", "GET"): "/admin/news",
    ("AdminBranch", "people", "GET"): "/admin/people",
    ("AdminBranch", "requests", "GET"): "/admin/requests",
    ("AdminBranch", "settings", "GET"): "/admin/settings",
    ("AdminBranch", "shares", "GET"): "/admin/shares",
    ("AdminBranch", "sync", "GET"): "/admin/sync",
    ("AdminBranch", "welcome", "GET"): "/admin/welcome",
    ("AdminBranch", "trash", "GET"): "/admin/trash",
    ("SiteBranch", "", "GET"): "/site/",
    ("SiteBranch", "audit", "GET"): "/site/audit",
    ("SiteBranch", "galleries", "GET"): "/site/galleries",
    ("SiteBranch", "gallery", "GET"): "/site/gallery/1",
    ("SiteBranch", "new-gallery", "GET"): "/site/new-gallery",
    ("SiteBranch", "new-user", "GET"): "/site/new-user",
    ("SiteBranch", "user", "GET"): "/site/user/1",
    ("SiteBranch", "users", "GET"): "/site/users",
    ("SiteBranch", "work", "GET"): "/site/work",
}
# Who has the pages of a branch.
HOLDERS_OF_BRANCHES = {"owner": "admin", "operator": "site"}
# What takes a form there: they answer at the same addresses.
FORMS_OF_A_BRANCH: set[ViewKey] = {
    ("AdminBranch", "ignore", "GET"),  # Of an album that its query names.
    ("AdminBranch", "broken", "POST"),
    ("AdminBranch", "group", "POST"),
    ("AdminBranch", "groups", "POST"),
    ("AdminBranch", "ignore", "POST"),
    ("AdminBranch", "invite", "POST"),
    ("AdminBranch", "news", "POST"),
    ("AdminBranch", "people", "POST"),
    ("AdminBranch", "requests", "POST"),
    ("AdminBranch", "settings", "POST"),
    ("AdminBranch", "shares", "POST"),
    ("AdminBranch", "sync", "POST"),
    ("AdminBranch", "welcome", "POST"),
    ("AdminBranch", "trash", "POST"),
    ("SiteBranch", "gallery", "POST"),
    ("SiteBranch", "remove-gallery", "GET"),  # Of another gallery than the one that asks.
    ("SiteBranch", "remove-gallery", "POST"),
    ("SiteBranch", "new-gallery", "POST"),
    ("SiteBranch", "new-user", "POST"),
    ("SiteBranch", "user", "POST"),
    ("SiteBranch", "work", "POST"),
}
BESIDE_A_BRANCH = (
    *("/admin", "/admin/settings/", "/admin/nothing", "/site", "/site/x/y"),
    *("/api", "/s", "/s/", "/s/x"),
)
BRANCH_ADDRESSES = (*OF_A_BRANCH.values(), *BESIDE_A_BRANCH)
# One address of each form stands for all, unless they are asked for simply: what denies is the
# branch, before its views are looked at, and nginx knows none of them.
EACH_FORM = ("/admin/", "/admin/group/1", "/admin/audit", "/site/", "/site/user/1", "/site/work")
SOME_BRANCH_ADDRESSES = (*EACH_FORM, *BESIDE_A_BRANCH)

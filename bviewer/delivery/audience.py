"""Who may keep a copy of the bytes, and what that means for caches."""

from enum import StrEnum


class Audience(StrEnum):
    """The class of readers of a rendition; the caller decides it anew for every request."""

    PUBLIC = "public"
    """Whoever is not signed in may see it in a listing now."""

    HIDDEN = "hidden"
    """Whoever has the URL may see it."""

    PRIVATE = "private"
    """Only people with access, or holders of a share, may see it."""


PRIVATE_CACHING = "private, no-cache"

# Nothing is ever `immutable`, because a visible album may become private. Private bytes are asked
# for anew each time, so that a lifted access ends with the next request.
CACHE_CONTROL = {
    Audience.PUBLIC: "public, max-age=3600",
    Audience.HIDDEN: "private, max-age=300",
    Audience.PRIVATE: PRIVATE_CACHING,
}

# nginx drops all but a few headers of the answer that redirects it, and keeps those few on its own
# 404 too. So it owns Cache-Control, and each class of readers has a location of its own.
RENDITION_PREFIX = {
    Audience.PUBLIC: "/_bv/pub/",
    Audience.HIDDEN: "/_bv/hid/",
    Audience.PRIVATE: "/_bv/prv/",
}

LIBRARY_PREFIX = "/_bv/lib/"

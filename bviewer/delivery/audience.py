"""Who may keep a copy of the bytes, and what that means for caches."""

from bviewer.config.caching import HIDDEN_MAX_AGE
from bviewer.models import Audience

PRIVATE_CACHING = "private, no-cache"

# Nothing is ever `immutable`, because a visible album may become private. Private bytes are asked
# for anew each time, so that a lifted access ends with the next request.


def cache_control(public_max_age: int) -> dict[Audience, str]:
    """Return what is said to each audience; caches that everybody shares keep a copy so long."""
    return {
        Audience.EVERYBODY: f"public, max-age={public_max_age}",
        Audience.HIDDEN: f"private, max-age={HIDDEN_MAX_AGE}",
        Audience.TRUSTED: PRIVATE_CACHING,
    }


# nginx drops all but a few headers of the answer that redirects it, and keeps those few on its own
# 404 too. So it owns Cache-Control, and each class of readers has a location of its own.
RENDITION_PREFIX = {
    Audience.EVERYBODY: "/_bv/pub/",
    Audience.HIDDEN: "/_bv/hid/",
    Audience.TRUSTED: "/_bv/prv/",
}

LIBRARY_PREFIX = {
    Audience.EVERYBODY: "/_bv/libpub/",
    Audience.HIDDEN: "/_bv/libhid/",
    Audience.TRUSTED: "/_bv/lib/",
}

"""The tables, one file each. Models hold columns only: no ACLs, no queries, nothing of the web."""

from bviewer.models.access import Access
from bviewer.models.album import Album, Order, Visibility
from bviewer.models.album_summary import AlbumSummary, Circle
from bviewer.models.attempt import Attempt
from bviewer.models.base import Base, new_id, now
from bviewer.models.gallery import Gallery, Positions
from bviewer.models.gallery_alias import GalleryAlias
from bviewer.models.image import Image, ImageState
from bviewer.models.token import Token, TokenPurpose
from bviewer.models.user import User
from bviewer.models.user_session import UserSession

__all__ = [
    "Access",
    "Album",
    "AlbumSummary",
    "Attempt",
    "Base",
    "Circle",
    "Gallery",
    "GalleryAlias",
    "Image",
    "ImageState",
    "Order",
    "Positions",
    "Token",
    "TokenPurpose",
    "User",
    "UserSession",
    "Visibility",
    "new_id",
    "now",
]

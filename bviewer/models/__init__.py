"""The tables, one file each. Models hold columns only: no ACLs, no queries, nothing of the web."""

from .access import Access
from .album import Album, Order, Visibility
from .album_summary import AlbumSummary, Circle
from .attempt import Attempt
from .base import Base, new_id, now
from .gallery import Gallery, Positions
from .gallery_alias import GalleryAlias
from .image import Image, ImageState
from .token import Token, TokenPurpose
from .user import User
from .user_session import UserSession

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

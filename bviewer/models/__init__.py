"""The tables, one file each. Models hold columns only: no ACLs, no queries, nothing of the web."""

from bviewer.models.access import Access
from bviewer.models.album import Album, ClosedBecause, SortOrder, Visibility
from bviewer.models.album_summary import SUMMARISED, AlbumSummary, Audience
from bviewer.models.attempt import Attempt
from bviewer.models.base import Base, new_id, now
from bviewer.models.deletion import DeletedFolder, Deletion
from bviewer.models.gallery import Gallery, Positions
from bviewer.models.gallery_alias import GalleryAlias
from bviewer.models.image import Image, ImageState
from bviewer.models.token import Token, TokenPurpose
from bviewer.models.user import User
from bviewer.models.user_session import UserSession, ViewsAs

__all__ = [
    "SUMMARISED",
    "Access",
    "Album",
    "AlbumSummary",
    "Attempt",
    "Audience",
    "Base",
    "ClosedBecause",
    "DeletedFolder",
    "Deletion",
    "Gallery",
    "GalleryAlias",
    "Image",
    "ImageState",
    "Positions",
    "SortOrder",
    "Token",
    "TokenPurpose",
    "User",
    "UserSession",
    "ViewsAs",
    "Visibility",
    "new_id",
    "now",
]

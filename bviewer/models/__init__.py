"""The tables, one file each. Models hold columns only: no ACLs, no queries, nothing of the web."""

from bviewer.models.access import Access
from bviewer.models.access_request import AccessRequest
from bviewer.models.album import Album, ClosedBecause, SortOrder, Visibility
from bviewer.models.album_summary import SUMMARISED, AlbumSummary, Audience
from bviewer.models.album_year import AlbumYear
from bviewer.models.api_token import ApiToken, Scope
from bviewer.models.archive import Archive, ArchiveState
from bviewer.models.attempt import Attempt
from bviewer.models.audit import Audit
from bviewer.models.base import Base, new_id, now
from bviewer.models.change import Change, ChangeClock
from bviewer.models.deletion import DeletedFolder, Deletion
from bviewer.models.excluded_file import ExcludedFile
from bviewer.models.former_content import FormerContent
from bviewer.models.former_folder import FormerFolder
from bviewer.models.gallery import Gallery, Layout, Positions
from bviewer.models.gallery_alias import GalleryAlias
from bviewer.models.group import Group, Membership
from bviewer.models.idempotency_key import IdempotencyKey
from bviewer.models.image import Image, ImageState, ItemKind, MotionKind
from bviewer.models.invitation import Invitation
from bviewer.models.job import Job, JobKind
from bviewer.models.letter import Letter
from bviewer.models.newer_version import NewerVersion
from bviewer.models.noted_file import NotedFile
from bviewer.models.passkey import Passkey, SpentChallenge
from bviewer.models.share import Share
from bviewer.models.share_holder import ShareHolder
from bviewer.models.slideshow import Slideshow, SlideshowImage, SlideshowState
from bviewer.models.sync_report import SyncOutcome, SyncReport
from bviewer.models.token import Token, TokenPurpose
from bviewer.models.user import User
from bviewer.models.user_session import UserSession, ViewsAs
from bviewer.models.video import Provider, Video

__all__ = [
    "SUMMARISED",
    "Access",
    "AccessRequest",
    "Album",
    "AlbumSummary",
    "AlbumYear",
    "ApiToken",
    "Archive",
    "ArchiveState",
    "Attempt",
    "Audience",
    "Audit",
    "Base",
    "Change",
    "ChangeClock",
    "ClosedBecause",
    "DeletedFolder",
    "Deletion",
    "ExcludedFile",
    "FormerContent",
    "FormerFolder",
    "Gallery",
    "GalleryAlias",
    "Group",
    "IdempotencyKey",
    "Image",
    "ImageState",
    "Invitation",
    "ItemKind",
    "Job",
    "JobKind",
    "Layout",
    "Letter",
    "Membership",
    "MotionKind",
    "NewerVersion",
    "NotedFile",
    "Passkey",
    "Positions",
    "Provider",
    "Scope",
    "Share",
    "ShareHolder",
    "Slideshow",
    "SlideshowImage",
    "SlideshowState",
    "SortOrder",
    "SpentChallenge",
    "SyncOutcome",
    "SyncReport",
    "Token",
    "TokenPurpose",
    "User",
    "UserSession",
    "Video",
    "ViewsAs",
    "Visibility",
    "new_id",
    "now",
]

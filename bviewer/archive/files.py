"""Where the files of archives are: those that are ready, and those that are being written."""

from pathlib import Path

from bviewer.models import Archive
from bviewer.renditions.cache import ARCHIVES, RenditionCache, gallery_folder


def relative_path(gallery_id: int, archive_id: str) -> str:
    """Return where an archive belongs in the cache."""
    return f"{gallery_folder(ARCHIVES, gallery_id)}/{archive_id}.zip"


def part_path(root: Path, gallery_id: int, archive_id: str) -> Path:
    """Return where an archive is while it is being written: nothing takes it for one."""
    return root / gallery_folder(ARCHIVES, gallery_id) / f".{archive_id}.part"


def is_there(cache: RenditionCache, archive: Archive) -> bool:
    """Return whether there is a file to send."""
    return cache.has(relative_path(archive.gallery_id, archive.id))

"""What galleries may take of the cache."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.galleries import find_gallery
from bviewer.albums.gallery_hosts import GalleryError
from bviewer.models import Gallery

MEGABYTE = 1024 * 1024
LARGEST_MB = 10**9  # A petabyte; the databases' integers end soon after it.


def set_budgets(gallery: Gallery, images_mb: int | None, archives_mb: int | None) -> None:
    """Change the budgets that are given; raises GalleryError if there is none left to keep to."""
    for name, megabytes in (("images_budget_mb", images_mb), ("archives_budget_mb", archives_mb)):
        if megabytes is None:
            continue
        if not 1 <= megabytes <= LARGEST_MB:
            raise GalleryError(f"a budget is between 1 and {LARGEST_MB:,} MB")
        setattr(gallery, name, megabytes)


def chosen_galleries(session: Session, host: str | None) -> list[Gallery]:
    """The gallery of that host, or all there are; raises GalleryError if there is none."""
    if host is not None:
        return [find_gallery(session, host)]
    return list(session.scalars(select(Gallery).order_by(Gallery.host)))

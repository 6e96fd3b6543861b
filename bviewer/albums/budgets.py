"""What galleries may take of the cache."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bviewer.albums.galleries import find_gallery
from bviewer.models import Gallery
from bviewer.problems import Problem

LARGEST_MB = 10**9  # A petabyte; the databases' integers end soon after it.


def set_budgets(gallery: Gallery, images_mb: int | None, archives_mb: int | None) -> None:
    """Change the budgets that are named; refuse one that nobody can keep to."""
    for field, megabytes in (("images_budget", images_mb), ("archives_budget", archives_mb)):
        if megabytes is None:
            continue
        if not 1 <= megabytes <= LARGEST_MB:
            raise Problem("budget_range", field, minimum=1, maximum=LARGEST_MB)
        setattr(gallery, f"{field}_mb", megabytes)


def chosen_galleries(session: Session, host: str | None) -> list[Gallery]:
    """Return the gallery of that host, or all there are; refuse a host that leads to none."""
    if host is not None:
        return [find_gallery(session, host)]
    return list(session.scalars(select(Gallery).order_by(Gallery.host)))

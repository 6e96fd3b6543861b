"""Looking for the originals of galleries."""

from typing import NamedTuple

from bviewer.albums.budgets import chosen_galleries
from bviewer.db.sessions import reading_session
from bviewer.models import Gallery
from bviewer.queue.runtime import Runtime
from bviewer.sync.missing import Missing, Progress, find_missing
from bviewer.sync.missing_report import LostFiles, described, lost_files, summary


class Report(NamedTuple):
    """What is missing in a gallery, and in which albums."""

    gallery_id: int
    host: str
    missing: Missing
    files: list[LostFiles]

    @property
    def is_bad(self) -> bool:
        """Return whether anything is missing."""
        return bool(self.missing.digest)

    @property
    def summary(self) -> str:
        """Return what is missing, in a few words."""
        return summary(self.missing)

    @property
    def lines(self) -> list[str]:
        """Return what is missing, as operators read it."""
        return list(described(self.missing, self.files))


def check_images(
    runtime: Runtime, host: str | None = None, progress: Progress | None = None
) -> list[Report]:
    """Look for the originals of one gallery or of all; refuse an unknown host.

    `progress` is told, again and again, how many more were looked for.
    """
    with reading_session(runtime.engine) as session:
        galleries = chosen_galleries(session, host)
    return [check_gallery(runtime, gallery, progress) for gallery in galleries]


def check_gallery(runtime: Runtime, gallery: Gallery, progress: Progress | None) -> Report:
    """Look for the originals of a gallery."""
    missing = find_missing(runtime.engine, gallery, runtime.library, progress)
    with reading_session(runtime.engine) as session:
        files = lost_files(session, gallery, missing)
    return Report(gallery.id, gallery.host, missing, files)

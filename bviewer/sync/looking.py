"""Cheap looks: whether folders changed since a sync saw all of them, by nothing but their times.

What was seen is kept in the cache, one file a gallery. One that is lost costs another sync.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from hashlib import blake2b
from pathlib import Path

from bviewer.albums.originals import home_of
from bviewer.library.listing import FolderTimes
from bviewer.queue.runtime import Runtime
from bviewer.sandbox.errors import WorkStopped
from bviewer.sandbox.run import run_limited

# Seconds. A disk that was asleep answers by then.
PATIENCE = 60
MEMORY_MB = 256

Times = Mapping[str, FolderTimes | None]


@dataclass(frozen=True, slots=True)
class Seen:
    """When the folders of a gallery, whose own is `home`, changed last, as far as the last whole
    sync saw: None of those in which more might change unseen.

    If a sync refused to go on since, `refused` tells what it found from anything else.
    """

    home: str
    folders: dict[str, FolderTimes | None] = field(default_factory=dict)
    refused: str = ""

    def is_past(self, now: Times | None) -> bool:
        """Tell whether a sync is due; not one that would be refused again for the same."""
        if self.refused:
            return digest(now) != self.refused
        return now is None or any(
            now.get(folder) != times for folder, times in self.folders.items()
        )


def digest(now: Times | None) -> str:
    """Return what tells the folders as they are now from anything else."""
    return blake2b(json.dumps(now).encode(), digest_size=16).hexdigest()


def look(runtime: Runtime, home: str, folders: Iterable[str]) -> Times | None:
    """Return when the top folder of a gallery and some below it changed last; None if the disk
    does not answer.

    In a process of its own: what waits for such a disk can only be killed.
    """
    times = partial(home_of(runtime.library, home).times, list(dict.fromkeys(["", *folders])))
    try:
        return run_limited(times, MEMORY_MB, PATIENCE)
    except WorkStopped:
        return None


def seen_file(runtime: Runtime, gallery_id: int) -> Path:
    """Return where it is kept what was seen of a gallery."""
    return seen_folder(runtime) / f"{gallery_id}.json"


def seen_folder(runtime: Runtime) -> Path:
    """Return the folder of what was seen of all galleries."""
    return runtime.settings.cache / "looks"


def load_seen(file: Path) -> Seen | None:
    """Return what was seen; None if that is not known."""
    try:
        stored = json.loads(file.read_bytes())
        folders = {
            folder: times and FolderTimes(*times) for folder, times in stored["folders"].items()
        }
        return Seen(stored["home"], folders, stored["refused"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def store_seen(runtime: Runtime, gallery_id: int, seen: Seen) -> None:
    """Keep what was seen, as a whole or not at all."""
    file = seen_file(runtime, gallery_id)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".part")
    draft.write_text(json.dumps(asdict(seen)))
    draft.replace(file)


def note_refusal(runtime: Runtime, gallery_id: int, seen: Seen, now: Times | None) -> None:
    """Note what the folders were like when a sync refused."""
    folders = {"": None, **seen.folders}
    store_seen(runtime, gallery_id, replace(seen, folders=folders, refused=digest(now)))


def forget_refusal(runtime: Runtime, gallery_id: int) -> None:
    """Let the next sync try what was refused, though nothing tells that it would not be again."""
    seen = load_seen(seen_file(runtime, gallery_id))
    if seen is not None and seen.refused:
        store_seen(runtime, gallery_id, replace(seen, refused=""))


def forget_seen(runtime: Runtime, gallery_id: int) -> None:
    """Forget what was seen: the next look sends a sync, if the gallery is looked at."""
    seen_file(runtime, gallery_id).unlink(missing_ok=True)

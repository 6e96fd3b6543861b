"""What a URL path says, before anything is looked up."""

import functools
import re

from bviewer.library.tree import MAX_DEPTH
from bviewer.models.base import ID_ALPHABET, ID_LENGTH

# The longest address there is: an album for each folder, an image and the name of its bytes.
MAXIMUM_SEGMENTS = MAX_DEPTH + 2

IDENTIFIED = re.compile(rf"(?:.*-)?([{ID_ALPHABET}]{{{ID_LENGTH}}})\Z", re.DOTALL)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@functools.lru_cache(maxsize=128)
def segment_id(segment: str) -> str | None:
    """Return the id in `<slug>-<id>` or `<id>`; None if the segment names no node.

    Remembered, because each is asked for twice, and those of albums with each of their thumbnails.
    """
    match = IDENTIFIED.match(segment)
    return match[1] if match else None


def path_ids(segments: list[str]) -> list[str]:
    """Return the ids that a path names, in its order."""
    return [found for segment in segments if (found := segment_id(segment))]


def leading_ids(segments: list[str]) -> list[str]:
    """Return the ids that a path names before the first segment that is something else."""
    ids = []
    for segment in segments:
        found = segment_id(segment)
        if found is None:
            break
        ids.append(found)
    return ids


def split_path(path_info: str) -> list[str] | None:
    """Return the segments of a path; None for what no page of ours has.

    Empty, `.` and `..` segments are refused and not normalised: two spellings of one address are
    how caches and proxies come to disagree with the application. A final slash is no segment.
    """
    if path_info in {"", "/"}:
        return []
    segments = path_info.removesuffix("/").split("/")[1:]
    odd = any(segment in {"", ".", ".."} or segment.startswith("@@") for segment in segments)
    if odd or CONTROL.search(path_info) or len(segments) > MAXIMUM_SEGMENTS:
        return None
    return segments

"""What renditions and failures were made under, so that they can be renewed when it changes."""

from collections.abc import Mapping
from hashlib import blake2b

from bviewer.library.facts import can_read_clips
from bviewer.renditions.sizes import Size
from bviewer.sandbox.limits import Limits
from bviewer.sandbox.machine import spare_mb

# To be raised by every change that makes other pixels of a photograph, or any of one that
# was broken: it renews all renditions.
PIPELINE_VERSION = 4


def pipeline_version(sizes: Mapping[str, Size]) -> str:
    """Return a digest, 8 hexadecimal characters, of all that decides pixels but the photograph."""
    ordered = sorted(sizes.values(), key=lambda size: size.name)
    parts = [
        f"{each.name} {each.width}x{each.height} {each.crop} {each.quality}" for each in ordered
    ]
    return _digest(str(PIPELINE_VERSION), *parts)


def failure_version(limits: Limits) -> str:
    """Return a digest, 8 hexadecimal characters, of all that decides besides a photograph or a clip
    whether it can be shown: what failed on a small machine is tried again on a larger one."""
    memory_mb = min(limits.memory_mb, spare_mb())
    parts = f"{PIPELINE_VERSION} {limits.max_pixels} {memory_mb} {limits.seconds:g}"
    return _digest(parts, f"{can_read_clips()}")


def _digest(*parts: str) -> str:
    return blake2b("\n".join(parts).encode(), digest_size=4).hexdigest()

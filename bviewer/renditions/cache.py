"""The folder of renditions: where each one is, and how it gets there whole or not at all."""

import os
import secrets
import stat
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from bviewer.renditions.reserve import Reserve

# A rendition's name starts with the id of its image, which has no dot, and ends in .jpg. That of a
# file being written does neither, so nothing that looks for renditions can take it for one.
_TEMPORARY_PREFIX = "."
_TEMPORARY_SUFFIX = ".part"

IMAGES = "images"
ARCHIVES = "archives"

_FILE_MODE = 0o640
_FOLDER_MODE = 0o750


def content_fingerprint(pipeline_version: str, size: int, mtime_ns: int, quick_hash: bytes) -> str:
    """12 hexadecimal characters that change with the file (its size in bytes, time and hash) and
    with the pipeline_version of its renditions."""
    identity = f"{pipeline_version} {size} {mtime_ns} ".encode() + quick_hash
    return blake2b(identity, digest_size=6).hexdigest()


def gallery_folder(top: str, gallery_id: int) -> str:
    """Return where the renditions or the archives of a gallery are, whatever its host is by now."""
    return f"{top}/{gallery_id}"


def is_temporary(name: str) -> bool:
    """Return whether a file of this name is being written, or was when its writer was killed."""
    return name.startswith(_TEMPORARY_PREFIX) and name.endswith(_TEMPORARY_SUFFIX)


class RenditionCache:
    """Renditions by their path relative to `root`, which comes from here and never from a URL."""

    def __init__(self, root: Path, reserve: Reserve | None = None) -> None:
        """`reserve` is what stays free on the disk of `root`."""
        self.root = root
        self.reserve = reserve or Reserve(root)
        self._start = f"{root}/"

    def relative_path(
        self, gallery_id: int, image_id: str, fingerprint: str, size_name: str
    ) -> str:
        """Return where a rendition belongs; made of stored values only."""
        return f"{IMAGES}/{gallery_id}/{image_id[:2]}/{image_id}-{fingerprint}-{size_name}.jpg"

    def has(self, relative: str) -> bool:
        """Return whether there is a rendition to serve: a regular file, and not an empty one."""
        try:
            # Not by a Path, which would cost more; and no link, which is never served.
            found = os.stat(self._start + relative, follow_symlinks=False)  # noqa: PTH116
        except OSError:
            return False
        return stat.S_ISREG(found.st_mode) and found.st_size > 0

    def write(self, relative: str, data: bytes) -> None:
        """Store a rendition so that no reader, and no crash, ever leaves a part of it.

        Raises OSError (ENOSPC, EROFS, EIO) when the disk does not take it or would be too full, and
        tidies up.
        """
        self.reserve.require(len(data))
        target = self.root / relative
        unique = secrets.token_hex(8)
        temporary = target.with_name(f"{_TEMPORARY_PREFIX}{unique}{_TEMPORARY_SUFFIX}")
        make_folder(target.parent)
        try:
            _write_through(temporary, data)
            temporary.replace(target)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise

    def remove_stale(self, gallery_id: int, image_id: str, kept_fingerprint: str) -> int:
        """Remove the renditions an image had before it changed. Returns how many there were."""
        kept = self.root / self.relative_path(gallery_id, image_id, kept_fingerprint, "")
        start = kept.name.removesuffix(".jpg")
        found = kept.parent.glob(f"{image_id}-*.jpg")
        return sum(_remove(path) for path in found if not path.name.startswith(start))


def make_folder(folder: Path) -> None:
    """Make a folder and its parents. `Path.mkdir` would give our mode to the last of them only."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(_FOLDER_MODE, exist_ok=True)


def _write_through(path: Path, data: bytes) -> None:
    """Write a new file down to the disk, lest a power cut keep its name and lose its bytes."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(descriptor)


def _remove(path: Path) -> bool:
    """Unlink a file; False when somebody else was quicker."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    return True

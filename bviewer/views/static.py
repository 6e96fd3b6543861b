"""Our own files: styles, scripts and pictures, under a name that changes with their content."""

import hashlib
from pathlib import Path

from pyramid.config import Configurator

from bviewer.tree import NoTree

FOLDER = Path(__file__).parent.parent / "static"
YEAR = 365 * 24 * 3600


def content_digest(folder: Path) -> str:
    """A short digest of all files of a folder."""
    digest = hashlib.blake2b(digest_size=6)
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def includeme(config: Configurator) -> None:
    """Browsers may keep a file for ever, because another content has another address."""
    name = f"static/{content_digest(FOLDER)}"
    config.add_static_view(name, "bviewer:static", cache_max_age=YEAR, factory=NoTree)

"""A process that goes on changing a gallery, and notes when what was so: `python -m … INI LIBRARY
SEED NOTES`. It ends when its input does."""

import json
import os
import random
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bviewer.access.grants import grant
from bviewer.accounts.users import find_user
from bviewer.albums.editing import set_visibility
from bviewer.db.sessions import work_session
from bviewer.models import Access, Album, Gallery, Image, Visibility
from bviewer.process.project import open_project
from bviewer.queue.runtime import Runtime
from bviewer.sync.service import run_sync

Step = Callable[[Runtime, random.Random, Path], None]


def flag(runtime: Runtime, chance: random.Random, _library: Path) -> None:
    """Open or close an album."""
    with work_session(runtime.engine) as session:
        albums = session.scalars(select(Album).where(Album.folder != "").order_by(Album.id)).all()
        set_visibility(session, chance.choice(albums), chance.choice(list(Visibility)))


def give(runtime: Runtime, chance: random.Random, _library: Path) -> None:
    """Let the guest into another album than before."""
    with work_session(runtime.engine) as session:
        session.execute(delete(Access))
        albums = session.scalars(select(Album).where(Album.folder != "").order_by(Album.id)).all()
        gallery, guest = session.get_one(Gallery, 1), find_user(session, "guest")
        grant(session, guest, gallery, chance.choice(albums).id)


def move(runtime: Runtime, chance: random.Random, library: Path) -> None:
    """Move a file into another folder, and sync."""
    file = chance.choice(sorted(library.rglob("*.jpg")))
    folder = chance.choice(sorted(path for path in library.rglob("*") if path.is_dir()))
    if not (folder / file.name).exists():
        file.rename(folder / file.name)
    run_sync(runtime, 1, "", accept_missing=True)


STEPS: tuple[Step, ...] = (flag, flag, give, move)


def state(session: Session) -> dict[str, Any]:
    """What the oracle has to know."""
    albums = session.execute(select(Album.id, Album.parent_id, Album.visibility, Album.missing))
    images = session.execute(select(Image.id, Image.album_id, Image.state))
    given = session.scalars(select(Access.album_id))
    return {
        "albums": {row.id: [row.parent_id, row.visibility, row.missing] for row in albums},
        "images": {row.id: [row.album_id, row.state] for row in images},
        "given": list(given),
    }


def main(ini: str, library: str, seed: str, notes: str) -> None:
    """Change, and note."""
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    chance = random.Random(int(seed))
    with open_project(Path(ini)) as runtime, Path(notes).open("w", buffering=1) as file:
        while True:
            started = time.monotonic()
            chance.choice(STEPS)(runtime, chance, Path(library))
            with work_session(runtime.engine) as session:
                found = state(session)
            file.write(json.dumps([started, time.monotonic(), found]) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

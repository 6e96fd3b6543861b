"""What it costs to be told of changes with a million photographs, beside ten thousand.

`python -m bench.changes`. PostgreSQL; requests are calls of the application in this process, for
the small world and for the large one by turns: for the cursor of now, where nothing changed since,
after 20 photographs and their album changed, and after an album at depth 8 was closed and opened;
the latter two also for whoever follows that album alone.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from pyramid.request import Request
from sqlalchemy import select, update

from bench.laboratory import tell
from bench.scale import HOST, MOST, Gallery, make_gallery
from bviewer.db.sessions import work_session
from bviewer.models import Album, Image, Visibility
from tests.postgresql import running_server

ROUNDS = 60
CHANGED = 20  # Photographs.
CHANGES = "/api/v1/changes"


def nothing(_gallery: Gallery, _round: int) -> None:
    """Change nothing."""


def captions(gallery: Gallery, number: int) -> None:
    """Change an album and photographs in it."""
    engine, _other = gallery.engines()
    album_id = album_of(gallery)
    with work_session(engine) as session:
        ids = session.scalars(select(Image.id).where(Image.album_id == album_id).limit(CHANGED))
        session.execute(update(Image).where(Image.id.in_(ids.all())).values(caption=str(number)))
        session.execute(update(Album).where(Album.id == album_id).values(description=str(number)))


def album_of(gallery: Gallery) -> str:
    """The id of an album with photographs."""
    engine, _other = gallery.engines()
    with work_session(engine) as session:
        query = (
            select(Image.album_id).where(Image.state == "ready").order_by(Image.album_id).limit(1)
        )
        return session.scalars(query).one()


def deep_album(gallery: Gallery) -> str:
    """The id of the album at depth 8."""
    return gallery.paths["album at depth 8"][0].rstrip("/").rpartition("-")[2]


def flags(gallery: Gallery, _number: int) -> None:
    """Close the album at depth 8, and open it again."""
    engine, _other = gallery.engines()
    album_id = deep_album(gallery)
    for flag in (Visibility.PRIVATE, Visibility.VISIBLE):
        with work_session(engine) as session:
            session.execute(update(Album).where(Album.id == album_id).values(visibility=flag))


# What changes, and which album is followed, if it is one alone.
KINDS: dict[str, tuple[Callable[[Gallery, int], None], Callable[[Gallery], str] | None]] = {
    "nothing": (nothing, None),
    "photographs": (captions, None),
    "an album closed and opened": (flags, None),
    "photographs, of their album": (captions, album_of),
    "an album closed and opened, of that": (flags, deep_album),
}


def ask(gallery: Gallery, query: str) -> tuple[float, str]:
    """Seconds of a request, and the cursor that it told."""
    request = Request.blank(f"{CHANGES}{query}", base_url=f"http://{HOST}")
    started = time.perf_counter()
    response = request.get_response(gallery.app)
    seconds = time.perf_counter() - started
    assert response.status_int == 200, response.text
    return seconds, response.json["cursor"]


def main() -> None:
    """Measure and tell."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(running_server())
        galleries = {
            name: stack.enter_context(make_gallery(server, folder, name))
            for name in ("small", "large")
        }
        for kind, (change, followed) in KINDS.items():
            of_album = {
                name: followed(gallery) if followed else "" for name, gallery in galleries.items()
            }
            seen: dict[str, list[float]] = {name: [] for name in galleries}
            for number in range(ROUNDS):
                for name, gallery in galleries.items():
                    of = f"album={of_album[name]}&" if followed else ""
                    _seconds, cursor = ask(gallery, f"?{of}")
                    change(gallery, number)
                    seen[name].append(ask(gallery, f"?{of}since={cursor}")[0])
            small, large = (statistics.median(each[5:]) for each in seen.values())
            print(f"{kind}: {small * 1000:.1f} ms and {large * 1000:.1f} ms")
            tell(f"changes, {kind}, of 1,000,000 beside 10,000", large / small, MOST, at_most=True)


if __name__ == "__main__":
    main()

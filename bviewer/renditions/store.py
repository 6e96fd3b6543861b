"""Making renditions of one original and storing them: all that a worker's task has to call."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from bviewer.library.facts import can_read_clips
from bviewer.renditions.cache import RenditionCache
from bviewer.renditions.errors import BrokenImage
from bviewer.renditions.sizes import Size
from bviewer.sandbox.errors import SourceChanged
from bviewer.sandbox.limits import Limits
from bviewer.sandbox.run import run_limited

if TYPE_CHECKING:
    from bviewer.renditions.pipeline import Rendered


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a photograph or a clip once it was decoded: the upright original's width and
    height in pixels, the colours of its placeholder, and what is wrong with one that is shown all
    the same."""

    width: int
    height: int
    placeholder: bytes
    flaw: str | None = None


def make_renditions(  # noqa: PLR0913 - each says by its name what it is.
    open_file: Callable[[], BinaryIO],
    targets: Mapping[str, str],
    sizes: Mapping[str, Size],
    cache: RenditionCache,
    limits: Limits,
    *,
    is_clip: bool = False,
    is_settled: bool = True,
    hold_on: Callable[[], None] = lambda: None,
) -> Facts:
    """Open the original once, in a child process, and write a rendition for every target.

    `targets` maps names of sizes to paths in the cache. Of a clip they show one picture. A part of
    a photograph is made only if the file `is_settled`: nobody is writing the rest. `hold_on` is
    called about once a second. Raises BrokenImage (not before the file changes again), WorkStopped
    (crashed or too slow), SourceChanged (later), and OSError of the library or the cache (later).
    """

    load_pipeline(with_clips=is_clip)

    def work() -> Facts:
        with open_file() as file:
            rendered = _render_unchanged(file, [sizes[name] for name in targets], limits)
        if rendered.flaw is not None and not is_settled:
            raise BrokenImage(rendered.flaw)
        for name, jpeg in rendered.files.items():
            cache.write(targets[name], jpeg)
        return Facts(rendered.width, rendered.height, rendered.placeholder, rendered.flaw)

    return run_limited(work, limits.memory_mb, limits.seconds, hold_on)


def make_tiles(
    open_file: Callable[[], BinaryIO],
    path_of: Callable[[str], str],
    cache: RenditionCache,
    limits: Limits,
    hold_on: Callable[[], None] = lambda: None,
) -> int:
    """Open the original once, in a child process, and write all tiles that are not there. Return
    how many bytes these have.

    `path_of` returns the path in the cache of a name. Raises as `make_renditions` does.
    """
    load_pipeline()

    def work() -> int:
        from bviewer.renditions import pipeline  # noqa: PLC0415

        written = 0
        with open_file() as file:
            before = _state(file)
            for tile, jpeg in pipeline.render_tiles(file, limits.max_pixels):
                if _state(file) != before:
                    raise SourceChanged("the file was written to while it was read")
                if not cache.has(path_of(tile.name)):
                    cache.write(path_of(tile.name), jpeg)
                    written += len(jpeg)
        return written

    return run_limited(work, limits.memory_mb, limits.seconds, hold_on)


def examine(picture: bytes, sizes: Iterable[Size], limits: Limits) -> Facts:
    """Return what is known of a picture at hand, of which all sizes can be made; none is kept.

    Raises BrokenImage or WorkStopped.
    """
    load_pipeline()

    def work() -> Facts:
        from bviewer.renditions import pipeline  # noqa: PLC0415

        rendered = pipeline.render(BytesIO(picture), sizes, limits.max_pixels)
        return Facts(rendered.width, rendered.height, rendered.placeholder)

    return run_limited(work, limits.memory_mb, limits.seconds)


def load_pipeline(*, with_clips: bool = False) -> None:
    """Import the decoders, which only workers need, before there are child processes.

    Or each child would import them anew.
    """
    from bviewer.renditions import pipeline  # noqa: F401, PLC0415

    if with_clips and can_read_clips():
        from bviewer.renditions import posters  # noqa: F401, PLC0415


def _render_unchanged(file: BinaryIO, sizes: list[Size], limits: Limits) -> "Rendered":
    """Render a file that nobody writes to meanwhile: half of one photograph, half of the next is
    neither, and a file that is being copied is not broken."""
    from bviewer.renditions import pipeline  # noqa: PLC0415

    before = _state(file)
    try:
        return pipeline.render(file, sizes, limits.max_pixels)
    finally:
        if _state(file) != before:
            raise SourceChanged("the file was written to while it was read")


def _state(file: BinaryIO) -> tuple[int, int, int]:
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns

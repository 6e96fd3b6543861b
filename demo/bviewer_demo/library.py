"""Making the demo library: all of it or nothing."""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bviewer_demo.albums import PHOTOGRAPHS
from bviewer_demo.photograph import Photograph

Progress = Callable[[int, int], None]


class FolderNotEmpty(OSError):  # noqa: N818 - it says what is the matter
    """The folder that the demo should be made in has something in it.

    Of a kind that callers expect of any folder, so that they need not know the painter.
    """


def make_demo(
    folder: Path,
    progress: Progress | None = None,
    photographs: Sequence[Photograph] = PHOTOGRAPHS,
) -> int:
    """Make the demo library in a folder that is new or empty, and return the number of pictures.

    The same pixels, EXIF and modification times every time. Everything is written to a temporary
    folder beside it and renamed at the end. ``progress`` is told how many of how many are done.

    Raises FolderNotEmpty, or OSError if the folder cannot be made; nothing is left behind then.
    """
    folder = folder.resolve()
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmpty(f"{folder} is not empty: choose a new or empty folder for the demo")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".bviewer-demo-", dir=folder.parent) as beside:
        # A temporary folder is closed to everyone else; the library within is not.
        library = Path(beside) / "library"
        library.mkdir()
        for done, photograph in enumerate(photographs, 1):
            photograph.write(library)
            if progress:
                progress(done, len(photographs))
        library.rename(folder)
    return len(photographs)

"""How fast renditions are made, and how good: `python -m bench.renditions`.

Side by side on the same photographs: our pipeline, libvips (through pyvips) as it makes thumbnails
best, and the recipe one writes first. Each works in a process of its own, where it stays warm; ours
has the settings of memory that a worker's child has, and libvips is tried with them as well. They
take turns at every photograph, and ratios are of medians.
"""

import io
import multiprocessing
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from bviewer.renditions.cache import RenditionCache
from bviewer.renditions.pipeline import render
from bviewer.renditions.sizes import DEFAULT_SIZES, in_advance, parse_sizes
from bviewer.renditions.store import make_renditions
from bviewer.sandbox.limits import Limits
from bviewer.sandbox.memory import prepare_memory

Recipe = Callable[[Path], dict[str, bytes]]

PHOTOGRAPHS = 24
WIDTH, HEIGHT = 6000, 4000
ROUNDS = 5
SLOW = 2  # Photographs a round for the slow recipe; of both kinds, see `_make_photograph`.
JUDGED = 4  # Photographs whose quality is compared: the reference takes its time.
LIMITS = Limits(max_pixels=150_000_000, memory_mb=1024, seconds=60)
SIZES = in_advance(parse_sizes(DEFAULT_SIZES))
LARGE_TO_SMALL = sorted(SIZES.values(), key=lambda size: size.width * size.height, reverse=True)
BIG = LARGE_TO_SMALL[0]
TWO = "two processes"


# The photographs.


def photographs() -> list[Path]:
    """Always the same pictures, made on the first run: detail of all scales, hard edges, noise."""
    folder = Path(tempfile.gettempdir()) / "bviewer-bench-photographs-2"
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{number:02}.jpg" for number in range(PHOTOGRAPHS)]
    with _worker(os.cpu_count() or 1) as pool:
        list(pool.map(_make_photograph, [path for path in paths if not path.exists()]))
    return paths


def _make_photograph(path: Path) -> None:
    """About 10 MB, colours stored by turns as telephones do (4:2:0) and as cameras do (4:2:2)."""
    number = int(path.stem)
    random = np.random.default_rng(number)
    scene = Image.fromarray(_clouds(random).clip(0, 255).astype(np.uint8))
    scene = scene.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    _draw_edges(ImageDraw.Draw(scene), random)
    pixels = np.asarray(scene).astype(np.float32)
    pixels += _sensor_noise(random, pixels)
    subsampling, quality = ((2, 97), (1, 95))[number % 2]
    temporary = path.with_suffix(".part")
    photograph = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    photograph.save(temporary, "JPEG", quality=quality, subsampling=subsampling)
    temporary.replace(path)


def _clouds(random: np.random.Generator) -> np.ndarray:
    """Octaves of random colours, each finer and fainter than the last, as in landscapes."""
    width, height = WIDTH // 2, HEIGHT // 2
    total = np.full((height, width, 3), 118, np.float32)
    for octave in range(9):
        cells = 4 << octave
        grid = random.standard_normal((cells * 2 // 3, cells, 3)).astype(np.float32)
        grid += 2 * grid[..., :1]
        for channel in range(3):
            layer = Image.fromarray(grid[..., channel]).resize((width, height))
            total[..., channel] += 20 * 0.7**octave * np.asarray(layer)
    return total


def _draw_edges(draw: ImageDraw.ImageDraw, random: np.random.Generator) -> None:
    for _ in range(300):
        x, y, reach, breadth = random.integers((0, 0, 10, 1), (WIDTH, HEIGHT, 400, 9)).tolist()
        colour = tuple(random.integers(0, 255, 3).tolist())
        corners = (x, y, x + reach, y + reach // 2)
        draw.line(corners, colour, breadth)
        draw.ellipse(corners, outline=colour, width=breadth)


def _sensor_noise(random: np.random.Generator, pixels: np.ndarray) -> np.ndarray:
    """Shot noise grows with the square root of light; demosaicing spreads it over neighbours."""
    noise = random.standard_normal(pixels.shape, dtype=np.float32) * np.sqrt(pixels + 4) * 0.5
    noise[1:] = 0.7 * noise[1:] + 0.45 * noise[:-1]
    noise[:, 1:] = 0.7 * noise[:, 1:] + 0.45 * noise[:, :-1]
    return noise


# The recipes.


def ours(path: Path) -> dict[str, bytes]:
    """The pipeline alone, in this process."""
    with path.open("rb") as file:
        return render(file, SIZES.values(), LIMITS.max_pixels).files


def ours_stored(path: Path) -> dict[str, bytes]:
    """All that a worker does: a child process with limits, the pipeline, files synced to disk."""
    store = RenditionCache(_cache_folder())
    targets = {name: store.relative_path(1, path.stem, "0", name) for name in SIZES}
    make_renditions(lambda: path.open("rb"), targets, SIZES, store, LIMITS)
    return {}


@cache
def _cache_folder() -> Path:
    """A folder of the worker's own, which goes when the worker does."""
    folder = tempfile.TemporaryDirectory(prefix="bviewer-bench-cache-")
    Finalize(None, folder.cleanup, exitpriority=1)
    return Path(folder.name)


def libvips(path: Path) -> dict[str, bytes]:
    """Reduced while loading, decoded once, each size from the larger one before."""
    import pyvips  # noqa: PLC0415 - Reads VIPS_CONCURRENCY once, which is set for its process only.

    big = pyvips.Image.thumbnail(str(path), BIG.width, height=BIG.height, size="down")
    return _libvips_sizes(big)


def libvips_prepared(path: Path) -> dict[str, bytes]:
    """The same, in a process with our settings of memory."""
    return libvips(path)


def libvips_halved(path: Path) -> dict[str, bytes]:
    """Told to decode at half the size, which libvips would not do for the sake of quality."""
    import pyvips  # noqa: PLC0415

    half = pyvips.Image.jpegload(str(path), shrink=2, access="sequential")
    return _libvips_sizes(half.thumbnail_image(BIG.width, height=BIG.height, size="down"))


def _libvips_sizes(picture: Any) -> dict[str, bytes]:
    files = {}
    for size in LARGE_TO_SMALL:
        if size.crop:
            picture = picture.thumbnail_image(size.width, height=size.height, crop="centre")
        picture = picture.copy_memory()
        files[size.name] = picture.jpegsave_buffer(Q=size.quality, keep="none")
    return files


def obvious(path: Path) -> dict[str, bytes]:
    """The recipe one writes first: for each size open, decode, resize, save."""
    files = {}
    for size in SIZES.values():
        with Image.open(path) as image:
            resize = ImageOps.fit if size.crop else ImageOps.contain
            picture = resize(image, (size.width, size.height), Image.Resampling.LANCZOS)
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=size.quality)
        files[size.name] = buffer.getvalue()
    return files


PREPARE = {ours: prepare_memory, libvips_prepared: prepare_memory}


# Time.


@contextmanager
def _worker(
    processes: int = 1, prepare: Callable[[], None] | None = None
) -> Iterator[ProcessPoolExecutor]:
    """Fresh processes, not forks of this one, so that none profits from another's memory."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, prepare) as pool:
        yield pool


@dataclass(frozen=True)
class Times:
    """Seconds a photograph took: by the clock, and of processors, children included."""

    clock: float
    processor: float


def _take_time(recipe: Recipe, path: Path) -> Times:
    clock, processor = time.perf_counter(), _processor_time()
    recipe(path)
    return Times(time.perf_counter() - clock, _processor_time() - processor)


def _usage() -> list[resource.struct_rusage]:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return [resource.getrusage(kind) for kind in kinds]


def _processor_time() -> float:
    return sum(usage.ru_utime + usage.ru_stime for usage in _usage())


def _peak_memory() -> int:
    """MB of this process and of its largest child together."""
    return sum(usage.ru_maxrss for usage in _usage()) // 1024


def measure(paths: list[Path]) -> tuple[dict[str, Times], int]:
    """Median times for a photograph by name of the recipe; peak of memory of our worker in MB.

    All recipes take a photograph before any takes the next: what else the machine does meanwhile
    then slows them all.
    """
    recipes = (ours, libvips, libvips_prepared, libvips_halved, obvious, ours_stored)
    taken: dict[str, list[Times]] = {recipe.__name__: [] for recipe in recipes}
    taken[TWO] = []
    with ExitStack() as stack:
        workers = {
            recipe.__name__: stack.enter_context(_worker(prepare=PREPARE.get(recipe)))
            for recipe in recipes
        }
        pair = (workers["ours"], stack.enter_context(_worker(prepare=prepare_memory)))
        for _ in range(ROUNDS):
            for path in paths:
                for recipe in recipes:
                    if recipe is obvious and path not in paths[:SLOW]:
                        continue
                    work = workers[recipe.__name__].submit(_take_time, recipe, path)
                    taken[recipe.__name__].append(work.result())
            for both in zip(paths[::2], paths[1::2], strict=True):
                taken[TWO].append(_together(pair, both))
        memory = workers["ours_stored"].submit(_peak_memory).result()
    return {name: _medians(times) for name, times in taken.items()}, memory


def _together(pair: tuple[ProcessPoolExecutor, ...], paths: tuple[Path, ...]) -> Times:
    """Times for each of two photographs in two processes at once."""
    started = time.perf_counter()
    work = [worker.submit(_take_time, ours, path) for worker, path in zip(pair, paths, strict=True)]
    processor = statistics.mean(each.result().processor for each in work)
    return Times((time.perf_counter() - started) / len(paths), processor)


def _medians(times: list[Times]) -> Times:
    clock, processor = ([each.clock for each in times], [each.processor for each in times])
    return Times(statistics.median(clock), statistics.median(processor))


# Quality.


def ssim(one: np.ndarray, other: np.ndarray) -> float:
    """Structural similarity of two grey pictures of 8 bits; 1 when they are equal.

    Wang, Bovik, Sheikh, Simoncelli: Image quality assessment: from error visibility to structural
    similarity. IEEE Transactions on Image Processing 13 (4), 2004, equation 13, with a Gaussian
    window of 11 pixels and sigma 1.5, K1 = 0.01 and K2 = 0.03.
    """
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    mean_one, mean_other = _window(one), _window(other)
    variances = _window(one * one) - mean_one**2 + _window(other * other) - mean_other**2
    covariance = _window(one * other) - mean_one * mean_other
    upper = (2 * mean_one * mean_other + c1) * (2 * covariance + c2)
    lower = (mean_one**2 + mean_other**2 + c1) * (variances + c2)
    return float((upper / lower).mean())


def _window(pixels: np.ndarray) -> np.ndarray:
    offsets = np.arange(-5, 6)
    weights = np.exp(-(offsets**2) / (2 * 1.5**2))
    for axis in (0, 1):
        length = pixels.shape[axis] - 10
        pieces = (pixels.take(range(at, at + length), axis) for at in range(11))
        pixels = sum(w * p for w, p in zip(weights / weights.sum(), pieces, strict=True))
    return pixels


def _luma(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("L"), np.float64)


def judge(path: Path) -> dict[str, float]:
    """SSIM of `big` against a full decode and Lanczos, by name of the recipe."""
    with Image.open(path) as image:
        bounds = (BIG.width, BIG.height)
        reference = _luma(ImageOps.contain(image, bounds, Image.Resampling.LANCZOS))
    bigs = {recipe.__name__: recipe(path)[BIG.name] for recipe in (ours, libvips, obvious)}
    return {name: ssim(reference, _luma(Image.open(io.BytesIO(big)))) for name, big in bigs.items()}


def quality(paths: list[Path]) -> dict[str, float]:
    """Means of `judge`."""
    with _worker(os.cpu_count() or 1) as pool:
        judged = list(pool.map(judge, paths[:JUDGED]))
    return {name: statistics.mean(each[name] for each in judged) for name in judged[0]}


# The report.


def _line(what: str, value: float, required: str, passed: bool) -> None:
    print(f"{what:<58} {value:8.4g}   required {required:<9} {'pass' if passed else 'MISSED'}")


def main() -> None:
    """Measure everything and print one line for each requirement."""
    os.environ["VIPS_CONCURRENCY"] = "1"
    paths = photographs()
    megabytes = statistics.mean(path.stat().st_size for path in paths) / 1e6
    print(f"{len(paths)} photographs of {WIDTH} x {HEIGHT} pixels and {megabytes:.1f} MB, ", end="")
    print(f"{os.cpu_count()} cores, {ROUNDS} rounds")
    times, memory = measure(paths)
    print(f"\n{'milliseconds for a photograph':<32} {'clock':>9} {'processor':>9}")
    for name, taken in times.items():
        label = name.replace("_", " ")
        print(f"{label:<32} {1000 * taken.clock:9.1f} {1000 * taken.processor:9.1f}")
    similar = quality(paths)
    print("\nSSIM of big: " + ", ".join(f"{name} {value:.4f}" for name, value in similar.items()))
    _verdicts(times, similar, memory)


def _verdicts(times: dict[str, Times], similar: dict[str, float], memory: int) -> None:
    """Recipes of one thread are compared by processor time, which is theirs on a busy machine too;
    two processes are compared with one by the clock, or there would be nothing to compare."""
    own = times["ours"]
    faster = {name: taken.processor / own.processor for name, taken in times.items()}
    scaling = own.clock / times[TWO].clock
    worse = similar["libvips"] - similar["ours"]
    print()
    _line("speed, ours / libvips", faster["libvips"], ">= 1.1", faster["libvips"] >= 1.1)
    _line("speed, ours / the obvious recipe", faster["obvious"], ">= 4", faster["obvious"] >= 4)
    _line("speed, two processes / one", scaling, ">= 1.7", scaling >= 1.7)
    _line("SSIM of big, libvips - ours", worse, "<= 0.01", worse <= 0.01)
    _line("peak memory of a worker and its child, MB", memory, "<= 400", memory <= 400)
    unhindered = 2 * own.processor / times[TWO].processor
    print(
        f"\nTwo processes / one, were nothing else running (by processor time): {unhindered:.3g}."
    )
    extra = 1000 * (times["ours_stored"].clock - own.clock)
    print(f"A child with limits and fresh memory, and synced files: {extra:.1f} ms a photograph.")
    print(f"Speed, ours / libvips with our settings of memory: {faster['libvips_prepared']:.3g};")
    print(f"ours / libvips told to decode at half the size: {faster['libvips_halved']:.3g}.")


if __name__ == "__main__":
    main()

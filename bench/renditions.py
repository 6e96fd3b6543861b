"""How fast renditions are made, and how good: `python -m bench.renditions`.

Side by side on the same photographs: our pipeline, libvips (through pyvips) as it makes thumbnails
best, and the recipe one writes first. Each works in a process of its own, where it stays warm; all
have the same settings of memory. They take turns in every round, and ratios are of medians.
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
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from bviewer.renditions.cache import RenditionCache
from bviewer.renditions.memory import prepare_memory
from bviewer.renditions.pipeline import render
from bviewer.renditions.sizes import DEFAULT_SIZES, parse_sizes
from bviewer.renditions.store import Limits, make_renditions

Recipe = Callable[[Path], dict[str, bytes]]

PHOTOGRAPHS = 24
WIDTH, HEIGHT = 6000, 4000
ROUNDS = 5
SLOW = 2  # Photographs a round for the slow recipe; of both kinds, see `_make_photograph`.
JUDGED = 4  # Photographs whose quality is compared: the reference takes its time.
LIMITS = Limits(max_pixels=150_000_000, memory_mb=1024, seconds=60)
SIZES = parse_sizes(DEFAULT_SIZES)
LARGE_TO_SMALL = sorted(SIZES.values(), key=lambda size: size.width * size.height, reverse=True)
BIG = LARGE_TO_SMALL[0]


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
    folder = tempfile.TemporaryDirectory(prefix="bviewer-bench-cache-")
    multiprocessing.util.Finalize(None, folder.cleanup, exitpriority=1)
    return Path(folder.name)


def libvips(path: Path) -> dict[str, bytes]:
    """Reduced while loading, decoded once, each size from the larger one before."""
    import pyvips  # noqa: PLC0415 - Reads VIPS_CONCURRENCY once, which is set for its process only.

    big = pyvips.Image.thumbnail(str(path), BIG.width, height=BIG.height, size="down")
    return _libvips_sizes(big)


def libvips_halved(path: Path) -> dict[str, bytes]:
    """The same, but told to decode at half the size, which libvips would not for its quality."""
    import pyvips  # noqa: PLC0415

    half = pyvips.Image.jpegload(str(path), shrink=2, access="sequential")
    return _libvips_sizes(half.thumbnail_image(BIG.width, height=BIG.height, size="down"))


def _libvips_sizes(picture) -> dict[str, bytes]:  # noqa: ANN001 - pyvips has no types.
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


# Time.


@contextmanager
def _worker(processes: int = 1) -> Iterator[ProcessPoolExecutor]:
    """Fresh processes, not forks of this one, so that none profits from another's memory."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, prepare_memory) as pool:
        yield pool


def _repeat(recipe: Recipe, paths: list[Path]) -> float:
    """Seconds for each photograph."""
    started = time.perf_counter()
    for path in paths:
        recipe(path)
    return (time.perf_counter() - started) / len(paths)


def _memory() -> tuple[int, int]:
    """Peaks of this process and of its largest child, in MB."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    own, child = (resource.getrusage(kind).ru_maxrss // 1024 for kind in kinds)
    return own, child


def measure(paths: list[Path]) -> tuple[dict[str, float], tuple[int, int]]:
    """Median seconds for each photograph by name of the recipe; peaks of memory of our worker."""
    recipes = (ours, libvips, libvips_halved, obvious, ours_stored)
    seconds: dict[str, list[float]] = {recipe.__name__: [] for recipe in recipes}
    seconds["two processes"] = []
    with ExitStack() as stack:
        workers = {recipe.__name__: stack.enter_context(_worker()) for recipe in recipes}
        second = stack.enter_context(_worker())
        for worker, recipe in [*zip(workers.values(), recipes, strict=True), (second, ours)]:
            worker.submit(_repeat, recipe, paths[:2]).result()
        for _ in range(ROUNDS):
            for recipe in recipes:
                some = paths[:SLOW] if recipe is obvious else paths
                time_taken = workers[recipe.__name__].submit(_repeat, recipe, some).result()
                seconds[recipe.__name__].append(time_taken)
            seconds["two processes"].append(_both(workers["ours"], second, paths))
        memory = workers["ours_stored"].submit(_memory).result()
    return {name: statistics.median(rounds) for name, rounds in seconds.items()}, memory


def _both(first: ProcessPoolExecutor, second: ProcessPoolExecutor, paths: list[Path]) -> float:
    """Seconds for each photograph when two processes share them."""
    started = time.perf_counter()
    halves = (first.submit(_repeat, ours, paths[::2]), second.submit(_repeat, ours, paths[1::2]))
    for half in halves:
        half.result()
    return (time.perf_counter() - started) / len(paths)


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
    print(f"{os.cpu_count()} cores, {ROUNDS} rounds\n")
    seconds, (own, child) = measure(paths)
    for name, each in seconds.items():
        print(f"{name.replace('_', ' '):<20} {1000 * each:7.1f} ms each {1 / each:7.2f} a second")
    similar = quality(paths)
    print("SSIM of big: " + ", ".join(f"{name} {value:.4f}" for name, value in similar.items()))
    print()
    _verdicts(seconds, similar, own + child)


def _verdicts(seconds: dict[str, float], similar: dict[str, float], memory: int) -> None:
    own = seconds["ours"]
    faster = seconds["libvips"] / own
    _line("speed: ours / libvips", faster, ">= 1.1", faster >= 1.1)
    faster = seconds["obvious"] / own
    _line("speed: ours / the obvious recipe", faster, ">= 4", faster >= 4)
    faster = own / seconds["two processes"]
    _line("speed: two processes / one", faster, ">= 1.7", faster >= 1.7)
    worse = similar["libvips"] - similar["ours"]
    _line("SSIM of big: libvips - ours", worse, "<= 0.01", worse <= 0.01)
    _line("peak memory, worker and child, MB", memory, "<= 400", memory <= 400)
    print(
        f"\nspeed: ours / libvips told to decode at half size: {seconds['libvips_halved'] / own:.3g}"
    )
    extra = seconds["ours_stored"] - own
    print(f"a child with limits and synced files cost {1000 * extra:.1f} ms a photograph")


if __name__ == "__main__":
    main()

"""How fast posters of clips are made: `python -m bench.posters`.

Beside ours is what one writes first: ffmpeg, started for each file, seeks and writes one picture.
Ours does more: it begins a process with limits for each file, looks whether the picture shows
something, and writes four sizes that are synced to disk. They take turns at every clip.
"""

import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
from PIL import Image

from bench.renditions import LIMITS, SIZES
from bviewer.renditions.cache import RenditionCache
from bviewer.renditions.store import load_pipeline, make_renditions

CLIPS = 60
KINDS = 6  # Different films: the others are copies.
WIDTH, HEIGHT, SECONDS, RATE = 1920, 1080, 8, 25
ROUNDS = 3
REQUIRED = 1.5
FOLDER = Path(tempfile.gettempdir()) / "bviewer-bench-clips-1"


def clips() -> list[Path]:
    """Always the same films, made on the first run: a camera that pans over detail and noise."""
    FOLDER.mkdir(exist_ok=True)
    paths = [FOLDER / f"{number:02}.mp4" for number in range(CLIPS)]
    for number, path in enumerate(paths):
        if not path.exists():
            if number < KINDS:
                make_clip(number, path)
            else:
                shutil.copyfile(paths[number % KINDS], path)
    return paths


def make_clip(number: int, path: Path) -> None:
    """Encode one as phones do: H.264, High, a picture that needs no other every two seconds."""
    random = np.random.default_rng(number)
    scene = painted(random)
    part = path.with_suffix(".part")
    with av.open(os.fspath(part), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.gop_size = 2 * RATE
        stream.options = {"preset": "veryfast", "crf": "20"}
        for step in range(SECONDS * RATE):
            frame = scene[step : step + HEIGHT, 2 * step : 2 * step + WIDTH].astype(np.int16)
            frame += random.integers(-6, 7, frame.shape, np.int16)
            picture = av.VideoFrame.from_ndarray(frame.clip(0, 255).astype(np.uint8), "rgb24")
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    part.replace(path)


def painted(random: np.random.Generator) -> np.ndarray:
    """Return a picture larger than a frame, with detail of all scales."""
    width, height = WIDTH + 2 * SECONDS * RATE, HEIGHT + SECONDS * RATE
    total = np.full((height, width, 3), 118, np.float32)
    for octave in range(8):
        cells = 4 << octave
        grid = random.standard_normal((cells, 2 * cells, 3)).astype(np.float32)
        for channel in range(3):
            layer = Image.fromarray(grid[..., channel]).resize((width, height))
            total[..., channel] += 40 * 0.7**octave * np.asarray(layer)
    return total.clip(0, 255).astype(np.uint8)


def ours(path: Path, folder: Path) -> None:
    """All that a worker does."""
    store = RenditionCache(folder)
    targets = {name: store.relative_path(1, path.stem, "0", name) for name in SIZES}
    make_renditions(lambda: path.open("rb"), targets, SIZES, store, LIMITS, is_clip=True)


def ffmpeg(path: Path, folder: Path) -> None:
    """One picture in the size of the film, a tenth of its length from its beginning."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y"]
    command += ["-ss", str(SECONDS / 10), "-i", os.fspath(path), "-frames:v", "1", "-q:v", "3"]
    subprocess.run([*command, os.fspath(folder / f"{path.stem}.jpg")], check=True)


def take_time(recipe: Callable[[Path, Path], None], path: Path, folder: Path) -> float:
    """Return how many seconds a clip took."""
    start = time.perf_counter()
    recipe(path, folder)
    return time.perf_counter() - start


def main() -> None:
    """Measure, and print a line for the requirement."""
    paths = clips()
    megabytes = statistics.mean(path.stat().st_size for path in paths) / 1e6
    print(f"{len(paths)} clips of {WIDTH} x {HEIGHT} pixels, {SECONDS} s and {megabytes:.1f} MB")
    load_pipeline(with_clips=True)
    times: dict[str, list[float]] = {"ours": [], "ffmpeg": []}
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(prefix="bviewer-bench-cache-") as folder:
            for path in paths:
                times["ours"].append(take_time(ours, path, Path(folder)))
                times["ffmpeg"].append(take_time(ffmpeg, path, Path(folder)))
    for name, taken in times.items():
        print(f"{name}: {1000 * statistics.median(taken):.1f} ms a clip")
    ratio = statistics.median(times["ffmpeg"]) / statistics.median(times["ours"])
    verdict = "pass" if ratio >= REQUIRED else "MISSED"
    print(f"ffmpeg / ours: {ratio:.2f}   required >= {REQUIRED}   {verdict}")


if __name__ == "__main__":
    main()

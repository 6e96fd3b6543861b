"""Warm thumbnails per second, beside a bare Pyramid view under the same server.

`python -m bench.thumbnails`. One waitress process each, `bviewer.delivery = nginx` (nginx would
send the bytes), SQLite, wrk as the client. The rounds alternate, so that a noisy machine disturbs
all alike.
"""

import re
import statistics
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bench.laboratory import Ready, prepare_gallery, server, tell
from bviewer.process.project import open_project
from bviewer.rendering.render import render_image
from tests.pictures import jpeg

ROUNDS = 5
SECONDS = 3
CONNECTIONS = 8
PICTURES = 100
NOT_A_STRANGER, STRANGER = "signed in", "stranger"

SCRIPT = """
local paths = {{ {paths} }}
local position = 0
request = function()
  position = position % #paths + 1
  return wrk.format("GET", paths[position], {{ {headers} }})
end
"""


def write_script(file: Path, paths: Iterable[str], headers: dict[str, str]) -> Path:
    """A script that makes wrk ask for the paths in turn."""
    quoted = ", ".join(f'"{path}"' for path in paths)
    pairs = ", ".join(f'["{name}"] = "{value}"' for name, value in headers.items())
    file.write_text(SCRIPT.format(paths=quoted, headers=pairs))
    return file


def requests_per_second(address: str, script: Path, connections: int = CONNECTIONS) -> float:
    """What wrk counts; raises RuntimeError if any answer was not a success."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "-s", str(script), address]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output:
        raise RuntimeError(output)
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    assert found is not None
    return float(found[1])


def make_library(folder: Path) -> Path:
    """Pictures three albums deep."""
    album = folder / "2024" / "Italy" / "Rome"
    album.mkdir(parents=True)
    for number in range(PICTURES):
        (album / f"{number:03}.jpg").write_bytes(jpeg(300, 200))
    return folder


def warm_gallery(folder: Path) -> Ready:
    """A gallery whose renditions are all there."""
    ready = prepare_gallery(folder / "data", make_library(folder / "library"), delivery="nginx")
    with open_project(ready.ini) as runtime:
        for path in ready.image_paths:
            render_image(runtime, path.rstrip("/").rpartition("/")[2])
    return ready


def measure(folder: Path) -> dict[str, list[float]]:
    """Requests per second of each kind, one number a round."""
    ready = warm_gallery(folder)
    thumbnails = [f"{path}small.jpg" for path in ready.image_paths]
    cookie = {"Cookie": f"bv={ready.owner_token}"}
    with server("bare") as (bare, _), server("gallery", str(ready.ini)) as (gallery, _):
        runs = {
            "bare": (bare, write_script(folder / "bare.lua", ["/"], {})),
            STRANGER: (gallery, write_script(folder / "stranger.lua", thumbnails, {})),
            NOT_A_STRANGER: (gallery, write_script(folder / "owner.lua", thumbnails, cookie)),
        }
        results: dict[str, list[float]] = {name: [] for name in runs}
        for _round in range(ROUNDS):
            for name, (address, script) in runs.items():
                results[name].append(requests_per_second(address, script))
    return results


def main() -> None:
    """Measure and tell."""
    with tempfile.TemporaryDirectory() as folder:
        results = measure(Path(folder))
    for name, rates in results.items():
        print(f"{name}: {statistics.median(rates):.0f} requests/s")
    for name, required in ((STRANGER, 0.35), (NOT_A_STRANGER, 0.25)):
        ratios = [rate / bare for rate, bare in zip(results[name], results["bare"], strict=True)]
        tell(f"thumbnails, {name}, of a bare view", statistics.median(ratios), required)


if __name__ == "__main__":
    main()

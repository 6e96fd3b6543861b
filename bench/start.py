"""How long `bviewer --help` takes, and `bviewer serve` on known data until its first page.

`python -m bench.start [BVIEWER ...]`: several programs are measured in turn.
"""

import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from bench.served import answers, photographs, prepare, programs, serving, wait_until

RUNS = 11
PHOTOGRAPHS = 20


def help_seconds(program: str) -> float:
    """Return how long the list of commands takes."""
    start = time.monotonic()
    subprocess.run([program, "--help"], stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - start


def first_answer_seconds(program: str, photos: Path, data: Path) -> float:
    """Return how long it takes from the start to the first page."""
    start = time.monotonic()
    with serving(program, photos, data) as (_pid, address):
        wait_until(lambda: answers(address), 0.005)
        return time.monotonic() - start


def main() -> None:
    """Measure and tell."""
    with tempfile.TemporaryDirectory() as folder:
        photos = photographs(Path(folder) / "photos", PHOTOGRAPHS)
        places = {program: Path(folder) / f"data{i}" for i, program in enumerate(programs())}
        for program, data in places.items():
            prepare(program, photos, data)
        helped: dict[str, list[float]] = {program: [] for program in places}
        answered: dict[str, list[float]] = {program: [] for program in places}
        for _ in range(RUNS):
            for program, data in places.items():
                helped[program].append(help_seconds(program))
                answered[program].append(first_answer_seconds(program, photos, data))
    for program in places:
        print(
            f"{program}: --help {statistics.median(helped[program]):.2f} s, "
            f"serve until the first page {statistics.median(answered[program]):.2f} s"
        )


if __name__ == "__main__":
    main()

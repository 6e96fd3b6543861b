"""What the web process holds after 10,000 requests; `bench.renditions` tells the worker's peak.

`python -m bench.memory`.
"""

import re
import tempfile
import urllib.request
from itertools import cycle, islice
from pathlib import Path

from bench.laboratory import server
from bench.thumbnails import warm_gallery

REQUESTS = 10_000


def resident_mb(pid: int) -> float:
    """Resident memory of a process, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1024


def main() -> None:
    """Ask for pages and thumbnails in turn, and tell."""
    with tempfile.TemporaryDirectory() as folder:
        ready = warm_gallery(Path(folder))
        with server("gallery", str(ready.ini)) as (address, pid):
            before = resident_mb(pid)
            paths = [path for page in ready.image_paths for path in (page, f"{page}small.jpg")]
            for path in islice(cycle(["/", *paths]), REQUESTS):
                urllib.request.urlopen(f"{address}{path}").close()
            after = resident_mb(pid)
    print(f"web process: {before:.0f} MiB at the start, {after:.0f} MiB after {REQUESTS} requests")


if __name__ == "__main__":
    main()

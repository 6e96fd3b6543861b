"""`python -m bench`: every bench, one after the other."""

import subprocess
import sys

BENCHES = (
    "renditions",
    "posters",
    "thumbnails",
    "stack",
    "scale",
    "large_album",
    "child_albums",
    "sync",
    "rescan",
    "looks",
    "bulk",
    "owner",
    "films",
    "cold",
    "memory",
    "archive",
    "slideshow",
    "changes",
    "api",
    "first_sight",
    "start",
)

if __name__ == "__main__":
    for name in BENCHES:
        print(f"== {name}", flush=True)
        subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)

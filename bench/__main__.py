"""`python -m bench`: every bench, one after the other."""

import subprocess
import sys

BENCHES = (
    "renditions",
    "thumbnails",
    "stack",
    "scale",
    "sync",
    "rescan",
    "bulk",
    "owner",
    "films",
    "cold",
    "memory",
    "archive",
    "start",
)

if __name__ == "__main__":
    for name in BENCHES:
        print(f"== {name}", flush=True)
        subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)

"""An album never seen before: how long requests take while its photographs are being decoded.

`python -m bench.cold`. 60 photographs of 24 megapixels, 2 workers, the server of `bviewer serve`.
One client asks for thumbnails that are not ready, for thumbnails that are, and for pages, in turn.

Then 500 more that nobody has seen are asked for at once, by 48 clients at another address, while
one client looks at pages of other albums.
"""

import os
import statistics
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

from bench.laboratory import Ready, percentile, prepare_gallery, server, tell
from bench.renditions import photographs
from tests.pictures import jpeg

COLD = 60
WARM = 60
BURST = 500
BURSTS = 5  # Of the same images, which the workers have not made by then.
CLIENTS = 48  # Of one address: a server has no more than 50 connections with one.
OTHERS = "127.0.0.2"  # Where they are: requests of each address come in turn.
IDLE_REQUESTS = 300
DEADLINE = 600  # Seconds.


def make_library(folder: Path) -> Path:
    """Two albums of large photographs, and one of small pictures that will be ready."""
    (folder / "burst").mkdir(parents=True)
    (folder / "cold").mkdir()
    (folder / "warm").mkdir()
    originals = cycle(photographs())
    for number in range(COLD):
        os.link(next(originals), folder / "cold" / f"{number:02}.jpg")
    for number in range(BURST):
        os.link(next(originals), folder / "burst" / f"{number:03}.jpg")
    for number in range(WARM):
        (folder / "warm" / f"{number:02}.jpg").write_bytes(jpeg(300, 200))
    return folder


def ask(url: str) -> tuple[int, float]:
    """Status and seconds of one request."""
    start = time.perf_counter()
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            response.read()
            status = response.status
    except urllib.error.HTTPError as error:
        status = error.code
    return status, time.perf_counter() - start


def times(urls: Iterator[str], number: int) -> list[float]:
    """Seconds of a number of requests."""
    return [ask(next(urls))[1] for _ in range(number)]


def warm_up(urls: list[str]) -> None:
    """Ask until all are ready; raises TimeoutError."""
    wait(lambda: all(ask(url)[0] == 200 for url in urls))


def wait(is_done: Callable[[], bool]) -> None:
    """Poll; raises TimeoutError after the deadline."""
    deadline = time.monotonic() + DEADLINE
    while not is_done():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.2)


def measure_cold(
    cold: list[str], warm: Iterator[str], pages: Iterator[str]
) -> dict[str, list[float]]:
    """Ask for everything in turn until the whole album is ready."""
    seen: dict[str, list[float]] = {"not ready": [], "ready": [], "page": []}
    pending = list(cold)
    deadline = time.monotonic() + DEADLINE
    while pending and time.monotonic() < deadline:
        for url in list(pending):
            status, seconds = ask(url)
            if status == 202:
                seen["not ready"].append(seconds)
            else:
                pending.remove(url)
            seen["ready"].append(ask(next(warm))[1])
            seen["page"].append(ask(next(pages))[1])
    if pending:
        raise TimeoutError(f"{len(pending)} photographs are not ready")
    return seen


def ask_at_once(urls: list[str]) -> list[int]:
    """The statuses of a burst of requests, of clients that keep their connections."""
    shares = [urls[number::CLIENTS] for number in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as clients:
        return [status for statuses in clients.map(ask_in_turn, shares) for status in statuses]


def ask_in_turn(urls: list[str]) -> list[int]:
    """The statuses of requests of one connection."""
    connection = HTTPConnection(urlsplit(urls[0]).netloc, timeout=30, source_address=(OTHERS, 0))
    statuses = []
    for url in urls:
        connection.request("GET", urlsplit(url).path)
        with connection.getresponse() as response:
            response.read()
            statuses.append(response.status)
    connection.close()
    return statuses


def measure_burst(urls: list[str], pages: Iterator[str]) -> list[float]:
    """Seconds of pages while others ask for images that are not ready, all at once."""
    seen = []
    with ProcessPoolExecutor(1) as others:
        for _ in range(BURSTS):
            burst = others.submit(ask_at_once, urls)
            while not burst.done():
                seen.append(ask(next(pages))[1])
            assert set(burst.result()) <= {200, 202}
    return seen


def measure(folder: Path) -> dict[str, list[float]]:
    """Times of each kind of request, idle and while the workers are busy."""
    library = make_library(folder / "library")
    ready: Ready = prepare_gallery(
        folder / "data", library, precache="false", work_per_address="100000"
    )
    with server("serve", str(ready.ini), "2") as (address, _):
        urls = [f"{address}{path}small.jpg" for path in ready.image_paths]
        burst, cold, warm = urls[:BURST], urls[BURST:-WARM], urls[-WARM:]
        album = ready.image_paths[BURST].rstrip("/").rpartition("/")[0]
        pages = cycle([f"{address}/", f"{address}{album}/"])
        warm_up(warm)
        idle = times(pages, IDLE_REQUESTS)
        start = time.perf_counter()
        seen = measure_cold(cold, cycle(warm), pages)
        print(f"{COLD} photographs ready after {time.perf_counter() - start:.1f} s")
        seen["page, burst"] = measure_burst(burst, pages)
    return {**seen, "page, idle": idle}


def main() -> None:
    """Measure and tell."""
    with tempfile.TemporaryDirectory(dir=photographs()[0].parent) as folder:
        seen = measure(Path(folder))
    p99 = {name: percentile(seconds, 99) for name, seconds in seen.items()}
    for name, seconds in p99.items():
        print(f"p99 of {len(seen[name])} requests, {name}: {1000 * seconds:.1f} ms")
    tell("thumbnail not ready / ready, p99", p99["not ready"] / p99["ready"], 3, at_most=True)
    tell("page while decoding / idle, p99", p99["page"] / p99["page, idle"], 5, at_most=True)
    ratio = statistics.median(seen["page, burst"]) / statistics.median(seen["page, idle"])
    tell(
        f"page while {BURST} cold images are asked for at once / idle, median",
        ratio,
        4,
        at_most=True,
    )
    slow = percentile(seen["page, burst"], 95)
    tell("page meanwhile, p95", slow, 1, at_most=True, unit=" s")


if __name__ == "__main__":
    main()

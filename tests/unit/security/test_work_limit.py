"""How much work strangers at one address may cause."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bviewer.security import work_limit
from bviewer.security.work_limit import PERIOD, WorkLimit

PER_ADDRESS = 300
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


class Clock:
    """Seconds, which a test may set."""

    now = 1000.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    monkeypatch.setattr(work_limit.time, "monotonic", lambda: Clock.now)
    monkeypatch.setattr(Clock, "now", 1000.0)
    return Clock


@pytest.fixture
def images() -> Iterator[str]:
    """Ids of images, without end."""
    return iter(map(str, range(10**9)))


def ask(limit: WorkLimit, images: Iterator[str], number: int, address: str = HERE) -> set[int]:
    """What is answered to somebody who asks for a number of images."""
    return {limit.seconds_to_wait(address, next(images)) for _ in range(number)}


def test_an_address_may_ask_for_so_many_images_and_others_for_as_many(
    clock: type[Clock], images: Iterator[str]
) -> None:
    limit = WorkLimit(PER_ADDRESS)
    assert ask(limit, images, PER_ADDRESS) == {0}
    assert ask(limit, images, 10) == {PERIOD}
    assert ask(limit, images, PER_ADDRESS, ELSEWHERE) == {0}
    assert ask(limit, images, 1, f"::ffff:{HERE}") == {PERIOD}


def test_what_takes_longer_counts_as_many_images(clock: type[Clock], images: Iterator[str]) -> None:
    limit = WorkLimit(PER_ADDRESS)
    assert limit.seconds_to_wait(HERE, "tiles", PER_ADDRESS - 1) == 0
    assert ask(limit, images, 1) == {0}
    assert ask(limit, images, 1) == {PERIOD}
    assert limit.seconds_to_wait(HERE, "tiles", PER_ADDRESS - 1) == 0


def test_images_that_were_asked_for_already_count_once_for_all(
    clock: type[Clock], images: Iterator[str]
) -> None:
    limit = WorkLimit(PER_ADDRESS)
    for _ in range(3 * PER_ADDRESS):
        assert limit.seconds_to_wait(HERE, "again") == 0
    assert ask(limit, images, PER_ADDRESS - 1) == {0}
    assert ask(limit, images, 1) == {PERIOD}
    assert limit.seconds_to_wait(HERE, "again") == limit.seconds_to_wait(ELSEWHERE, "again") == 0


def test_in_the_next_minute_one_may_go_on(clock: type[Clock], images: Iterator[str]) -> None:
    limit = WorkLimit(PER_ADDRESS)
    ask(limit, images, PER_ADDRESS)
    clock.now += PERIOD - 1
    assert ask(limit, images, 1) == {1}
    clock.now += 1
    assert ask(limit, images, PER_ADDRESS) == {0}


# What a page asks for (`static/page/loading.js`): each tile that comes near the screen, and again
# and again those on it that are not there.
BACKOFF = Path(work_limit.__file__).parents[1] / "static" / "page" / "backoff.js"
FIRST, LONGEST, TRIES = (
    int(each) for each in re.findall(r"_(?:DELAY|TRIES) = (\d+)", BACKOFF.read_text("utf-8"))
)
ON_SCREEN, LIMIT = 60, 1000


def scroll(limit: WorkLimit, clock: type[Clock], per_second: float, seconds: int) -> list[bool]:
    """Whether images were refused when somebody scrolled through them, none of which is ready."""
    asked: list[bool] = []
    begun = clock.now
    while clock.now < begun + seconds:
        clock.now += FIRST / 1000
        known, near = len(asked), int((clock.now - begun) * per_second)
        asked.extend([True] * (near - known))
        for image in range(max(0, min(known, near - ON_SCREEN)), near):
            asked[image] = limit.seconds_to_wait(HERE, str(image)) > 0
    return asked


def test_whoever_scrolls_is_refused_nothing(clock: type[Clock]) -> None:
    assert not any(scroll(WorkLimit(LIMIT), clock, per_second=15, seconds=300))


def test_a_fling_stays_within_the_limit_and_where_it_ends_pictures_come(
    clock: type[Clock],
) -> None:
    limit = WorkLimit(LIMIT)
    asked = scroll(limit, clock, per_second=200, seconds=PERIOD - 1)
    assert len(asked) > 10 * LIMIT
    assert asked.count(False) == LIMIT
    # What is on the screen then is asked for until there is room again.
    assert all(asked[-ON_SCREEN:])
    patience = sum(min(FIRST * 1.3**tries, LONGEST) for tries in range(TRIES)) / 1000
    assert patience > 2 * PERIOD
    clock.now += PERIOD
    assert not any(
        limit.seconds_to_wait(HERE, str(image)) for image in range(len(asked))[-ON_SCREEN:]
    )


def test_neither_many_addresses_nor_many_images_take_memory_without_end(
    clock: type[Clock], images: Iterator[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_limit, "MOST_ADDRESSES", 10)
    monkeypatch.setattr(work_limit, "MOST_IMAGES", 20)
    limit = WorkLimit(PER_ADDRESS)
    answers = [
        ask(limit, images, 1, f"10.0.{number // 250}.{number % 250}") for number in range(400)
    ]
    assert answers[:310] == [{0}] * 310
    assert answers[310:] == [{PERIOD}] * 90  # Those beyond count as one.
    assert len(limit._counts) == 11
    assert len(limit._known) == 20


def test_many_threads_share_one_count(images: Iterator[str]) -> None:
    limit, together = WorkLimit(PER_ADDRESS), threading.Barrier(4)

    def ask_often(thread: int) -> int:
        together.wait()
        asked = (limit.seconds_to_wait(HERE, f"{thread}-{each}") for each in range(PER_ADDRESS))
        return sum(not seconds for seconds in asked)

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(ask_often, range(4))) == PER_ADDRESS

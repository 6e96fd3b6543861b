"""`bviewer worker` up to the moment when the consumer runs; the rest is in jobs/test_worker."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from bviewer.queue.runtime import Runtime
from tests.unit.cli.conftest import Installation
from tests.unprivileged import reachable_folder, without_capabilities

# In the package, the name is that of the command.
MODULE = import_module("bviewer.process.work")


@pytest.fixture
def calls(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """How the consumer was run, over a queue that waits for one."""
    installation.configure(**{"bviewer.queue": f"sqlite:///{installation.folder}/queue.sqlite"})
    made: list[tuple[Any, ...]] = []

    def run(runtime: Runtime, workers: int, parent: int | None, beside: Callable[[], None]) -> None:
        made.append((runtime.settings.library, workers, parent))
        assert beside.__qualname__ == "Watcher.look"

    monkeypatch.setattr(MODULE, "run_worker", run)
    return made


def test_one_worker_is_run_until_it_stops(installation: Installation, calls: list[Any]) -> None:
    assert installation.say("worker") == "stopped\n"
    assert calls == [(installation.library, 1, None)]


def test_number_of_workers(installation: Installation, calls: list[Any]) -> None:
    installation.say("worker", "--workers", "4")
    assert calls == [(installation.library, 4, None)]


def test_worker_of_a_server_ends_with_it_and_says_nothing(
    installation: Installation, calls: list[Any]
) -> None:
    assert installation.say("worker", "--workers", "2", "--with-parent", "123") == ""
    assert calls == [(installation.library, 2, 123)]


def test_queue_that_needs_no_worker_is_named(installation: Installation) -> None:
    assert installation.fail("worker").startswith("wrong settings: bviewer.queue: ")


def test_queue_that_cannot_be_opened_is_one_line(installation: Installation) -> None:
    installation.configure(**{"bviewer.queue": "sqlite:////no/such/folder/queue.sqlite"})
    assert "unable to open" in installation.fail("worker")


def test_redis_that_refuses_its_password_is_one_line(
    installation: Installation, redis: str
) -> None:
    url = redis.replace("unix://", "unix://:hunter2@")
    installation.configure(**{"bviewer.queue": url})
    said = installation.fail("worker")
    assert said.startswith("wrong settings: bviewer.queue: AUTH")
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("bviewer.library", "[Errno 20] Not a directory: "),
        ("bviewer.cache", "[Errno 17] File exists: "),
        ("sqlalchemy.url", "unable to open database file"),
    ],
)
def test_what_is_not_there_is_named_before_a_job_is_run(
    installation: Installation, calls: list[Any], key: str, problem: str
) -> None:
    place = installation.folder / "in the way"
    place.write_text("")
    value = f"sqlite:///{place}/x" if key == "sqlalchemy.url" else str(place)
    queue = f"sqlite:///{installation.folder}/queue.sqlite"
    installation.configure(**{"bviewer.queue": queue, key: value})
    assert installation.fail("worker").startswith(f"cannot start: {key}: {problem}")
    assert calls == []


def test_cache_that_cannot_be_written_to_is_named_before_a_job_is_run() -> None:
    with reachable_folder() as folder:
        installation = Installation(folder)
        installation.configure(**{"bviewer.queue": f"sqlite:///{folder}/queue.sqlite"})
        installation.library.mkdir()
        installation.say("user", "list")
        (folder / "cache").chmod(0o555)

        def check() -> None:
            assert installation.fail("worker") == (
                f"cannot start: bviewer.cache: {folder}/cache cannot be written to"
            )

        without_capabilities(check)
        installation.engine.dispose()

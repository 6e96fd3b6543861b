"""Shows on Redis alone: they are forgotten by themselves, and nobody waits for a Redis that is
away."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from redis import Redis

from bviewer.queue.storage import Breaker, StorageAway, make_huey
from bviewer.slideshow import redis_sets
from bviewer.slideshow.redis_sets import SECONDS, RedisSets, names
from bviewer.slideshow.storage import open_sets
from bviewer.slideshow.table_sets import TableSets
from tests.site import SECRET, Site
from tests.unit.slideshow.conftest import MakeShow


@pytest.fixture
def client(redis: str) -> Iterator["Redis"]:
    """A Redis to look into."""
    client = Redis.from_url(redis)
    yield client
    client.close()


def test_what_nobody_uses_for_a_day_is_forgotten(client: "Redis", make_show: MakeShow) -> None:
    sets = RedisSets(client, Breaker())
    sets.fill(make_show(), ["a", "b", "c"])
    left, shown = names("key")
    assert client.smembers(left) == {b"a", b"b", b"c"}
    assert SECONDS - 5 <= client.ttl(left) <= SECONDS == 24 * 60 * 60
    for use in (lambda: sets.take("key", 0), lambda: sets.before("key", 9)):
        client.expire(left, 7)
        client.expire(shown, 7)
        assert use() is not None
        assert min(client.ttl(left), client.ttl(shown)) > 7
    assert sorted(client.keys()) == sorted(each.encode() for each in (left, shown))


def test_a_worker_that_is_killed_while_it_fills_leaves_what_goes_by_itself(
    client: "Redis", make_show: MakeShow
) -> None:
    sets, show = RedisSets(client, Breaker()), make_show()
    sets.fill(show, ["a"])

    def killed() -> Iterator[str]:
        yield from ("b" * 12 for _ in range(600))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sets.fill(show, killed())
    (rest,) = set(map(bytes.decode, client.keys())) - {*names("key")}
    assert 0 < client.ttl(rest) <= SECONDS
    assert sets.take("key", 0) == (1, "a")


def test_a_redis_that_is_away_is_told_and_waited_for_once(tmp_path: Path) -> None:
    client = make_huey(f"unix://{tmp_path}/none.sock", SECRET, patience=1).storage.conn
    sets = RedisSets(client, Breaker())
    with pytest.raises(StorageAway, match=r"none\.sock"):
        sets.take("key", 0)
    for look in (sets.before, sets.take):
        with patch.object(redis_sets, "answer") as asked, pytest.raises(StorageAway):
            look("key", 1)
        assert not asked.called


def test_a_redis_that_was_away_goes_on(client: "Redis", make_show: MakeShow) -> None:
    sets = RedisSets(client, Breaker())
    sets.fill(make_show(), ["a"])
    assert sets.take("key", 0) == (1, "a")
    client.script_flush()
    assert sets.take("key", 0) == (1, "a")
    client.client_kill_filter(_type="normal", skipme=True)
    assert sets.before("key", 2) == (1, "a")


def test_sets_are_on_redis_where_the_queue_is(
    tmp_path: Path, empty: Path, redis: str, site: Site
) -> None:
    (tmp_path / "other").mkdir()
    other = Site(tmp_path / "other", empty, with_app=False, **{"bviewer.queue": redis})
    assert isinstance(open_sets(other.runtime, other.runtime.engine), RedisSets)
    other.close()
    assert isinstance(open_sets(site.runtime, site.runtime.engine), TableSets)

"""Wake-up calls over a real Redis by real RQ: ids only, best effort, nothing but a wake-up."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
from redis import Redis
from rq.job import Job

from measurement.private_servers import RedisServer
from storage.queue import QUEUE, NoWakeUps, RqWakeUps, WakeCall, connect, listen, wake_ups
from workflow import shift

pytestmark = pytest.mark.redis


@pytest.fixture
def connection(redis: RedisServer) -> Iterator[Redis]:
    connected = connect(redis.url)
    connected.flushall()
    yield connected
    connected.close()


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    calls: list[str] = []
    monkeypatch.setattr(shift, "wake", calls.append)
    return calls


def test_a_call_reaches_a_listener(redis: RedisServer, connection: Redis, woken: list[str]) -> None:
    RqWakeUps(redis.url).send(["task-1"])
    assert listen(redis.url, "w1", 1)
    assert woken == ["task-1"]
    began = time.monotonic()
    assert listen(redis.url, "w1", 1)
    assert woken == ["task-1"]
    assert time.monotonic() - began < 5


def test_what_is_in_redis_is_an_id_and_the_name_of_our_function(redis: RedisServer, connection: Redis) -> None:
    RqWakeUps(redis.url).send(["task-1"])
    job = Job.fetch(connection.lrange(f"rq:queue:{QUEUE}", 0, -1)[0].decode(), connection, serializer=None)
    raw = connection.hget(job.key, "data")
    assert raw is not None
    import zlib

    assert json.loads(zlib.decompress(raw)) == ["worker.wake", None, ["task-1"], {}]
    assert job.description == "task-1"


def test_anything_but_a_wake_up_is_refused(redis: RedisServer, connection: Redis) -> None:
    forged = WakeCall.create("os.system", ["true"], connection=connection)
    with pytest.raises(ValueError, match="not a wake-up call"):
        _ = forged.func


def test_a_flood_of_calls_does_not_pile_up(redis: RedisServer, connection: Redis) -> None:
    calls = RqWakeUps(redis.url)
    for _ in range(5):
        calls.send(str(n) for n in range(100))
    assert connection.llen(f"rq:queue:{QUEUE}") <= 200


def test_redis_away_is_said_quickly_and_never_raised() -> None:
    away = "unix:///tmp/no-such-redis.sock"
    began = time.monotonic()
    calls = wake_ups(away)
    calls.send(["t"])
    assert not calls.answers()
    assert not listen(away, "w", 1)
    assert time.monotonic() - began < 3


def test_without_redis_nobody_is_told() -> None:
    nobody = wake_ups("")
    nobody.send(["t"])
    assert isinstance(nobody, NoWakeUps)
    assert nobody.answers()

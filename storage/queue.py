"""Wake-up calls through RQ: "look at task X now". The database is the truth, so a call may be lost, doubled or late.

One queue; JSON, ids only; no retries, scheduler, dependencies or callbacks of RQ: all of that is in the tasks table.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

QUEUE = "spunta"
WAKE = "worker.wake"
"""What RQ calls: the one function of worker.py, with the id of a task."""
CALL_LIVES_SECONDS = 300
FAILURE_KEPT_SECONDS = 3600
_log = structlog.get_logger()


class WakeUps(Protocol):
    """Tells idle workers that there is something to do."""

    def send(self, task_ids: Iterable[str]) -> None:
        """Best effort: never raises, returns within a second or two; a call that is lost is made good by the reconciler."""
        ...

    def answers(self) -> bool:
        """Is anybody there to carry calls?"""
        ...


class NoWakeUps:
    """Without Redis: workers find their work by looking into the database."""

    def send(self, task_ids: Iterable[str]) -> None:
        """Nothing to tell."""

    def answers(self) -> bool:
        return True


class RqWakeUps:
    """By RQ on Redis."""

    def __init__(self, url: str) -> None:
        self._redis = connect(url)
        self._queue = Queue(QUEUE, connection=self._redis, serializer=JSONSerializer, default_timeout=-1)

    def send(self, task_ids: Iterable[str]) -> None:
        try:
            for task_id in task_ids:
                self._queue.enqueue(
                    WAKE, task_id, description=task_id, result_ttl=0, failure_ttl=FAILURE_KEPT_SECONDS, ttl=CALL_LIVES_SECONDS
                )
        except RedisError as error:
            _log.warning("wake_up_lost", reason=type(error).__name__)

    def answers(self) -> bool:
        try:
            return bool(self._redis.ping())
        except RedisError:
            return False


def connect(url: str, timeout_seconds: float = 1.0) -> Redis:
    """A small client of its own: gives up soon, tries nothing twice."""
    return Redis.from_url(
        url, socket_timeout=timeout_seconds, socket_connect_timeout=0.3, retry=Retry(NoBackoff(), 0), health_check_interval=0
    )


def wake_ups(url: str) -> WakeUps:
    """By RQ where there is a URL, else none."""
    return RqWakeUps(url) if url else NoWakeUps()

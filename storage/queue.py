"""Wake-up calls through RQ: "look at task X now". The database is the truth, so a call may be lost, doubled or late.

One queue; JSON, ids only; no retries, scheduler, dependencies or callbacks of RQ: all of that is in the tasks table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, Protocol

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue, SimpleWorker
from rq.exceptions import DequeueTimeout
from rq.job import Job
from rq.serializers import JSONSerializer

QUEUE = "spunta"
WAKE = "worker.wake"
"""What RQ calls: the one function of worker.py, with the id of a task."""
CALL_LIVES_SECONDS = 300
FAILURE_KEPT_SECONDS = 3600
MOST_CALLS = 100
"""A worker that wakes up works until nothing is left, so more waiting calls than this say nothing new."""
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


class WakeCall(Job):
    """A job that can be nothing but a wake-up, whatever somebody wrote into Redis."""

    @property
    def func(self) -> Callable[..., Any]:
        if self.func_name != WAKE or self.instance is not None:
            raise ValueError("not a wake-up call")
        function: Callable[..., Any] = super().func
        return function


class _Queue(Queue):
    job_class = WakeCall


class RqWakeUps:
    """By RQ on Redis."""

    def __init__(self, url: str) -> None:
        self._redis = connect(url)
        self._queue = _Queue(QUEUE, connection=self._redis, serializer=JSONSerializer, default_timeout=-1)

    def send(self, task_ids: Iterable[str]) -> None:
        try:
            room = MOST_CALLS - self._queue.count
            for task_id in islice(task_ids, max(0, room)):
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


class Listener(SimpleWorker):
    """An RQ worker in this process, for one queue, that gives up when idle or when Redis is away, so that its caller can look into
    the database. Signals are its caller's affair; it has no timeouts by SIGALRM (calls are sent with none)."""

    queue_class = _Queue
    job_class = WakeCall

    def _install_signal_handlers(self) -> None:
        pass

    def dequeue_job_and_maintain_ttl(self, timeout: int | None, max_idle_time: int | None = None) -> tuple[Job, Queue] | None:
        try:
            found: tuple[Job, Queue] | None = self.queue_class.dequeue_any(
                self._ordered_queues,
                max_idle_time,
                connection=self.connection,
                job_class=self.job_class,
                serializer=self.serializer,
                death_penalty_class=self.death_penalty_class,
            )
        except DequeueTimeout:
            return None
        return found


def listen(url: str, name: str, idle_seconds: int) -> bool:
    """Answers one wake-up call, or gives up after `idle_seconds`; False when Redis is away. Blocks no longer than that and the call."""
    connection = connect(url, timeout_seconds=idle_seconds + 5.0)
    try:
        connection.ping()
        Listener(
            [_Queue(QUEUE, connection=connection, serializer=JSONSerializer)], name=name, connection=connection, serializer=JSONSerializer
        ).work(logging_level="CRITICAL", max_jobs=1, max_idle_time=idle_seconds)
    except (RedisError, OSError) as error:
        _log.warning("redis_away", reason=type(error).__name__)
        return False
    finally:
        connection.close()
    return True


def connect(url: str, timeout_seconds: float = 1.0) -> Redis:
    """A small client of its own: gives up soon, tries nothing twice."""
    return Redis.from_url(
        url, socket_timeout=timeout_seconds, socket_connect_timeout=0.3, retry=Retry(NoBackoff(), 0), health_check_interval=0
    )


def wake_ups(url: str) -> WakeUps:
    """By RQ where there is a URL, else none."""
    return RqWakeUps(url) if url else NoWakeUps()

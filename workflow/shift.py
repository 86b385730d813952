"""One reading process at work: it does what there is, and when there is nothing it listens for a wake-up call, or waits and looks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from math import ceil

import structlog

from domain.errors import TransientError
from storage.queue import listen
from workflow.process import Bench, do_next

_log = structlog.get_logger()
_bench: Bench | None = None


def work_until(stopping: threading.Event, make_bench: Callable[[], Bench], redis_url: str, poll_seconds: float) -> None:
    """Works until `stopping` is set; the task in hand is finished first.

    `make_bench` is called before each look for work: it gives the same bench as long as nothing new was learned or registered.
    A database that is away is waited for; without Redis (or while it is away) this looks into the database every `poll_seconds`.
    """
    global _bench
    while not stopping.is_set():
        try:
            _bench = make_bench()
            if do_next(_bench):
                continue
        except TransientError as error:
            _log.warning("worker_waits", code=error.code)
            stopping.wait(poll_seconds)
            continue
        if not redis_url or not listen(redis_url, _bench.owner, ceil(poll_seconds)):
            stopping.wait(poll_seconds)


def wake(task_id: str) -> None:
    """A wake-up call: does the most urgent piece of work there is (the one the call was about, if no other is more urgent)."""
    if _bench is None:
        raise RuntimeError("a wake-up call reached a process that is not at work")
    _log.debug("woken", task=task_id)
    do_next(_bench)

"""The reading processes of one worker: started, watched from outside, killed when they hang, started again when they die."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess
from typing import Any

import structlog

from domain.errors import TransientError
from kernel.prctl import die_with_parent
from storage.ids import new_id
from workflow.reconcile import reconcile
from workflow.tools import Tools

_log = structlog.get_logger()
_context = multiprocessing.get_context("fork")
"""The crew itself has no thread, no model and, at the moment of a fork, no connection: a reading process inherits only code."""
WATCH_SECONDS = 0.2
HEALTHY_SECONDS = 10.0
"""A process that dies sooner, and not at work, is started again after a pause that grows."""
LONGEST_PAUSE_SECONDS = 30.0
CANNOT_START = 3
"""Exit code of a process that will never work: a setting, a model or a program is missing."""

Life = Callable[..., None]
"""`life(owner, deadline, *arguments)`: what a reading process does all its life; `deadline` is its Deadline."""


class Deadline:
    """Until when a reading process may be at its task: the process says it, the crew reads it."""

    def __init__(self) -> None:
        self._until = _context.Value("d", 0.0)
        """Monotonic seconds; 0: it is idle."""

    def begin(self, _claim: object, seconds: float) -> None:
        """The task in hand must have ended in so many seconds: what a bench calls `started`."""
        self._until.value = time.monotonic() + seconds

    def end(self) -> None:
        """No task is in hand: what a bench calls `finished`."""
        self._until.value = 0.0

    @property
    def is_idle(self) -> bool:
        return bool(self._until.value == 0)

    @property
    def has_passed(self) -> bool:
        return bool(0 < self._until.value < time.monotonic())


@dataclass
class _Seat:
    """One place in the crew, and who sits there now."""

    process: ForkProcess | None = None
    owner: str = ""
    deadline: Deadline = field(default_factory=Deadline)
    started_at: float = 0.0
    start_at: float = 0.0
    short_lives: int = 0


class Crew:
    """`size` processes that live `life`; must be made and run by the main thread, whose death ends theirs."""

    def __init__(self, tools: Tools, size: int, life: Life, *arguments: Any) -> None:
        self._tools = tools
        self._life = life
        self._arguments = arguments
        self._seats = [_Seat() for _ in range(size)]
        self._next_round = 0.0

    def run(self, stopping: threading.Event) -> int:
        """Until `stopping`, then until every process has finished its task. Exit code: 0, or CANNOT_START."""
        code = 0
        while not stopping.is_set():
            if any(self._watch(seat) == CANNOT_START for seat in self._seats):
                code = CANNOT_START
                stopping.set()
            if time.monotonic() >= self._next_round:
                self._next_round = time.monotonic() + self._tools.rules.reconcile_seconds
                self._reconcile(None)
            stopping.wait(WATCH_SECONDS)
        self._dismiss()
        return code

    def _watch(self, seat: _Seat) -> int | None:
        """Starts who is missing, kills who hangs; the exit code of who has just died."""
        if seat.process is None:
            if time.monotonic() >= seat.start_at:
                self._start(seat)
            return None
        if seat.deadline.has_passed:
            _log.error("worker_hangs", owner=seat.owner)
            seat.process.kill()
            seat.process.join()
        if seat.process.is_alive():
            return None
        return self._bury(seat, seat.process)

    def _start(self, seat: _Seat) -> None:
        self._tools.database.close()
        seat.deadline.end()
        seat.owner, seat.started_at = new_id(), time.monotonic()
        seat.process = _context.Process(target=_live, args=(self._life, os.getpid(), seat.owner, seat.deadline, *self._arguments))
        seat.process.start()

    def _bury(self, seat: _Seat, process: ForkProcess) -> int | None:
        code = process.exitcode
        process.close()
        seat.process = None
        idle = seat.deadline.is_idle  # who dies at work died of the work, and the next piece may be a better one
        seat.short_lives = seat.short_lives + 1 if idle and time.monotonic() < seat.started_at + HEALTHY_SECONDS else 0
        pause = min(LONGEST_PAUSE_SECONDS, 0.1 * 2**seat.short_lives) if seat.short_lives > 1 else 0.0
        seat.start_at = time.monotonic() + pause
        _log.warning("worker_ended", owner=seat.owner, code=code)
        self._reconcile(seat.owner)
        return code

    def _reconcile(self, lost_owner: str | None) -> None:
        try:
            reconcile(self._tools, lost_owner)
        except TransientError as error:  # the next round does it
            _log.warning("reconcile_waits", code=error.code)

    def _dismiss(self) -> None:
        at_work = [(seat, seat.process) for seat in self._seats if seat.process is not None]
        for _, process in at_work:
            process.terminate()
        for seat, process in at_work:
            while process.is_alive() and not seat.deadline.has_passed:
                process.join(WATCH_SECONDS)
            process.kill()
            process.join()


def _live(life: Life, parent: int, *arguments: Any) -> None:
    die_with_parent(signal.SIGTERM)
    if os.getppid() == parent:  # else it died before we could say so
        life(*arguments)

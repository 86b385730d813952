"""The reading processes of one worker: started, watched from outside, killed when they hang, started again when they die."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.context import SpawnProcess
from typing import Any

import structlog

from domain.errors import SpuntaError
from storage.ids import new_id
from workflow.reconcile import reconcile, reconcile_until
from workflow.tools import Tools

_log = structlog.get_logger()
_context = multiprocessing.get_context("spawn")
WATCH_SECONDS = 0.2
HEALTHY_SECONDS = 10.0
"""A process that dies sooner is started again after a pause that grows."""
LONGEST_PAUSE_SECONDS = 30.0
CANNOT_START = 3
"""Exit code of a process that will never work: a setting, a model or a program is missing."""
_PR_SET_PDEATHSIG = 1

Life = Callable[..., None]
"""`life(owner, deadline, *arguments)`: what a reading process does all its life, in a fresh interpreter."""


@dataclass
class _Seat:
    """One place in the crew, and who sits there now."""

    process: SpawnProcess | None = None
    owner: str = ""
    deadline: Any = field(default_factory=lambda: _context.Value("d", 0.0))
    """Monotonic seconds after which the process may be killed; 0: it is idle."""
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

    def run(self, stopping: threading.Event) -> int:
        """Until `stopping`, then until every process has finished its task. Exit code: 0, or CANNOT_START."""
        sweeper = threading.Thread(target=reconcile_until, args=(self._tools, stopping), name="reconcile", daemon=True)
        sweeper.start()
        code = 0
        while not stopping.is_set():
            if any(self._watch(seat) == CANNOT_START for seat in self._seats):
                code = CANNOT_START
                stopping.set()
            stopping.wait(WATCH_SECONDS)
        self._dismiss()
        sweeper.join()
        return code

    def _watch(self, seat: _Seat) -> int | None:
        """Starts who is missing, kills who hangs; the exit code of who has just died."""
        if seat.process is None:
            if time.monotonic() >= seat.start_at:
                self._start(seat)
            return None
        if 0 < seat.deadline.value < time.monotonic():
            _log.error("worker_hangs", owner=seat.owner)
            seat.process.kill()
            seat.process.join()
        if seat.process.is_alive():
            return None
        return self._bury(seat, seat.process)

    def _start(self, seat: _Seat) -> None:
        seat.owner, seat.deadline.value, seat.started_at = new_id(), 0.0, time.monotonic()
        seat.process = _context.Process(target=_live, args=(self._life, os.getpid(), seat.owner, seat.deadline, *self._arguments))
        seat.process.start()

    def _bury(self, seat: _Seat, process: SpawnProcess) -> int | None:
        code = process.exitcode
        process.close()
        seat.process = None
        seat.short_lives = seat.short_lives + 1 if time.monotonic() < seat.started_at + HEALTHY_SECONDS else 0
        pause = min(LONGEST_PAUSE_SECONDS, 0.1 * 2**seat.short_lives) if seat.short_lives > 1 else 0.0
        seat.start_at = time.monotonic() + pause
        _log.warning("worker_ended", owner=seat.owner, code=code)
        self._return_leases(seat.owner)
        return code

    def _return_leases(self, owner: str) -> None:
        try:
            reconcile(self._tools, lost_owner=owner)
        except SpuntaError as error:  # they return when their leases end
            _log.warning("reconcile_waits", code=error.code)

    def _dismiss(self) -> None:
        at_work = [(seat, seat.process) for seat in self._seats if seat.process is not None]
        for _, process in at_work:
            process.terminate()
        for seat, process in at_work:
            while process.is_alive() and not 0 < seat.deadline.value < time.monotonic():
                process.join(WATCH_SECONDS)
            process.kill()
            process.join()


def _live(life: Life, parent: int, *arguments: Any) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == parent:
        life(*arguments)

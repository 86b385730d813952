"""A worker: reading processes that take tasks from the database, woken by RQ. `main()` runs it; RQ calls `wake`."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from document_types import SHIPPED_CASES, load_case_rules, load_types
from domain.errors import SetupError, SpuntaError
from intake.limits import Limits, SandboxLevel
from intake.sandbox import active_level
from pipeline.versions import Promises, Versions
from settings import Settings, load_settings
from storage.engine import open_database
from storage.erasures import Erasures
from storage.files import LocalFiles
from storage.files_s3 import S3Files
from storage.migrate import migrate
from storage.queue import wake_ups
from storage.sealing import sealer_of
from workflow import forms, shift
from workflow.crew import CANNOT_START, Crew
from workflow.process import Bench
from workflow.shadow import ModelsAtWork, now_read_by
from workflow.teach import Lessons
from workflow.tools import Rules, Tools

if TYPE_CHECKING:
    from pipeline.journey import Journey

GIVES_WAY = 10
"""How nice reading is to the API, which people and programs wait for."""


def give_way() -> None:
    """This process and all that it starts leave the processor to the API when both want it.

    Between sessions the kernel does not heed niceness but shares the processor out (sched(7), autogroup): a worker with a session of
    its own makes that one nice too.
    """
    os.nice(GIVES_WAY)
    if os.getsid(0) == os.getpid():
        with contextlib.suppress(OSError):  # a kernel without such groups
            Path("/proc/self/autogroup").write_text(str(GIVES_WAY))


def wake(task_id: str) -> None:
    """What RQ calls: one id in, one workflow call."""
    shift.wake(task_id)


def open_tools(settings: Settings) -> Tools:
    """The database, the files and the wake-up calls of these settings."""
    names = Rules.__dataclass_fields__
    rules = Rules(**{name: getattr(settings, name) for name in names})
    sealer = sealer_of(settings.file_keys)
    files = S3Files(settings.files_url, sealer) if settings.files_url else LocalFiles(settings.files_dir, sealer)
    erasures = Erasures(settings.erasures_file)
    promises = Promises(Versions(settings.models_dir, settings.learned_dir), settings.learned_dir)
    cases = load_case_rules(load_types(), SHIPPED_CASES, settings.learned_dir / "case_rules")
    return Tools(open_database(settings.database), files, wake_ups(settings.redis_url), rules, promises, cases, erasures)


def limits_of(settings: Settings) -> Limits:
    """The limits of the border. Raises SetupError `sandbox_missing` when the wall that is asked for does not stand on this machine."""
    level = SandboxLevel(settings.sandbox)
    active_level(level)
    return Limits(file_bytes=int(settings.file_mb * 2**20), pages=settings.most_pages, page_seconds=settings.page_seconds, sandbox=level)


def exit_code(run: Callable[[], int | None]) -> int:
    """Of a process that does `run`: its own, or 2 when it cannot start, with the code and the remedy on one line."""
    try:
        return run() or 0
    except SpuntaError as error:
        print(f"spunta: {error.code}: {error.message}", file=sys.stderr, flush=True)
        return 2


def main() -> int:
    """Until SIGTERM or SIGINT; tasks in hand are finished first. Raises SetupError."""
    settings = load_settings()
    structlog.configure(processors=[structlog.processors.TimeStamper(fmt="iso"), structlog.processors.JSONRenderer()])
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    give_way()
    limits_of(settings)
    tools = open_tools(settings)
    tools.database.check()
    migrate(tools.database)
    return Crew(tools, settings.workers, read_all_life, settings).run(stop_on_signal())


def read_all_life(owner: str, deadline: Any, settings: Settings) -> None:
    """What a reading process does: loads the models once, then works until SIGTERM."""
    structlog.configure(processors=[structlog.processors.TimeStamper(fmt="iso"), structlog.processors.JSONRenderer()])
    stopping = stop_on_signal()
    with tempfile.TemporaryDirectory(prefix="spunta-forms-") as folder:
        try:
            bench = _Reloading(settings, owner, deadline, Path(folder))
            bench()
        except SetupError as error:
            print(f"spunta: {error.code}: {error.message}", file=sys.stderr, flush=True)
            sys.exit(CANNOT_START)
        shift.work_until(stopping, bench, settings.redis_url, settings.poll_seconds)


class _Reloading:
    """The bench; its reader is loaded again when forms were registered or layouts learned since."""

    def __init__(self, settings: Settings, owner: str, deadline: Any, folder: Path) -> None:
        self._settings, self._folder = settings, folder
        self._tools = open_tools(settings)
        self._versions = Versions(settings.models_dir, settings.learned_dir)
        self._deadline = deadline
        self._owner = owner
        self._known = ""
        self._bench: Bench | None = None

    def __call__(self) -> Bench:
        known = f"{forms.stamp(self._tools)} {_newest(self._settings.learned_dir)} {self._versions.stamp()}"
        if self._bench is None or known != self._known:
            self._bench, self._known = self._load(), known
        return self._bench

    def _load(self) -> Bench:
        from learning.company import CompanyTeacher
        from pipeline.journey import load_journey

        settings, state = self._settings, self._versions.state()
        definitions = forms.unpack(self._tools, self._folder)
        limits = limits_of(settings)
        folders = [form.blank.parent for form in definitions.values()]
        reader = load_journey(settings.models_dir, settings.learned_dir, folders, settings.ocr_engine, limits)
        now_read_by(self._tools, state.current, self._versions.fingerprint(state.current), "machine", "the models were changed")
        name, candidate = self._candidate(reader, state.shadow)
        beside = Lessons(self._tools, candidate, CompanyTeacher(candidate)).reader_for if candidate is not None else None
        models = ModelsAtWork(lambda: self._versions.state().current == state.current, name, beside)
        started, finished = lambda _, seconds: self._set(time.monotonic() + seconds), lambda: self._set(0.0)
        lessons = Lessons(self._tools, reader, CompanyTeacher(reader))
        return Bench(self._tools, reader, self._owner, started, finished, models, lessons)

    def _candidate(self, journey: Journey, name: str | None) -> tuple[str | None, Journey | None]:
        """The candidate tried beside the models in use; one that cannot be loaded is left out, and said to be."""
        from pipeline.journey import with_version

        if name is None:
            return None, None
        try:
            return name, with_version(journey, self._versions, name)
        except SpuntaError as error:
            structlog.get_logger().error("candidate_not_loaded", version=name, code=error.code)
            return None, None

    def _set(self, moment: float) -> None:
        self._deadline.value = moment


def _newest(folder: Path) -> float:
    """When something was learned last; versions of models tell of themselves."""
    learned = (path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).parts[0] != "models")
    return max((path.stat().st_mtime for path in learned), default=0.0)


def stop_on_signal() -> threading.Event:
    """Set by SIGTERM or SIGINT."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    return stopping


if __name__ == "__main__":
    from worker import main as run  # RQ and the reading processes know this module as `worker`

    sys.exit(exit_code(run))

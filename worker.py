"""A worker: reading processes that take tasks from the database, woken by RQ. `main()` runs it; RQ calls `wake`."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from domain.errors import SetupError, SpuntaError
from installation import exit_code, limits_of, log_lines, open_tools, stop_on_signal
from pipeline.versions import Versions
from settings import Settings, load_settings
from storage.migrate import migrate
from workflow import forms, shift
from workflow.crew import CANNOT_START, Crew, Deadline
from workflow.process import Bench
from workflow.shadow import ModelsAtWork, now_read_by
from workflow.teach import Lessons

if TYPE_CHECKING:
    from pipeline.journey import Journey

GIVES_WAY = 19
"""How nice reading is to the API, which people and programs wait for."""


def give_way() -> None:
    """This process and all that it starts leave the processor to the API when both want it.

    Between sessions the kernel does not heed niceness but shares the processor out (sched(7), autogroup): a worker with a session of
    its own makes that one nice too.
    """
    os.nice(GIVES_WAY)
    if os.getsid(0) == os.getpid():
        with contextlib.suppress(OSError):  # a kernel without such groups
            Path("/proc/self/autogroup").write_text(str(os.nice(0)))


def wake(task_id: str) -> None:
    """What RQ calls: one id in, one workflow call."""
    shift.wake(task_id)


def main() -> int:
    """Until SIGTERM or SIGINT; tasks in hand are finished first. Raises SetupError."""
    import lightgbm  # noqa: F401  what the reading processes load they inherit from here

    settings = load_settings()
    log_lines()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    give_way()
    limits_of(settings)
    tools = open_tools(settings)
    tools.database.check()
    migrate(tools.database)
    return Crew(tools, settings.workers, read_all_life, settings).run(stop_on_signal())


def read_all_life(owner: str, deadline: Deadline, settings: Settings) -> None:
    """What a reading process does: loads the models once, then works until SIGTERM."""
    log_lines()
    stopping = stop_on_signal()
    with tempfile.TemporaryDirectory(prefix="spunta-forms-") as folder:
        try:
            bench = ReloadingBench(settings, owner, deadline, Path(folder))
            bench()
        except SetupError as error:
            print(f"spunta: {error.code}: {error.message}", file=sys.stderr, flush=True)
            sys.exit(CANNOT_START)
        shift.work_until(stopping, bench, settings.redis_url, settings.poll_seconds)


class ReloadingBench:
    """The bench; its reader is loaded again when forms were registered or layouts learned since."""

    def __init__(self, settings: Settings, owner: str, deadline: Deadline, folder: Path) -> None:
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
        lessons = Lessons(self._tools, reader, CompanyTeacher(reader))
        return Bench(self._tools, reader, self._owner, self._deadline.begin, self._deadline.end, models, lessons)

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


def _newest(folder: Path) -> float:
    """When something was learned last; versions of models tell of themselves."""
    learned = (path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).parts[0] != "models")
    return max((path.stat().st_mtime for path in learned), default=0.0)


if __name__ == "__main__":
    from worker import main as run  # RQ and the reading processes know this module as `worker`

    sys.exit(exit_code(run))

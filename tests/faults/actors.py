"""A worker with a make-believe reader, to be looked at from outside."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import structlog

from installation import stop_on_signal
from storage.engine import open_database
from storage.files import LocalFiles
from storage.queue import wake_ups
from tests.fakes.reader import FakeReader
from workflow import shift
from workflow.crew import Crew, Deadline
from workflow.process import Bench
from workflow.tools import Rules, Tools

RULES = Rules(
    pages_per_task=2,
    lease_seconds=6.0,
    beat_seconds=1.0,
    page_seconds=15.0,
    most_attempts=8,
    retry_seconds=0.2,
    reconcile_seconds=1.0,
    audit_rate=0.1,
)
POLL_SECONDS = 0.5
PAGE_SECONDS = 0.01


@dataclass(frozen=True)
class Place:
    """Where everything is."""

    database_url: str
    redis_url: str
    files: Path
    rules: Rules = RULES
    page_seconds: float = PAGE_SECONDS

    def tools(self) -> Tools:
        return Tools(open_database(self.database_url), LocalFiles(self.files), wake_ups(self.redis_url), self.rules)


def work(place: Place, readers: int) -> None:
    """A worker process: a crew of readers."""
    _quiet()
    sys.exit(Crew(place.tools(), readers, read, place).run(stop_on_signal()))


def read(owner: str, deadline: Deadline, place: Place) -> None:
    """A reading process."""
    _quiet()
    bench = Bench(place.tools(), FakeReader(place.page_seconds), owner, deadline.begin, deadline.end)
    shift.work_until(stop_on_signal(), lambda: bench, place.redis_url, POLL_SECONDS)


def _quiet() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))

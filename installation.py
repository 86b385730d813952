"""What every process of an installation begins with: its tools, its limits, its log, its signals, its exit code."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable

import structlog

from document_types import SHIPPED_CASES, load_case_rules, load_types
from domain.errors import SpuntaError
from intake.limits import Limits, SandboxLevel
from intake.sandbox import active_level
from pipeline.versions import Promises, Versions
from settings import Settings
from storage.engine import open_database
from storage.erasures import Erasures
from storage.files import LocalFiles
from storage.files_s3 import S3Files
from storage.migrate import migrate
from storage.queue import wake_ups
from storage.sealing import sealer_of
from workflow.tools import Rules, Tools


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


def migrated_tools(settings: Settings) -> Tools:
    """The same, the database brought to the tables of this version."""
    tools = open_tools(settings)
    migrate(tools.database)
    return tools


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


def log_lines() -> None:
    """From now on an event is one line of JSON."""
    structlog.configure(processors=[structlog.processors.TimeStamper(fmt="iso"), structlog.processors.JSONRenderer()])


def stop_on_signal() -> threading.Event:
    """Set by SIGTERM or SIGINT."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    return stopping

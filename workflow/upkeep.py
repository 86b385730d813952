"""What is done now and then, by every API process and whether or not anything waits: keeping times, leftovers, doctor's questions."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import structlog

from domain.errors import SetupError, SpuntaError, TransientError
from storage.clients import INSTALLATION
from storage.files import LocalFiles
from storage.migrate import check_migrated
from storage.unit_of_work import EVERY_CLIENT
from workflow.recall import recall
from workflow.retire import erase, missing_files, retire
from workflow.tools import Tools

_log = structlog.get_logger()
EVERY_SECONDS = 3600.0
LEFTOVER_SECONDS = 86_400.0
"""An upload takes minutes at most: what stands in staging longer was left by a crash."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be."""

    code: str
    subject: str


def upkeep_until(tools: Tools, ended: threading.Event, every_seconds: float = EVERY_SECONDS) -> None:
    """At once and then every hour until `ended`; what breaks is logged and tried again the next time."""
    while not ended.is_set():
        try:
            keep_up(tools)
        except SpuntaError as error:
            _log.warning("upkeep_waits", code=error.code)
        ended.wait(every_seconds)


def keep_up(tools: Tools) -> None:
    """Erases what was kept long enough and what interrupted uploads left behind; recalls what a crash kept from being recalled."""
    retired, recalled = retire(tools), recall(tools)
    left = tools.files.sweep_staging(LEFTOVER_SECONDS, time.time()) if isinstance(tools.files, LocalFiles) else 0
    _log.info("upkeep_done", retired_sources=retired.sources, retired_files=retired.files, leftovers=left, recalled=recalled)


def examine(tools: Tools) -> list[Finding]:
    """Tables of another version, rows without their file, audit chains that do not fit; empty when all is well."""
    try:
        tools.database.check()
        check_migrated(tools.database)
    except (SetupError, TransientError) as error:
        return [Finding(error.code, "database")]
    found = [Finding("missing_file", source) for _, source in missing_files(tools)]
    with tools.database.read(EVERY_CLIENT) as work:
        chains = [INSTALLATION, *(client.id for client in work.clients.all())]
        broken = {client: work.audit_log.first_broken(client) for client in chains}
    return found + [Finding(f"audit_broken_at_{number}", client) for client, number in broken.items() if number is not None]


def replay_erasures(tools: Tools, erased: list[tuple[str, str]]) -> int:
    """Erases again, after a restore, what was erased since the backup was made; how many files."""
    again = 0
    with tools.database.read(EVERY_CLIENT) as work:
        present = {source.id for source in work.sources.originals()}
    for client_id, source_id in erased:
        if source_id in present:
            present.discard(source_id)
            erase(tools, client_id, source_id, "restore")
            again += 1
    return again

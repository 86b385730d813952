"""retired: when a client's keeping time is over, originals, pages and values are erased; that they were is kept.

Rows are emptied first, then the bytes are removed, so that a crash in between leaves bytes without a row, which the sweep removes.
Bytes that another file of the client still needs stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from storage.clients import INSTALLATION
from storage.clock import now
from storage.tables import Client
from storage.unit_of_work import EVERY_CLIENT, Work
from workflow.deliver import tell
from workflow.tools import Tools

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Retired:
    """What one round erased."""

    sources: int
    files: int


def retire(tools: Tools, moment: datetime | None = None) -> Retired:
    """Erases every file whose documents were all completed longer ago than its client keeps them."""
    moment = moment or now()
    with tools.database.read(EVERY_CLIENT) as work:
        clients = work.clients.all()
    sources = files = 0
    for client in clients:
        days = client.retention_days or tools.rules.retention_days
        for source_id in _expired(tools, client, moment - timedelta(days=days)):
            files += erase(tools, client.id, source_id, "machine")
            sources += 1
    return Retired(sources, files)


def erase(tools: Tools, client_id: str, source_id: str, actor: str) -> int:
    """Erases one file with everything derived from it; how many stored files went. Twice is harmless."""
    with tools.database.work(frozenset({client_id})) as work:
        source = work.sources.lock(source_id)
        if source.state == "erased":
            return 0
        if tools.erasures is not None:
            tools.erasures.add(client_id, source_id)
        blobs = work.sources.blobs_of(source_id)
        for document in work.documents.of_source(source_id):
            work.reviews.cancel_of_document(document.id)
            document = work.documents.new_version(document.id, None)
            work.documents.empty(document)
            tell(work, document, "document.erased")
        for document in work.documents.replaced_of_source(source_id):
            work.documents.empty(document)
        work.tasks.cancel_of(source_id)
        work.sources.empty(source)
        work.audit_log.note(client_id, actor, "source.erased", source_id, files=len(blobs))
        free = {sha256 for sha256 in blobs if not work.sources.users_of_blob(client_id, sha256)}
    for sha256 in free:
        tools.files.delete(client_id, sha256)
    _log.info("source_erased", source=source_id, files=len(free))
    return len(free)


def sweep(tools: Tools) -> int:
    """Removes stored files that no row needs; how many. Run it while nothing is being received: an upload in hand has no row yet."""
    removed = 0
    with tools.database.read(EVERY_CLIENT) as work:
        clients = [client.id for client in work.clients.all()]
    for client_id in clients:
        for sha256 in list(tools.files.list(client_id)):
            removed += _sweep_one(tools, client_id, sha256)
    return removed


def missing_files(tools: Tools) -> list[tuple[str, str]]:
    """(client, source) of rows whose original is gone or damaged: to be restored from a backup, never repaired by guessing."""
    with tools.database.read(EVERY_CLIENT) as work:
        originals = work.sources.originals()
    stored = {client: set(tools.files.list(client)) for client in {row.client_id for row in originals} | {INSTALLATION}}
    return [(row.client_id, row.id) for row in originals if row.sha256 not in stored[row.client_id]]


def _sweep_one(tools: Tools, client_id: str, sha256: str) -> int:
    with tools.database.work(frozenset({client_id})) as work:
        if work.sources.users_of_blob(client_id, sha256):
            return 0
        tools.files.delete(client_id, sha256)
    return 1


def _expired(tools: Tools, client: Client, before: datetime) -> list[str]:
    def all_over(work: Work, source_id: str) -> bool:
        return all(d.completed_at is not None and d.completed_at < before for d in work.documents.of_source(source_id))

    with tools.database.read(frozenset({client.id})) as work:
        found = {document.source_id for document in work.documents.expired(before, client.id)}
        return sorted(source_id for source_id in found if all_over(work, source_id))

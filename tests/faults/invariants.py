"""What must be true after everything has been killed and has come to rest."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select, text

from storage import EVERY_CLIENT
from storage.tables import AuditEntry, Change, Document, FieldRow, Page, Source, Task
from storage.unit_of_work import Work
from tests.faults.actors import Place
from tests.faults.parcels import Parcel


@dataclass
class Findings:
    """What was found; empty `broken` is what we want."""

    broken: list[str] = field(default_factory=list)
    documents: int = 0
    lost: int = 0
    doubled: int = 0
    good_given_up: int = 0
    poison_given_up: int = 0
    orphan_files: int = 0

    def must(self, true: bool, what: str) -> None:
        if not true:
            self.broken.append(what)


def examine(place: Place, acknowledged: dict[str, set[str]], parcels: dict[str, Parcel], polled: dict[str, list[int]]) -> Findings:
    """Checks I1 to I10 (docs/decisions, "the database row is the truth") on a system at rest.

    `acknowledged`: batch ids by key; `polled`: the cursors a client saw while it polled through all of it.
    """
    found = Findings()
    tools = place.tools()
    with tools.database.read(EVERY_CLIENT) as work:
        _batches(work, found, acknowledged, parcels)
        _results(work, found, frozenset[str]().union(*(parcel.poison for parcel in parcels.values())))
        _tasks(work, found)
        _news(work, found, polled)
        _files(work, found, place.files)
        for client in polled:
            found.must(work.audit_log.first_broken(client) is None, "I7: an audit chain is broken")
    if not tools.database.is_postgresql:
        with tools.database.engine.connect() as connection:
            found.must(connection.execute(text("PRAGMA integrity_check")).scalar() == "ok", "SQLite: integrity_check")
    tools.database.close()
    return found


def _batches(work: Work, found: Findings, acknowledged: dict[str, set[str]], parcels: dict[str, Parcel]) -> None:
    for key, batches in acknowledged.items():
        found.must(len(batches) == 1, f"a key made {len(batches)} batches")
        for batch_id in batches:
            sources = work.session.scalars(select(Source).where(Source.batch_id == batch_id)).all()
            expected = Counter(hashlib.sha256(paper).hexdigest() for paper in parcels[key].papers)
            if Counter(source.sha256 for source in sources) != expected:
                found.lost += 1
                found.broken.append("I1: a batch lacks files")
            found.must(work.batches.status(batch_id).state in {"completed", "needs_review"}, "I5: a batch is not final")
            found.must(all(source.client_id == parcels[key].client for source in sources), "I10: a file with another client")


def _results(work: Work, found: Findings, poisons: frozenset[str]) -> None:
    documents = work.session.scalars(select(Document)).all()
    found.documents = len(documents)
    by_source: dict[str, list[Document]] = {}
    for document in documents:
        by_source.setdefault(document.source_id, []).append(document)
    audited = Counter(work.session.scalars(select(AuditEntry.subject).where(AuditEntry.action.startswith("document."))).all())
    for source in work.session.scalars(select(Source)):
        found.must(source.state in {"done", "failed"}, f"I5: a file is {source.state}")
        results = by_source.get(source.id, [])
        found.lost += not results
        pages = Counter(number for document in results for number in document.pages)
        found.doubled += max(pages.values(), default=0) > 1 or sum(d.state == "failed" for d in results) > 1
        found.must(source.state == "failed" or set(pages) == set(range(1, (source.page_count or 0) + 1)), "pages are missing")
        poison = source.sha256 in poisons
        if source.state == "failed":
            found.poison_given_up += poison
            found.good_given_up += not poison
        for document in results:
            found.must(document.client_id == source.client_id, "I10: a document with another client")
            found.must(audited[document.id] == 1, f"I6: a document has {audited[document.id]} audit entries")
    for client, document_client in work.session.execute(
        select(FieldRow.client_id, Document.client_id).join(Document, Document.id == FieldRow.document_id).distinct()
    ):
        found.must(client == document_client, "I10: a field with another client")


def _tasks(work: Work, found: Findings) -> None:
    failed = set(work.session.scalars(select(Source.id).where(Source.state == "failed")))
    for task in work.session.scalars(select(Task)):
        found.must(task.state == "done" or (task.state == "dead" and task.source_id in failed), f"I4: a task is {task.state}")
        found.must(task.token >= task.attempt, "I8: a token went backwards")


def _news(work: Work, found: Findings, polled: dict[str, list[int]]) -> None:
    for client, seen in polled.items():
        changes = list(work.session.scalars(select(Change).where(Change.client_id == client).order_by(Change.cursor)))
        found.must([c.cursor for c in changes] == list(range(1, len(changes) + 1)), "the feed has gaps")
        found.must(seen == [c.cursor for c in changes], "a poller missed or doubled news")
        told = Counter(c.document_id for c in changes if c.document_id)
        ids = set(work.session.scalars(select(Document.id).where(Document.client_id == client)))
        found.must(set(told) == ids and set(told.values()) <= {1}, "I2: documents and news do not agree")
        finished = Counter(c.batch_id for c in changes if c.kind == "batch.completed")
        found.must(set(finished.values()) <= {1}, "a batch was completed twice")


def _files(work: Work, found: Findings, root: Path) -> None:
    needed = {(s.client_id, s.sha256) for s in work.session.scalars(select(Source))}
    for page in work.session.scalars(select(Page)):
        needed |= {(page.client_id, page.image_sha256), (page.client_id, page.reading_sha256)}
    stored = {(path.parts[-3], path.name): path for path in _blobs(root)}
    for address in needed:
        path = stored.get(address)
        whole = path is not None and hashlib.sha256(path.read_bytes()).hexdigest() == address[1]
        found.must(whole, "I1: a row without its file, or with a damaged one")
    found.orphan_files = len(stored.keys() - needed)


def _blobs(root: Path) -> Iterable[Path]:
    return (path for path in root.glob("*/??/*") if path.is_file())

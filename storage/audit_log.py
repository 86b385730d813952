"""Who did what to what: one chain for each client company, each entry hashed with the one before it.

hash = SHA-256(hash before + canonical JSON of the entry). It proves that no entry was altered or removed from the middle; that
the end was not cut off is proved by the head, kept elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.clock import now
from storage.tables import AuditEntry, Head


@dataclass(frozen=True, slots=True)
class _Noted:
    client_id: str
    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]
    at: datetime


class AuditLog:
    """Appends entries at the end of the unit of work, so that the chain's lock is held briefly; reads and verifies."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._noted: list[_Noted] = []

    def note(self, client_id: str, actor: str, action: str, subject: str, **details: Any) -> None:
        """To be written with this transaction. `client_id` may be INSTALLATION. `details`: ids, codes, counts; never content."""
        self._noted.append(_Noted(client_id, actor, action, subject, details, now()))

    def write(self) -> None:
        """Called once by the unit of work, before its commit."""
        noted, self._noted = self._noted, []
        for client_id in sorted({entry.client_id for entry in noted}):
            self._append(client_id, [entry for entry in noted if entry.client_id == client_id])

    def _append(self, client_id: str, entries: list[_Noted]) -> None:
        head = self._session.scalar(
            select(Head).where(Head.client_id == client_id).with_for_update().execution_options(populate_existing=True)
        )
        if head is None:
            head = Head(client_id=client_id, cursor=0, audit_number=0, audit_hash="")
            self._session.add(head)
            self._session.flush()
        number, chained = head.audit_number, head.audit_hash
        for entry in entries:
            number += 1
            chained = entry_hash(chained, client_id, number, entry.at, entry.actor, entry.action, entry.subject, entry.details)
            row = AuditEntry(client_id=client_id, number=number, at=entry.at, actor=entry.actor, action=entry.action)
            row.subject, row.details, row.hash = entry.subject, dict(entry.details), chained
            self._session.add(row)
        self._session.execute(update(Head).where(Head.client_id == client_id).values(audit_number=number, audit_hash=chained))

    def entries(self, client_id: str, after: int = 0, limit: int = 500) -> list[AuditEntry]:
        """In order of number."""
        query = select(AuditEntry).where(AuditEntry.client_id == client_id, AuditEntry.number > after)
        return list(self._session.scalars(query.order_by(AuditEntry.number).limit(limit)))

    def of_subject(self, client_id: str, subject: str) -> list[AuditEntry]:
        """What was done to one thing, in order."""
        query = select(AuditEntry).where(AuditEntry.client_id == client_id, AuditEntry.subject == subject)
        return list(self._session.scalars(query.order_by(AuditEntry.number)))

    def first_broken(self, client_id: str) -> int | None:
        """The number of the first entry that does not fit its chain (or is missing), None when all is well."""
        query = select(AuditEntry).where(AuditEntry.client_id == client_id).order_by(AuditEntry.number)
        head = self._session.get(Head, client_id)
        return first_broken(self._session.scalars(query.execution_options(yield_per=1000)), head.audit_number if head else 0)


def entry_hash(
    before: str, client_id: str, number: int, at: datetime, actor: str, action: str, subject: str, details: Mapping[str, Any]
) -> str:
    """64 hexadecimal digits."""
    entry = [client_id, number, at.isoformat(timespec="microseconds"), actor, action, subject, details]
    canonical = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)
    return hashlib.sha256((before + canonical).encode()).hexdigest()


def write_chain(log: AuditLog, client_id: str, file: TextIO) -> int:
    """A chain as JSON Lines and its end in the last line; how many entries."""
    number, chained = 0, ""
    while entries := log.entries(client_id, number):
        for e in entries:
            row = {"client_id": e.client_id, "number": e.number, "at": e.at.isoformat(), "actor": e.actor, "action": e.action}
            file.write(json.dumps(row | {"subject": e.subject, "details": e.details, "hash": e.hash}) + "\n")
            number, chained = e.number, e.hash
    file.write(json.dumps({"end": client_id, "number": number, "hash": chained}) + "\n")
    return number


def first_broken_of_file(lines: Iterable[str]) -> int | None:
    """As AuditLog.first_broken, of what `write_chain` wrote: needs nothing but the file. A file that was cut off is broken at its end."""
    *rows, end = [json.loads(line) for line in lines] or [{}]
    entries = [AuditEntry(**row | {"at": datetime.fromisoformat(row["at"])}) for row in rows if "at" in row]
    return first_broken(entries, end["number"] if "end" in end else len(entries) + 1)


def first_broken(entries: Iterable[AuditEntry], length: int) -> int | None:
    """As AuditLog.first_broken, over the entries of one chain in order of number."""
    before, expected = "", 1
    for entry in entries:
        chained = entry_hash(before, entry.client_id, expected, entry.at, entry.actor, entry.action, entry.subject, entry.details)
        if entry.number != expected or entry.hash != chained:
            return expected
        before, expected = entry.hash, expected + 1
    return None if expected == length + 1 else expected

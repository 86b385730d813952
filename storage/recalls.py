"""Fields accepted while a class may already have been wrong too often: which they are, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from storage.tables import Audit, Certificate, Document, FieldRow, Source

Q = TypeVar("Q", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True, slots=True)
class Suspect:
    """What a withdrawal puts in doubt: fields of one class and stratum accepted by the machine in documents of a period."""

    risk_class: str
    stratum: str
    after: datetime | None
    """The last clean point; None: from the beginning."""
    until: datetime
    """The withdrawal."""

    @classmethod
    def of(cls, withdrawal: Certificate) -> Suspect:
        clean = withdrawal.details.get("clean_at")
        return cls(withdrawal.risk_class, withdrawal.stratum, datetime.fromisoformat(clean) if clean else None, withdrawal.made_at)


@dataclass(frozen=True, slots=True)
class RecallCounts:
    """What came of the suspect fields."""

    documents: int
    fields: int
    waiting: int
    """Not keyed again yet."""
    right: int
    wrong: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class SuspectField:
    """One of them."""

    document: Document
    source: str
    key: str
    state: str | None
    """Of its audit; None: not asked yet."""


class Recalls:
    """Suspect fields of the client companies of this unit of work. Replaced and erased documents are left out."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def counts(self, suspect: Suspect) -> RecallCounts:
        """All suspect fields by what came of them."""
        ended = [func.sum(case((Audit.state.in_(states), 1), else_=0)) for states in (("agreed", "right"), ("wrong",), ("unreadable",))]
        query = _accepted(select(func.count(FieldRow.document_id.distinct()), func.count(), *ended), suspect)
        documents, fields, right, wrong, unreadable = (int(n or 0) for n in self._session.execute(query).one())
        return RecallCounts(documents, fields, fields - right - wrong - unreadable, right, wrong, unreadable)

    def fields(self, suspect: Suspect, limit: int, before: str | None = None) -> list[SuspectField]:
        """Newest documents first; `before`: the id of the last document of the page before, whose fields are not given again."""
        columns = select(Document, Source.name, FieldRow.key, Audit.state)
        query = _accepted(columns, suspect).join(Source, Source.id == Document.source_id)
        if before is not None:
            last = select(Document.created_at).where(Document.id == before).scalar_subquery()
            query = query.where((Document.created_at < last) | ((Document.created_at == last) & (Document.id < before)))
        ordered = query.order_by(Document.created_at.desc(), Document.id.desc(), FieldRow.position).limit(limit)
        return [SuspectField(*row) for row in self._session.execute(ordered).tuples()]

    def not_asked(self, suspect: Suspect, limit: int) -> list[tuple[Document, list[FieldRow]]]:
        """Documents with suspect fields that nobody keyed or is asked to key, oldest first."""
        query = _accepted(select(FieldRow, Document), suspect)
        query = query.where(Audit.key.is_(None), FieldRow.decision == "auto").order_by(Document.created_at, Document.id, FieldRow.position)
        found: dict[str, tuple[Document, list[FieldRow]]] = {}
        for field, document in self._session.execute(query.limit(limit)).tuples():
            found.setdefault(document.id, (document, []))[1].append(field)
        return list(found.values())


def _accepted(query: Q, suspect: Suspect) -> Q:
    """The query on suspect fields, each with its document and its audit, if any; what a person decided meanwhile is left out."""
    same = and_(Audit.document_id == FieldRow.document_id, Audit.key == FieldRow.key)
    query = query.select_from(FieldRow).join(Document, Document.id == FieldRow.document_id).outerjoin(Audit, same)
    query = query.where(
        FieldRow.risk_class == suspect.risk_class, FieldRow.stratum == suspect.stratum, FieldRow.machine_decision == "auto",
        Document.created_at <= suspect.until, Document.replaced_at.is_(None), Document.erased_at.is_(None), Document.held.is_(False),
        or_(FieldRow.decision == "auto", Audit.key.is_not(None)),
    )  # fmt: skip
    return query.where(Document.created_at > suspect.after) if suspect.after is not None else query

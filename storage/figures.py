"""Counts for the manager's figures, grouped in the database; the arithmetic on them is in reporting/."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Select, case, func, literal, select
from sqlalchemy.orm import Session

from storage.clock import utc_day
from storage.tables import Audit, Batch, Document, FieldRow, ReviewAnswer

Q = TypeVar("Q", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True, slots=True)
class Period:
    """Documents created at or after `start` and before `end`; None: no bound."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class FieldCounts:
    """Fields of one group by who decided them."""

    fields: int
    auto: int
    waiting: int
    person: int
    confirmed: int
    """Of `person`: the machine's value was kept."""


@dataclass(frozen=True, slots=True)
class DocumentCounts:
    """Documents of one group."""

    documents: int
    """Failed and replaced ones left out."""
    untouched: int
    """Completed without a person."""


GROUPS: dict[str, Any] = {
    "client": Document.client_id,
    "type": Document.type,
    "field": FieldRow.key,
    "kind": FieldRow.kind,
    "risk_class": FieldRow.risk_class,
    "stratum": FieldRow.stratum,
    "batch": Document.batch_id,
    "day": utc_day(Document.created_at),
}


class FigureCounts:
    """Counts over the documents of the client companies of this unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def fields(self, by: str, period: Period, client: str | None = None, type_: str | None = None) -> dict[str, FieldCounts]:
        """By one of GROUPS."""
        group = GROUPS[by]
        kept = case(((FieldRow.decision == "person") & FieldRow.outcome.in_(("confirmed", "as_written")), 1), else_=0)
        columns = [func.sum(case((FieldRow.decision == d, 1), else_=0)) for d in ("auto", "review", "person")]
        query = select(group, func.count(), *columns, func.sum(kept)).join(Document, Document.id == FieldRow.document_id).group_by(group)
        rows = self._session.execute(_within(query, period, client, type_))
        return {key: FieldCounts(int(n), int(auto), int(wait), int(person), int(same)) for key, n, auto, wait, person, same in rows}

    def documents(self, by: str, period: Period, client: str | None = None, type_: str | None = None) -> dict[str, DocumentCounts]:
        """By `client`, `type`, `batch` or `day`."""
        group = GROUPS[by]
        touched = select(FieldRow.document_id).where(FieldRow.document_id == Document.id, FieldRow.decision != "auto").exists()
        alone = case(((Document.state == "completed") & ~touched, 1), else_=0)
        query = select(group, func.count(), func.sum(alone)).where(Document.state != "failed").group_by(group)
        return {key: DocumentCounts(int(n), int(single)) for key, n, single in self._session.execute(_within(query, period, client, type_))}

    def audits(self, by: str, period: Period, client: str | None = None, type_: str | None = None) -> dict[str, tuple[int, int]]:
        """(audited, right) by one of GROUPS, closed audits only."""
        audit_groups = {"field": Audit.key, "kind": Audit.kind, "risk_class": Audit.risk_class, "stratum": Audit.stratum}
        group = audit_groups.get(by, GROUPS[by])
        right = func.sum(case((Audit.state == "wrong", 0), else_=1))
        query = select(group, func.count(), right).join(Document, Document.id == Audit.document_id)
        query = query.where(Audit.state.in_(("agreed", "right", "wrong")), Audit.rate > 0).group_by(group)
        return {key: (int(n), int(well)) for key, n, well in self._session.execute(_within(query, period, client, type_))}

    def deliveries(
        self, period: Period, client: str | None = None, type_: str | None = None, by: str | None = None
    ) -> list[tuple[str, datetime | None, datetime | None]]:
        """(group, due, completed) of each living document; the due time is its batch's. `by`: one of GROUPS about documents."""
        group = GROUPS[by] if by else literal("")
        query = select(group, Batch.due_at, Document.completed_at).join(Batch, Batch.id == Document.batch_id)
        return list(self._session.execute(_within(query, period, client, type_)).tuples())

    def person_work(
        self, period: Period, client: str | None = None, type_: str | None = None, by: str | None = None
    ) -> dict[str, tuple[float, int]]:
        """(seconds, people): time spent on answers about these documents, and by how many different people."""
        group = GROUPS[by] if by else literal("")
        query = select(group, func.sum(ReviewAnswer.seconds), func.count(ReviewAnswer.person_id.distinct()))
        query = query.join(Document, Document.id == ReviewAnswer.document_id)
        query = query.group_by(group) if by else query
        rows = self._session.execute(_within(query, period, client, type_))
        return {key: (float(seconds or 0.0), int(people)) for key, seconds, people in rows}

    def person_days(self, period: Period, client: str | None = None, type_: str | None = None) -> list[tuple[date, str, str, str, float]]:
        """(day, client, type, person, seconds) of the answers given in the period, about documents still there."""
        day = utc_day(ReviewAnswer.at)
        columns = (day, Document.client_id, Document.type, ReviewAnswer.person_id)
        query = select(*columns, func.sum(ReviewAnswer.seconds)).join(Document, Document.id == ReviewAnswer.document_id).group_by(*columns)
        query = _within(query, Period(), client, type_)
        if period.start is not None:
            query = query.where(ReviewAnswer.at >= period.start)
        if period.end is not None:
            query = query.where(ReviewAnswer.at < period.end)
        rows = self._session.execute(query)
        return [(date.fromisoformat(on), company, kind, who, float(seconds)) for on, company, kind, who, seconds in rows]

    def received(self, period: Period, client: str | None = None, type_: str | None = None) -> list[tuple[date, str, str, int]]:
        """(day, client, type, documents)."""
        columns = (utc_day(Document.created_at), Document.client_id, Document.type)
        query = select(*columns, func.count()).group_by(*columns)
        rows = self._session.execute(_within(query, period, client, type_))
        return [(date.fromisoformat(on), company, kind, int(count)) for on, company, kind, count in rows]

    def completed_by_day(self, period: Period, client: str | None = None, type_: str | None = None) -> dict[str, int]:
        """How many of these documents were completed on each day (UTC)."""
        day = utc_day(Document.completed_at)
        query = select(day, func.count()).where(Document.completed_at.is_not(None)).group_by(day)
        return dict(self._session.execute(_within(query, period, client, type_)).tuples().all())

    def form_answers(self, form: str, period: Period, client: str | None = None) -> dict[str, list[FieldRow]]:
        """The fields of every living document of a form, by document, oldest first."""
        query = select(FieldRow).join(Document, Document.id == FieldRow.document_id).where(Document.form == form)
        answers: dict[str, list[FieldRow]] = {}
        ordered = _within(query, period, client, None).order_by(Document.created_at, Document.id, FieldRow.position)
        for row in self._session.scalars(ordered):
            answers.setdefault(row.document_id, []).append(row)
        return answers


def _within(query: Q, period: Period, client: str | None, type_: str | None) -> Q:
    query = query.where(Document.replaced_at.is_(None))
    if period.start is not None:
        query = query.where(Document.created_at >= period.start)
    if period.end is not None:
        query = query.where(Document.created_at < period.end)
    if client is not None:
        query = query.where(Document.client_id == client)
    return query if type_ is None else query.where(Document.type == type_)

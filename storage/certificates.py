"""What is proved of each risk class and stratum, and since when; and the audited fields that prove it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select, text
from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from storage.clock import utc_day
from storage.tables import Audit, Certificate, Document, FieldRow

_LOCK = 7_041_115
"""Of PostgreSQL: two that weigh audits at the same moment do it one after the other. SQLite has one writer anyway."""


@dataclass(frozen=True, slots=True)
class AuditedField:
    """A closed audit, without its values."""

    risk_class: str
    stratum: str
    confidence: float
    right: bool
    accepted: bool
    """The machine had accepted it, so its error was an error of the promise."""
    drawn_at: datetime
    closed_at: datetime | None
    read_at: datetime
    """When the machine decided its document: by the models of that moment."""


@dataclass(frozen=True, slots=True)
class Volume:
    """The fields of one risk class and stratum in a period."""

    fields: int
    drawn: int
    """By the coin."""
    eligible: int
    """Of the drawn: their confidence decided, so they were audited."""


class Certificates:
    """Append only: the newest of a class and stratum counts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, certificate: Certificate) -> Certificate:
        self._session.add(certificate)
        self._session.flush()
        return certificate

    def lock(self) -> None:
        """Until the end of the transaction nobody else writes certificates."""
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})

    def current(self) -> list[Certificate]:
        """The newest of each risk class and stratum."""
        newest: dict[tuple[str, str], Certificate] = {}
        for certificate in self._session.scalars(select(Certificate).order_by(Certificate.made_at, Certificate.id)):
            newest[certificate.risk_class, certificate.stratum] = certificate
        return [newest[key] for key in sorted(newest)]

    def newest(self, risk_class: str, stratum: str) -> Certificate | None:
        """The one that counts; None when nothing was ever proved or withdrawn."""
        return next(reversed(self.history(risk_class, stratum)), None)

    def restarted(self, risk_class: str, stratum: str) -> Certificate | None:
        """The last withdrawal or change of models: only audits drawn after it prove anything."""
        return next((c for c in reversed(self.history(risk_class, stratum)) if c.state in {"withdrawn", "warming_up"}), None)

    def history(self, risk_class: str, stratum: str) -> list[Certificate]:
        """Oldest first."""
        query = select(Certificate).where(Certificate.risk_class == risk_class, Certificate.stratum == stratum)
        return list(self._session.scalars(query.order_by(Certificate.made_at, Certificate.id)))

    def audited(self) -> list[AuditedField]:
        """Every closed audit of the client companies of this unit of work, in the order in which they were closed."""
        of_audit = (Audit.risk_class, Audit.stratum, Audit.confidence, Audit.state, Audit.drawn_at, Audit.closed_at)
        same = (FieldRow.document_id == Audit.document_id) & (FieldRow.key == Audit.key)
        query = select(*of_audit, FieldRow.machine_decision, Document.created_at).join(FieldRow, same)
        query = query.join(Document, Document.id == Audit.document_id).where(Audit.state.in_(("agreed", "right", "wrong")))
        query = query.where(Audit.rate > 0)  # a recalled field was not drawn: it says nothing of the others
        rows = self._session.execute(query.order_by(Audit.closed_at, Audit.document_id)).tuples()
        return [
            AuditedField(c, s, p, state != "wrong", made == "auto", drawn, closed, read)
            for c, s, p, state, drawn, closed, made, read in rows
        ]

    def withdrawals(self) -> list[Certificate]:
        """Every withdrawal, newest first."""
        query = select(Certificate).where(Certificate.state == "withdrawn")
        return list(self._session.scalars(query.order_by(Certificate.made_at.desc(), Certificate.id)))

    def withdrawal(self, certificate_id: str) -> Certificate:
        """That one. Raises NotFoundError `unknown_recall`."""
        row = self._session.get(Certificate, certificate_id)
        if row is None or row.state != "withdrawn":
            raise NotFoundError("unknown_recall", "There is no such recall.")
        return row

    def volumes(self, since: datetime) -> dict[tuple[str, str], Volume]:
        """(risk class, stratum) -> the fields of living documents received since then."""
        same = (Audit.document_id == FieldRow.document_id) & (Audit.key == FieldRow.key)
        drawn = func.sum(case((FieldRow.audited, 1), else_=0))
        eligible = func.sum(case((FieldRow.audited & (Audit.rate > 0), 1), else_=0))
        query = select(FieldRow.risk_class, FieldRow.stratum, func.count(), drawn, eligible)
        query = query.join(Document, Document.id == FieldRow.document_id).outerjoin(Audit, same)
        query = query.where(Document.replaced_at.is_(None), Document.created_at >= since).group_by(FieldRow.risk_class, FieldRow.stratum)
        return {(c, s): Volume(int(n), int(coin), int(weighed)) for c, s, n, coin, weighed in self._session.execute(query).tuples()}

    def days_with_mail(self, since: datetime) -> int:
        """On how many days (UTC) since then documents were received."""
        query = select(func.count(utc_day(Document.created_at).distinct())).where(Document.created_at >= since)
        return int(self._session.scalar(query) or 0)

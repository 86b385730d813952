"""Which models are in use, and what a candidate of them read beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.orm import Session

from domain.document import Field, Value
from storage.clock import now
from storage.tables import Audit, Document, FieldRow, ModelsInUse, ShadowReading

TOLD = ("confirmed", "corrected", "empty")
"""Outcomes of a review that say what stands on the paper."""


@dataclass(frozen=True, slots=True)
class JudgedShadow:
    """A field that both versions read, and that people have judged since."""

    reading: ShadowReading
    kind: str
    type: str
    truth: Value
    is_audit: bool
    """Drawn by the coin and keyed blind; else a person answered it in review."""


class Models:
    """The models in use are the installation's; shadow readings are of the client companies of this unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def in_use(self) -> ModelsInUse | None:
        """None: nothing has read here yet."""
        return self._session.get(ModelsInUse, 1)

    def put_in_use(self, version: str, fingerprint: str) -> None:
        """From now on; take the lock of the certificates first."""
        row = self.in_use()
        if row is None:
            self._session.add(ModelsInUse(version=version, fingerprint=fingerprint))
        else:
            row.version, row.fingerprint, row.since = version, fingerprint, now()
        self._session.flush()

    def keep_shadow(self, document: Document, version: str, read: Mapping[str, Field]) -> None:
        """What the candidate read in the fields that both have."""
        self._session.execute(delete(ShadowReading).where(ShadowReading.document_id == document.id, ShadowReading.version == version))
        for row in self._session.scalars(select(FieldRow).where(FieldRow.document_id == document.id)):
            field = read.get(row.key)
            if field is not None:
                self._session.add(
                    ShadowReading(
                        client_id=document.client_id, document_id=document.id, version=version, key=row.key,
                        value=field.value, confidence=field.confidence, decision=field.decision.value,
                        machine_value=row.machine_value, machine_confidence=row.machine_confidence, machine_decision=row.machine_decision,
                    )
                )  # fmt: skip
        self._session.flush()

    def shadowed(self, version: str) -> tuple[int, int]:
        """Living documents and fields that a candidate has read."""
        query = select(func.count(ShadowReading.document_id.distinct()), func.count()).join(
            Document, Document.id == ShadowReading.document_id
        )
        living = query.where(ShadowReading.version == version, Document.replaced_at.is_(None))
        documents, fields = self._session.execute(living).tuples().one()
        return int(documents), int(fields)

    def judged(self, version: str) -> Iterator[JudgedShadow]:
        """The fields of living documents that a candidate read and people judged: blind audits first choice, else answered reviews."""
        same_field = and_(FieldRow.document_id == ShadowReading.document_id, FieldRow.key == ShadowReading.key)
        same_audit = and_(Audit.document_id == ShadowReading.document_id, Audit.key == ShadowReading.key, Audit.rate > 0)
        audited = Audit.state.in_(("agreed", "right", "wrong"))
        query = (
            select(ShadowReading, FieldRow, Document.type, Audit)
            .join(FieldRow, same_field)
            .join(Document, Document.id == ShadowReading.document_id)
            .outerjoin(Audit, same_audit)
            .where(ShadowReading.version == version, Document.replaced_at.is_(None))
            .where(or_(audited, FieldRow.outcome.in_(TOLD)))
            .order_by(ShadowReading.document_id, FieldRow.position)
        )
        for reading, field, type_, audit in self._session.execute(query).tuples():
            is_audit = audit is not None and audit.state in {"agreed", "right", "wrong"}
            yield JudgedShadow(reading, field.kind, type_, audit.final_value if is_audit else field.value, is_audit)

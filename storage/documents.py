"""Logical documents and their fields: rows in, domain records out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from domain.document import DecisionKind, DocumentResult, DocumentState, Field, ResultError, Value
from domain.errors import ConflictError, NotFoundError
from domain.geometry import Box
from domain.table import Table
from storage.clock import now
from storage.tables import Audit, Batch, Document, FieldRow, FieldVersion, Keying, LayoutSample, ReviewAnswer, Seed, ShadowReading, Source


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as it stands, with what results.md adds for HTTP."""

    row: Document
    result: DocumentResult
    warnings: Sequence[Mapping[str, Any]] = ()
    """What was found when its case was compared, each place with what stands there."""

    def as_result(self) -> dict[str, Any]:
        """results.md, with the members id, version, batch_id, held, rescan and warnings."""
        return {
            "id": self.row.id,
            "version": self.row.version,
            "batch_id": self.row.batch_id,
            "held": self.row.held,
            "rescan": _rescan(self.row),
            "warnings": [dict(warning) for warning in self.warnings],
            **self.result.as_result(),
        }


@dataclass(frozen=True, slots=True)
class Setting:
    """A new value of a field, by a person."""

    key: str
    value: Value
    outcome: str
    """`confirmed`, `corrected`, `empty`, `unreadable` or `as_written`."""
    page: int | None = None
    box: Box | None = None
    """Where the person says it stands; None keeps what is known."""


@dataclass(frozen=True, slots=True)
class Find:
    """What documents to look for; None: whatever."""

    client: str | None = None
    type: str | None = None
    form: str | None = None
    state: str | None = None
    field: str | None = None
    """With a field of this key, which also has the decision and outcome below."""
    decision: str | None = None
    outcome: str | None = None
    before: str | None = None
    """The id of the last document of the page before."""
    audit: str | None = None
    """With a field that was audited (`checked`), or found wrong (`wrong`); of the key above where given."""
    start: datetime | None = None
    """Created at this moment or later."""
    end: datetime | None = None
    """Created before this moment."""


class Documents:
    """Documents of the client companies of this unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, source: Source, position: int, result: DocumentResult, audited: Iterable[str] = (), held: bool = False) -> Document:
        """Stores a result of the machine with the first version of every field; `audited`: keys drawn by the coin."""
        state = DocumentState.NEEDS_REVIEW if held and result.state is DocumentState.COMPLETED else result.state
        row = Document(
            client_id=source.client_id,
            batch_id=source.batch_id,
            source_id=source.id,
            generation=source.generation,
            position=position,
            pages=list(result.pages),
            type=result.type,
            type_confidence=result.type_confidence,
            cut_confidence=result.cut_confidence,
            form=result.form,
            layout=result.layout,
            state=state.value,
            held=held,
            error_code=result.error.code if result.error else None,
            error_message=result.error.message if result.error else None,
            notes=list(result.notes),
            tables=[table.as_result() for table in result.tables],
            completed_at=None if state is DocumentState.NEEDS_REVIEW else now(),
            version=1,
        )
        self._session.add(row)
        self._session.flush()
        drawn = set(audited)
        for order, (key, field) in enumerate(result.fields.items()):
            self._session.add(_row(row, order, key, field, key in drawn, held))
            self._session.add(_version(row, key, field.value, field.confidence, _decision(field, held), field.reasons, "machine"))
        self._session.flush()
        return row

    def get(self, document_id: str) -> Document:
        """Raises NotFoundError `unknown_document`, also for a document of another client company."""
        row = self._session.scalar(select(Document).where(Document.id == document_id))
        if row is None:
            raise NotFoundError("unknown_document", "There is no such document.")
        return row

    def load(self, document_id: str) -> StoredDocument:
        """The document with its result. Raises NotFoundError `unknown_document`."""
        return next(self._loaded([self.get(document_id)]))

    def of_batch(self, batch_id: str) -> Iterator[StoredDocument]:
        """The living documents of a batch in the order of their sources and pages, loaded a hundred at a time."""
        query = (
            select(Document)
            .join(Source, Source.id == Document.source_id)
            .where(Document.batch_id == batch_id, Document.replaced_at.is_(None))
            .order_by(Source.position, Source.id, Document.position)
        )
        rows = list(self._session.scalars(query))
        for start in range(0, len(rows), 100):
            yield from self._loaded(rows[start : start + 100])

    def of_case(self, client_id: str, case_id: str) -> Iterator[StoredDocument]:
        """The living documents of every batch of a case, oldest first."""
        query = select(Document).join(Batch, Batch.id == Document.batch_id).where(Batch.client_id == client_id, Batch.case_id == case_id)
        living = query.where(Document.replaced_at.is_(None), Document.erased_at.is_(None))
        return self._loaded(list(self._session.scalars(living.order_by(Document.created_at, Document.id))))

    def newest(self, find: Find, limit: int = 50) -> list[StoredDocument]:
        """The living documents that fit, newest first."""
        query = select(Document).where(Document.replaced_at.is_(None))
        wanted = {Document.client_id: find.client, Document.type: find.type, Document.form: find.form, Document.state: find.state}
        query = query.where(*(column == value for column, value in wanted.items() if value is not None))
        if (find.field is not None and find.audit is None) or find.decision is not None or find.outcome is not None:
            query = query.where(_has_field(find))
        if find.audit is not None:
            query = query.where(_has_audit(find))
        if find.start is not None:
            query = query.where(Document.created_at >= find.start)
        if find.end is not None:
            query = query.where(Document.created_at < find.end)
        if find.before is not None:
            last = self.get(find.before)
            older = (Document.created_at == last.created_at) & (Document.id < last.id)
            query = query.where((Document.created_at < last.created_at) | older)
        rows = self._session.scalars(query.order_by(Document.created_at.desc(), Document.id.desc()).limit(limit))
        return list(self._loaded(list(rows)))

    def of_source(self, source_id: str) -> list[Document]:
        """The living documents of a file, in page order."""
        query = select(Document).where(Document.source_id == source_id, Document.replaced_at.is_(None))
        return sorted(self._session.scalars(query), key=lambda d: (d.pages[:1], d.position))

    def replaced_of_source(self, source_id: str) -> list[Document]:
        """The documents of a file that a person cut or typed otherwise."""
        query = select(Document).where(Document.source_id == source_id, Document.replaced_at.is_not(None))
        return list(self._session.scalars(query))

    def fields(self, document_id: str) -> list[FieldRow]:
        """In the order of the type."""
        query = select(FieldRow).where(FieldRow.document_id == document_id).order_by(FieldRow.position)
        return list(self._session.scalars(query))

    def history(self, document_id: str) -> list[FieldVersion]:
        """Every value every field ever had, oldest first."""
        query = select(FieldVersion).where(FieldVersion.document_id == document_id)
        return list(self._session.scalars(query.order_by(FieldVersion.version, FieldVersion.key)))

    def new_version(self, document_id: str, expected: int | None) -> Document:
        """Takes the row for this transaction and raises its version by one.

        Raises ConflictError `version_conflict` when it is no longer the version the person saw, or was replaced meanwhile.
        """
        raised = (
            update(Document)
            .where(Document.id == document_id, Document.replaced_at.is_(None), Document.erased_at.is_(None))
            .values(version=Document.version + 1, updated_at=now())
            .returning(Document)
            .execution_options(populate_existing=True)
        )
        if expected is not None:
            raised = raised.where(Document.version == expected)
        row = self._session.scalars(raised).first()
        if row is None:
            self.get(document_id)
            raise ConflictError("version_conflict", "The document has changed since it was opened: load it again.")
        return row

    def set_by_person(self, document: Document, settings: Sequence[Setting], person_id: str) -> None:
        """Fields as a person decided them, at the document's version (raise it first). Raises NotFoundError `unknown_field`."""
        rows = {row.key: row for row in self.fields(document.id)}
        for setting in settings:
            row = rows.get(setting.key)
            if row is None:
                raise NotFoundError("unknown_field", f"The document has no field {setting.key}.")
            row.value, row.outcome, row.version = setting.value, setting.outcome, document.version
            row.confidence, row.decision = 1.0, DecisionKind.PERSON.value
            row.decided_by, row.decided_at = person_id, now()
            if setting.page is not None or setting.box is not None:
                row.page = setting.page
                row.box = setting.box.as_list() if setting.box else None
            self._session.add(_version(document, row.key, row.value, 1.0, row.decision, [setting.outcome], person_id))
        self._session.flush()

    def doubt(self, document: Document, keys: Sequence[str], confidence: float, reason: str) -> None:
        """Fields that the machine had accepted wait for a person now, no surer than that, at the document's version (raise it first)."""
        for row in self.fields(document.id):
            if row.key in keys and row.decision == DecisionKind.AUTO.value:
                row.confidence, row.version = min(row.confidence, confidence), document.version
                row.decision = row.machine_decision = DecisionKind.REVIEW.value
                row.reasons = [*row.reasons, reason]
                self._session.add(_version(document, row.key, row.value, row.confidence, row.decision, row.reasons, "machine"))
        self._session.flush()

    def waiting_keys(self, document_id: str) -> list[str]:
        """Fields that wait for a person, in the order of the type."""
        query = select(FieldRow.key).where(FieldRow.document_id == document_id, FieldRow.decision == DecisionKind.REVIEW.value)
        return list(self._session.scalars(query.order_by(FieldRow.position)))

    def complete_if_decided(self, document: Document) -> bool:
        """To state `completed` when no field waits and cut and type are settled; True when that happened now."""
        if document.state != DocumentState.NEEDS_REVIEW.value or document.held or self.waiting_keys(document.id):
            return False
        document.state = DocumentState.COMPLETED.value
        document.completed_at = document.completed_at or now()
        self._session.flush()
        return True

    def replace(self, document_ids: Iterable[str]) -> None:
        """These are no longer results: a person cut or typed their pages otherwise."""
        gone = update(Document).where(Document.id.in_(list(document_ids)))
        self._session.execute(gone.values(replaced_at=now(), updated_at=now(), version=Document.version + 1))

    def empty(self, document: Document) -> None:
        """Removes every value of a document; that it was there, and its state, stay."""
        for table in (FieldVersion, FieldRow, Audit, Keying, Seed, ShadowReading, LayoutSample):
            self._session.execute(delete(table).where(table.document_id == document.id))
        emptied = update(ReviewAnswer).where(ReviewAnswer.document_id == document.id).values(answer={})
        self._session.execute(emptied)
        document.notes, document.tables, document.case_warnings, document.error_message = [], [], [], None
        document.rescan_message, document.erased_at = None, now()
        self._session.flush()

    def expired(self, completed_before: datetime, client_id: str, limit: int = 100) -> list[Document]:
        """Documents of a client whose keeping time is over, oldest first."""
        query = select(Document).where(
            Document.client_id == client_id, Document.completed_at < completed_before, Document.erased_at.is_(None)
        )
        return list(self._session.scalars(query.order_by(Document.completed_at).limit(limit)))

    def _loaded(self, rows: list[Document]) -> Iterator[StoredDocument]:
        names = dict(
            self._session.execute(select(Source.id, Source.name).where(Source.id.in_({row.source_id for row in rows}))).tuples().all()
        )
        fields: dict[str, dict[str, Field]] = {row.id: {} for row in rows}
        query = select(FieldRow).where(FieldRow.document_id.in_(fields)).order_by(FieldRow.document_id, FieldRow.position)
        for field in self._session.scalars(query):
            fields[field.document_id][field.key] = _field(field)
        warnings = self._warnings(rows)
        for row in rows:
            yield StoredDocument(row, _result(row, names[row.source_id], fields[row.id]), warnings[row.id])

    def _warnings(self, rows: list[Document]) -> dict[str, list[dict[str, Any]]]:
        """The case warnings of these documents, each place with its document's source and type and what stands there now."""
        wanted = {place["document_id"] for row in rows for warning in row.case_warnings for place in warning["places"]}
        places: dict[tuple[str, str], dict[str, Any]] = {}
        if wanted:
            query = select(FieldRow, Document.type, Document.form, Source.name).where(FieldRow.document_id.in_(wanted))
            joined = query.join(Document, Document.id == FieldRow.document_id).join(Source, Source.id == Document.source_id)
            for field, type_, form, source in self._session.execute(joined.where(Document.replaced_at.is_(None))).tuples():
                where = {"document_id": field.document_id, "source": source, "type": type_, "form": form}
                stands = {"key": field.key, "value": field.value, "page": field.page, "box": field.box}
                places[field.document_id, field.key] = where | stands
        return {row.id: [_warning(warning, places) for warning in row.case_warnings] for row in rows}


def _warning(kept: Mapping[str, Any], places: Mapping[tuple[str, str], dict[str, Any]]) -> dict[str, Any]:
    """A place that is no more, because its document was erased or cut otherwise, is left out."""
    found = [places[p["document_id"], p["key"]] for p in kept["places"] if (p["document_id"], p["key"]) in places]
    return {**kept, "places": found}


def _rescan(row: Document) -> dict[str, Any] | None:
    return {"message": row.rescan_message, "at": row.rescan_at.isoformat()} if row.rescan_message and row.rescan_at else None


def _has_audit(find: Find) -> ColumnElement[bool]:
    states = ("wrong",) if find.audit == "wrong" else ("agreed", "right", "wrong")
    audits = select(Audit.document_id).where(Audit.document_id == Document.id, Audit.state.in_(states))
    return (audits if find.field is None else audits.where(Audit.key == find.field)).exists()


def _has_field(find: Find) -> ColumnElement[bool]:
    fields = select(FieldRow.document_id).where(FieldRow.document_id == Document.id)
    wanted = {FieldRow.key: find.field, FieldRow.decision: find.decision, FieldRow.outcome: find.outcome}
    return fields.where(*(column == value for column, value in wanted.items() if value is not None)).exists()


def _decision(field: Field, held: bool) -> str:
    return DecisionKind.REVIEW.value if held else field.decision.value


def _row(document: Document, order: int, key: str, field: Field, audited: bool, held: bool) -> FieldRow:
    return FieldRow(
        client_id=document.client_id,
        document_id=document.id,
        key=key,
        position=order,
        kind=field.kind,
        value=field.value,
        raw=field.raw,
        confidence=field.confidence,
        decision=_decision(field, held),
        page=field.page,
        box=field.box.as_list() if field.box else None,
        reasons=list(field.reasons),
        alternatives=[list(pair) for pair in field.alternatives],
        doubtful=[list(pair) for pair in field.doubtful],
        risk_class=field.risk_class,
        stratum=field.stratum,
        version=document.version,
        machine_value=field.value,
        machine_confidence=field.confidence,
        machine_decision=field.decision.value,
        audited=audited,
    )


def _version(document: Document, key: str, value: Value, confidence: float, decision: str, reasons: Iterable[str], by: str) -> FieldVersion:
    return FieldVersion(
        client_id=document.client_id,
        document_id=document.id,
        key=key,
        version=document.version,
        value=value,
        confidence=confidence,
        decision=decision,
        reasons=list(reasons),
        by=by,
    )


def _field(row: FieldRow) -> Field:
    return Field(
        key=row.key,
        kind=row.kind,
        value=row.value,
        raw=row.raw,
        confidence=row.confidence,
        decision=DecisionKind(row.decision),
        page=row.page,
        box=Box(*row.box) if row.box else None,
        reasons=tuple(row.reasons),
        alternatives=tuple((value, score) for value, score in row.alternatives),
        doubtful=tuple((start, end) for start, end in row.doubtful),
        risk_class=row.risk_class,
        stratum=row.stratum,
    )


def _result(row: Document, name: str, fields: Mapping[str, Field]) -> DocumentResult:
    return DocumentResult(
        source=name,
        pages=tuple(row.pages),
        type=row.type,
        type_confidence=row.type_confidence,
        form=row.form,
        state=DocumentState(row.state),
        fields=fields,
        error=ResultError(row.error_code, row.error_message or "") if row.error_code else None,
        notes=tuple(row.notes),
        cut_confidence=row.cut_confidence,
        layout=row.layout,
        tables=tuple(Table.of_result(told) for told in row.tables),
    )

"""A leased review task as the screen needs it: fields with labels and doubt, pages with sizes, words to click."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.document import DecisionKind, Value
from domain.document_type import DocumentType, FormDefinition
from domain.geometry import Box as DomainBox
from http_api.schemas import Box
from http_api.schemas.documents import CandidateOut, CaseWarningOut, PageOut, PlaceOut, WordOut
from http_api.schemas.review import Lease, OptionOut, PieceOut, ReviewField, ReviewTask, TaskKind
from http_api.tools import Tools
from storage import Work
from storage.files import FileStore
from storage.read_pages import decode_reading
from storage.reviews import Lease as StoredLease
from storage.tables import ClassRule, Document, FieldRow, Page, Source
from storage.tables import ReviewTask as TaskRow
from workflow.second_keying import mode_of

BLIND = frozenset({"audit", "adjudicate"})
"""Kinds of task whose fields are keyed without seeing the machine's value."""
CHECKS = {
    "tax_code": ["tax_code"], "tax_id": ["tax_id"], "iban": ["iban"], "date": ["date"], "money": ["amount"], "percent": ["number"],
    "integer": ["number"], "postal_code": ["postal_code"], "province": ["province"], "email": ["email"], "phone": ["phone"],
}  # fmt: skip
"""The checks the page makes while typing, by kind; the server's count."""


@dataclass(frozen=True, slots=True)
class FieldLabel:
    """What a type or form says of a field."""

    label: Mapping[str, str]
    options: tuple[OptionOut, ...]


def labels_of(type_: DocumentType | None, form: FormDefinition | None) -> dict[str, FieldLabel]:
    """The labels and options of every field, by key; the form's where there is one."""
    if form is not None:
        return {
            key: FieldLabel(field.label, tuple(OptionOut(value=o.value, label=dict(o.label)) for o in field.options))
            for key, field in form.fields.items()
        }
    if type_ is None:
        return {}
    return {
        key: FieldLabel(field.label, tuple(OptionOut(value=o, label=dict(field.option_labels.get(o, {"it": o}))) for o in field.options))
        for key, field in type_.fields.items()
    }


def labels_for(work: Work, tools: Tools, document: Document) -> dict[str, FieldLabel]:
    """The labels and options of a document's fields."""
    form = tools.forms(work).get(document.form) if document.form else None
    return labels_of(tools.types.get(document.type), form)


def review_task(work: Work, tools: Tools, lease: StoredLease, person: str) -> ReviewTask:
    """The task of a lease just taken."""
    task = lease.task
    source, batch = work.sources.get(task.source_id), work.batches.get(task.batch_id)
    document = work.documents.get(task.document_id) if task.document_id else None
    living = work.documents.of_source(source.id)
    shown = document or living[0]
    pages = [page for page in work.sources.pages(source.id) if document is None or page.number in document.pages]
    type_ = tools.types.get(shown.type)
    client = work.clients.get(task.client_id)
    return ReviewTask(
        id=task.id, kind=TaskKind(task.kind), version=document.version if document else None, lease=lease_out(task, tools),
        least_view=client.least_view, client={"id": client.id, "name": client.name}, batch_id=batch.id, reference=batch.reference,
        due_at=batch.due_at, waiting=sum(work.reviews.count_open().values()), decided_today=_decided_today(work, tools, person),
        document_id=task.document_id, source=source.name, type=shown.type, type_label=dict(type_.label) if type_ else {},
        form=shown.form, proposed=_pieces(living) if task.kind == "structure" else [],
        pages=[_page_out(task, page) for page in pages],
        words=list(_words(tools.files, source, pages)) if document and not client.least_view else [],
        fields=_fields(work, task, document, labels_for(work, tools, document)) if document else [],
    )  # fmt: skip


def lease_out(task: TaskRow, tools: Tools) -> Lease:
    """The task's lease with the moment at which it ends."""
    until = datetime.fromtimestamp(task.lease_seconds or 0.0, UTC)
    return Lease(token=str(task.lease_token), expires_at=until, renew_every_seconds=renew_every(tools))


def renew_every(tools: Tools) -> int:
    """Seconds after which a page renews a lease: four times while it lasts."""
    return max(1, int(tools.life.rules.review_lease_seconds / 4))


def _decided_today(work: Work, tools: Tools, person: str) -> int:
    midnight = tools.clock().replace(hour=0, minute=0, second=0, microsecond=0)
    return work.reviews.count_answers_of(person, midnight, midnight + timedelta(days=1))


def _pieces(documents: list[Document]) -> list[PieceOut]:
    return [PieceOut(pages=d.pages, type=d.type, type_confidence=d.type_confidence, cut_confidence=d.cut_confidence) for d in documents]


def _page_out(task: TaskRow, page: Page) -> PageOut:
    of = f"documents/{task.document_id}" if task.document_id else f"review/{task.id}"
    url = f"/v1/{of}/pages/{page.number}?v={page.image_sha256[:12]}"
    return PageOut(number=page.number, width=page.width_px, height=page.height_px, url=url)


def _words(files: FileStore, source: Source, pages: list[Page]) -> Iterator[WordOut]:
    for page in pages:
        yield from page_words(decode_reading(files.read(source.client_id, page.reading_sha256)), page.number)


def page_words(reading: Mapping[str, Any], number: int) -> Iterator[WordOut]:
    """The words of a stored reading."""
    for word in reading["words"]:
        yield WordOut(text=word["text"], page=number, box=box_out(DomainBox(**word["box"])))


def _fields(work: Work, task: TaskRow, document: Document, labels: Mapping[str, FieldLabel]) -> list[ReviewField]:
    asked, rules = set(task.keys), work.second_readings.rules()
    seeds = work.second_readings.seeds(task.id)
    warnings = work.documents.load(document.id).warnings if task.kind not in BLIND else []
    shown = []
    for row in work.documents.fields(document.id):
        label, ask = labels.get(row.key, FieldLabel({"it": row.key}, ())), row.key in asked
        if row.key in seeds:
            shown.append(_seeded_out(row, label, seeds[row.key].planted))
        else:
            field = _field_out(row, label, ask, _mode(row, ask, task.kind, rules))
            shown.append(field.model_copy(update={"warnings": _elsewhere(row, warnings) if field.mode == "confirm" else []}))
    return shown


def _elsewhere(row: FieldRow, warnings: Sequence[Mapping[str, Any]]) -> list[CaseWarningOut]:
    """The disagreements about a field, with the places in other documents."""
    mine = [w for w in warnings if any((p["document_id"], p["key"]) == (row.document_id, row.key) for p in w["places"])]
    others = [[PlaceOut(**p) for p in w["places"] if p["document_id"] != row.document_id] for w in mine]
    return [CaseWarningOut(**{**w, "places": places}) for w, places in zip(mine, others, strict=True) if places]


def _mode(row: FieldRow, ask: bool, task_kind: str, rules: Mapping[str, ClassRule]) -> str:
    """A value that waits to be keyed blind is shown to nobody, asked of him or not."""
    if ask and task_kind in BLIND:
        return "adjudicate" if task_kind == "adjudicate" else "blind"
    waits = row.decision == DecisionKind.REVIEW.value
    return mode_of(rules, row) if waits else "confirm"


def _field_out(row: FieldRow, label: FieldLabel, ask: bool, mode: str) -> ReviewField:
    blind = mode != "confirm"
    return ReviewField(
        key=row.key, kind=row.kind, label=dict(label.label), options=list(label.options), ask=ask, mode=mode,
        value=None if blind else row.value, raw="" if blind else row.raw, confidence=0.0 if blind else round(row.confidence, 4),
        reasons=[] if blind else row.reasons, doubtful=[] if blind else row.doubtful,
        candidates=[] if blind else [CandidateOut(value=value, score=round(score, 4)) for value, score in row.alternatives],
        decided=row.decision != DecisionKind.REVIEW.value, page=row.page, box=box_out(DomainBox(*row.box)) if row.box else None,
        checks=CHECKS.get(row.kind, []),
    )  # fmt: skip


def _seeded_out(row: FieldRow, label: FieldLabel, planted: Value) -> ReviewField:
    """A known error looks like any doubtful field."""
    doubt = {"ask": True, "decided": False, "value": planted, "raw": str(planted), "doubtful": [], "candidates": []}
    return _field_out(row, label, True, "confirm").model_copy(update=doubt | {"reasons": ["below_threshold"], "confidence": 0.8})


def box_out(box: DomainBox) -> Box:
    """The box as the page wants it, four decimals."""
    return Box(x=_fraction(box.x0), y=_fraction(box.y0), width=_fraction(box.width), height=_fraction(box.height))


def _fraction(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 4)

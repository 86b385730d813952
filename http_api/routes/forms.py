"""Document types and form definitions: what the machine knows how to read."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import yaml
from fastapi import APIRouter, Query, Request
from PIL import Image
from starlette.concurrency import run_in_threadpool

from domain.document import DecisionKind
from domain.document_type import FieldType, FormDefinition, FormFieldType
from domain.errors import InputError, NotFoundError
from http_api.admission import Known, ToolsOfCall
from http_api.routes import PROBLEMS, also
from http_api.routes.metrics import OfClient, Since, Until, period
from http_api.schemas import Box
from http_api.schemas.forms import (
    CrossOut,
    DrawnField,
    DrawnForm,
    FormOut,
    Forms,
    FormStatistics,
    NumbersOut,
    QuestionOut,
    ShareOut,
    TypeField,
    TypeOut,
    Types,
)
from http_api.schemas.metrics import IntervalOut
from http_api.tools import Tools
from http_api.uploads import Upload, received
from reporting.questionnaires import Answer, cross, question
from workflow import forms

NUMERIC = frozenset({"integer", "money", "percent"})
A4_WIDTH_INCHES = 8.27

router = APIRouter(tags=["types and forms"], responses=PROBLEMS)

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {
                            "type": "array", "items": {"type": "string", "format": "binary"},
                            "description": "form.yaml and the blank form it names, side by side.",
                        }
                    },
                },
                "example": {"files": ["form.yaml", "blank.pdf"]},
            }
        },
    }
}  # fmt: skip


@router.get("/v1/types", summary="Document types")
def list_types(_: Known, tools: ToolsOfCall) -> Types:
    """Every type with its fields."""
    return Types(types=[TypeOut(key=t.key, label=dict(t.label), fields=_fields(t.fields.values())) for t in tools.types.values()])


@router.get("/v1/forms", summary="Form definitions in use")
def list_forms(_: Known, tools: ToolsOfCall) -> Forms:
    """By key."""
    with tools.database.read(None) as work:
        return Forms(forms=[_form_out(form) for _, form in sorted(tools.forms(work).items())])


@router.post(
    "/v1/forms", status_code=201, summary="Register a form definition", openapi_extra=_BODY,
    responses=also(s400="Not a well-formed upload.", s408="Too slow.", s413="Too large."),
)  # fmt: skip
async def add_form(principal: Known, tools: ToolsOfCall, request: Request) -> FormOut:
    """From now on it is the one in use for its key; documents read before keep what they have."""
    async with received(request, tools.limits) as upload:
        return await run_in_threadpool(_register, tools, principal.id, upload)


@router.post("/v1/forms/drawn", status_code=201, summary="Register a form drawn on a sample")
def draw_form(body: DrawnForm, principal: Known, tools: ToolsOfCall) -> FormOut:
    """The sample is a document that has been read; its pages, as they are, become the blank form."""
    with tools.database.read(principal.clients) as work:
        document = work.documents.get(body.document_id)
        pages = [page for page in work.sources.pages(document.source_id) if page.number in document.pages]
    if not pages:
        raise InputError("no_pages", "This document has no pages that were read.")
    images = [Image.open(io.BytesIO(tools.files.read(document.client_id, page.image_sha256))) for page in pages]
    with tempfile.TemporaryDirectory(prefix="spunta-form-") as name:
        images[0].save(Path(name) / "blank.pdf", save_all=True, append_images=images[1:], resolution=images[0].width / A4_WIDTH_INCHES)
        (Path(name) / "form.yaml").write_text(yaml.safe_dump(_definition(body), sort_keys=False, allow_unicode=True), encoding="utf-8")
        return _form_out(forms.register(tools.life, Path(name), principal.id))


def _definition(body: DrawnForm) -> dict[str, object]:
    """form.yaml of a drawn form."""
    return {
        "form": body.key, "version": body.version, "type": body.type, "title": body.title, "blank": "blank.pdf",
        "fields": [_drawn(field) for field in body.fields],
    }  # fmt: skip


def _drawn(field: DrawnField) -> dict[str, object]:
    drawn: dict[str, object] = {"key": field.key, "label": field.label, "kind": field.kind, "page": field.page}
    if field.options is not None:
        drawn["options"] = [{"value": o.value, "label": o.label, "box": _corners(o.box)} for o in field.options]
    elif field.box is not None:
        drawn["box"] = _corners(field.box)
    return drawn | ({"comb": field.comb} if field.comb is not None else {})


def _corners(box: Box) -> list[float]:
    return [box.x, box.y, min(1.0, round(box.x + box.width, 6)), min(1.0, round(box.y + box.height, 6))]


@router.get("/v1/forms/{form}/statistics", summary="The answers to a form, counted")
def statistics(
    form: str,
    principal: Known,
    tools: ToolsOfCall,
    since: Since = None,
    until: Until = None,
    client: OfClient = None,
    row: Annotated[str | None, Query(description="Cross tabulation: a question with options.")] = None,
    column: Annotated[str | None, Query(description="Cross tabulation: another one.")] = None,
) -> FormStatistics:
    """Each question: shares with intervals, blanks, answers that still wait; and two questions crossed, where asked."""
    with tools.database.read(principal.clients) as work:
        definition = tools.forms(work).get(form)
        if definition is None:
            raise NotFoundError("unknown_form", "There is no such form.")
        if client is not None and not principal.sees(client):
            raise NotFoundError("unknown_client", "There is no such client company.")
        rows = work.figures.form_answers(form, period(since, until), client)
    sheets = [{r.key: Answer(r.value, r.confidence, r.decision == DecisionKind.REVIEW.value) for r in sheet} for sheet in rows.values()]
    questions = [_question(field, sheets) for field in definition.fields.values()]
    return FormStatistics(form=form, sheets=len(sheets), questions=questions, cross=_cross(definition, row, column, sheets))


def _question(field: FormFieldType, sheets: list[dict[str, Answer]]) -> QuestionOut:
    counted = question(field.key, _option_values(field), sheets, numeric=field.kind in NUMERIC)
    labels = {option.value: dict(option.label) for option in field.options}
    shares = [
        ShareOut(value=s.value, label=labels.get(s.value, {}), count=s.count, share=IntervalOut.model_validate(s.share))
        for s in counted.shares
    ]
    return QuestionOut(
        key=field.key, kind=field.kind, label=dict(field.label), answered=counted.answered, blank=counted.blank, waiting=counted.waiting,
        shares=shares, numbers=NumbersOut.model_validate(counted.numbers) if counted.numbers else None,
    )  # fmt: skip


def _cross(definition: FormDefinition, row: str | None, column: str | None, sheets: list[dict[str, Answer]]) -> CrossOut | None:
    if row is None or column is None:
        return None
    chosen = [definition.fields.get(key) for key in (row, column)]
    options = [_option_values(field) if field else [] for field in chosen]
    if not all(options):
        raise InputError("not_a_choice", "Only questions with options can be crossed.")
    return CrossOut(row=row, column=column, rows=options[0], columns=options[1], counts=cross(row, options[0], column, options[1], sheets))


def _option_values(field: FormFieldType) -> list[str]:
    if field.kind in {"boolean", "signature"}:
        return ["true", "false"]
    return [option.value for option in field.options]


def _register(tools: Tools, person_id: str, upload: Upload) -> FormOut:
    with tempfile.TemporaryDirectory(prefix="spunta-form-") as name:
        for file in upload.files:
            plain = Path(file.filename or "").name
            if not plain or plain.startswith("."):
                raise InputError("bad_form_definition", "Give each file its name.")
            with (Path(name) / plain).open("wb") as target:
                shutil.copyfileobj(file.file, target)
        return _form_out(forms.register(tools.life, Path(name), person_id))


def _form_out(form: FormDefinition) -> FormOut:
    pages = max((field.page for field in form.fields.values()), default=1)
    return FormOut(
        key=form.key, version=form.version, type=form.type, title=dict(form.title), pages=pages, fields=_fields(form.fields.values())
    )


def _fields(fields: Iterable[FieldType | FormFieldType]) -> list[TypeField]:
    return [
        TypeField(key=f.key, kind=f.kind, label=dict(f.label), options=[o if isinstance(o, str) else o.value for o in f.options])
        for f in fields
    ]

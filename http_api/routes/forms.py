"""Document types and form definitions: what the machine knows how to read."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import yaml
from fastapi import APIRouter, Request
from PIL import Image
from starlette.concurrency import run_in_threadpool

from domain.document_type import FieldType, FormDefinition, FormFieldType
from domain.errors import InputError
from http_api.admission import Known, ToolsOfCall
from http_api.routes import PROBLEMS, also
from http_api.schemas import Box
from http_api.schemas.forms import (
    DrawnField,
    DrawnForm,
    FormOut,
    Forms,
    TypeField,
    TypeOut,
    Types,
)
from http_api.tools import Tools
from http_api.uploads import Upload, multipart, received
from workflow import forms

A4_WIDTH_INCHES = 8.27

router = APIRouter(tags=["types and forms"], responses=PROBLEMS)

_BODY = multipart("form.yaml and the blank form it names, side by side.", {"files": ["form.yaml", "blank.pdf"]})


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

"""Document types and form definitions: what the machine knows how to read."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from domain.document_type import FieldType, FormDefinition, FormFieldType
from domain.errors import InputError
from http_api.admission import Known, ToolsOfCall
from http_api.routes import PROBLEMS, also
from http_api.schemas.forms import (
    FormOut,
    Forms,
    TypeField,
    TypeOut,
    Types,
)
from http_api.tools import Tools
from http_api.uploads import Upload, multipart, received
from workflow import forms

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
        return Forms(forms=[form_out(form) for _, form in sorted(tools.forms(work).items())])


@router.post(
    "/v1/forms", status_code=201, summary="Register a form definition", openapi_extra=_BODY,
    responses=also(s400="Not a well-formed upload.", s408="Too slow.", s413="Too large."),
)  # fmt: skip
async def add_form(principal: Known, tools: ToolsOfCall, request: Request) -> FormOut:
    """From now on it is the one in use for its key; documents read before keep what they have."""
    async with received(request, tools.limits) as upload:
        return await run_in_threadpool(_register, tools, principal.id, upload)


def _register(tools: Tools, person_id: str, upload: Upload) -> FormOut:
    with tempfile.TemporaryDirectory(prefix="spunta-form-") as name:
        for file in upload.files:
            plain = Path(file.filename or "").name
            if not plain or plain.startswith("."):
                raise InputError("bad_form_definition", "Give each file its name.")
            with (Path(name) / plain).open("wb") as target:
                shutil.copyfileobj(file.file, target)
        return form_out(forms.register(tools.life, Path(name), person_id))


def form_out(form: FormDefinition) -> FormOut:
    """A definition as the lists show it."""
    pages = max((field.page for field in form.fields.values()), default=1)
    return FormOut(
        key=form.key, version=form.version, type=form.type, title=dict(form.title), pages=pages, fields=_fields(form.fields.values())
    )


def _fields(fields: Iterable[FieldType | FormFieldType]) -> list[TypeField]:
    return [
        TypeField(key=f.key, kind=f.kind, label=dict(f.label), options=[o if isinstance(o, str) else o.value for o in f.options])
        for f in fields
    ]

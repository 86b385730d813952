"""Forms drawn on a sample: what stands on its page, the drawing tried on other documents, its versions."""

from __future__ import annotations

from typing import Annotated

import yaml
from fastapi import APIRouter, Path

from domain.document_type import FormDefinition
from domain.errors import NotFoundError, TransientError
from http_api.admission import Known, ToolsOfCall
from http_api.drawn_forms import drawn, pages_of
from http_api.review_payload import box_out
from http_api.routes import PROBLEMS
from http_api.routes.forms import form_out
from http_api.schemas.forms import (
    CombOut,
    Combs,
    DrawnForm,
    FormDetail,
    FormOut,
    FormVersion,
    OptionZone,
    TrialIn,
    TrialOut,
    TriedOut,
    Zone,
)
from pipeline.drawn_forms import combs_of
from pipeline.writing_lines import writing_lines
from storage import EVERY_CLIENT, Work
from workflow import forms

router = APIRouter(tags=["types and forms"], responses=PROBLEMS)


@router.get("/v1/documents/{document}/pages/{page}/combs", summary="Combs and lines to write on of a page")
def find_combs(document: str, page: Annotated[int, Path(ge=1)], principal: Known, tools: ToolsOfCall) -> Combs:
    """Rows of printed character cells, and lines left to write on, from the top: offered as fields when a form is drawn."""
    found = [read for read in pages_of(tools, principal, document) if read.number == page]
    if not found:
        raise NotFoundError("unknown_page", "There is no such page, or it has not been read yet.")
    combs = combs_of(found[0])
    lines = writing_lines(found[0], [comb.box for comb in combs])
    return Combs(combs=[CombOut(box=box_out(comb.box), cells=comb.cells) for comb in combs], lines=[box_out(line) for line in lines])


@router.post("/v1/forms/drawn", status_code=201, summary="Register a form drawn on a sample")
def draw_form(body: DrawnForm, principal: Known, tools: ToolsOfCall) -> FormOut:
    """The sample is a document that has been read; its pages become the blank form, emptied in the zones when it was filled."""
    with drawn(tools, principal, body) as form:
        return form_out(forms.register(tools.life, form.folder, principal.id))


@router.post("/v1/forms/drawn/try", summary="Try a drawn form on a document")
def try_form(body: TrialIn, principal: Known, tools: ToolsOfCall) -> TrialOut:
    """What the form reads on another document, stored nowhere; `recognised` is false when no page of it is a page of the form."""
    if tools.try_form is None:
        raise TransientError("no_reader", "This process cannot read.")
    with drawn(tools, principal, body.form) as form:
        fields = tools.try_form(form.form, form.blanks, pages_of(tools, principal, body.document_id))
    if fields is None:
        return TrialOut(recognised=False, fields=[])
    return TrialOut(
        recognised=True,
        fields=[
            TriedOut(
                key=f.key, value=f.value, raw=f.raw, probability=round(f.probability, 4), page=f.page,
                box=box_out(f.box) if f.box is not None else None,
            )
            for f in fields
        ],
    )  # fmt: skip


@router.get("/v1/forms/{form}", summary="A form definition with its zones and versions")
def get_form(form: str, _: Known, tools: ToolsOfCall) -> FormDetail:
    """The version in use, and all there were."""
    with tools.database.read(EVERY_CLIENT) as work:
        return _detail(work, tools.forms(work).get(form), form)


@router.post("/v1/forms/{form}/versions/{version}", summary="Use an earlier version again")
def use_version(form: str, version: Annotated[int, Path(ge=1)], principal: Known, tools: ToolsOfCall) -> FormDetail:
    """From now on it is the one in use for its key; documents read before keep what they have."""
    forms.use(tools.life, form, version, principal.id)
    with tools.database.read(EVERY_CLIENT) as work:
        return _detail(work, tools.forms(work).get(form), form)


def _detail(work: Work, form: FormDefinition | None, key: str) -> FormDetail:
    if form is None:
        raise NotFoundError("unknown_form", "There is no such form.")
    names = {person.id: person.name for person in work.people.all()}
    zones = [
        Zone(
            key=f.key, kind=f.kind, label=dict(f.label), page=f.page, box=box_out(f.box), comb=f.comb,
            options=[OptionZone(value=o.value, label=dict(o.label), box=box_out(o.box)) for o in f.options],
        )
        for f in form.fields.values()
    ]  # fmt: skip
    versions = [
        FormVersion(
            version=row.version, made_at=row.created_at, made_by=names.get(row.created_by), in_use=row.active,
            fields=len(yaml.safe_load(row.definition)["fields"]),
        )
        for row in work.forms.versions(key)
    ]  # fmt: skip
    return FormDetail(key=key, version=form.version, type=form.type, title=dict(form.title), zones=zones, versions=versions)

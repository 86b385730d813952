"""The answers to a form: counted, as a table for statistics, and one question's answers with where they stand on the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response

from domain.document import DecisionKind
from domain.document_type import FormDefinition, FormFieldType
from domain.errors import InputError, NotFoundError
from http_api.admission import Known, ToolsOfCall
from http_api.routes import PROBLEMS, also
from http_api.routes.metrics import OfClient, Since, Until, period
from http_api.schemas.metrics import IntervalOut
from http_api.schemas.questionnaires import AnswerOut, Answers, CrossOut, FormStatistics, NumbersOut, QuestionOut, ShareOut
from http_api.tools import Tools
from reporting.dataset import Asked, dataset
from reporting.dataset_files import FORMATS
from reporting.questionnaires import Answer, cross, question
from storage import Work
from storage.figures import Period
from storage.tables import FieldRow

router = APIRouter(tags=["types and forms"], responses=PROBLEMS)
NUMERIC = frozenset({"integer", "money", "percent"})
SEVERAL = frozenset({"choices"})
YES_NO = {"true": "sì", "false": "no"}
FILES: dict[int | str, dict[str, object]] = {200: {"content": {kind: {} for kind, _ in FORMATS.values()}, "description": "The file."}}


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
        definition, rows = _answers(work, tools, principal.clients, form, period(since, until), client)
    sheets = _sheets(rows)
    questions = [_question(field, sheets) for field in definition.fields.values()]
    return FormStatistics(form=form, sheets=len(sheets), questions=questions, cross=_cross(definition, row, column, sheets))


@router.get(
    "/v1/forms/{form}/data", summary="The answers as a table", response_class=Response,
    responses=also(s400="No such format.") | FILES,
)  # fmt: skip
def data(
    form: str,
    principal: Known,
    tools: ToolsOfCall,
    since: Since = None,
    until: Until = None,
    client: OfClient = None,
    format_: Annotated[str, Query(alias="format", description="csv, xlsx, sav (SPSS), or codebook (CSV).")] = "csv",
) -> Response:
    """One row a sheet; choices as labelled codes, blanks and answers that wait as codes of their own."""
    if format_ not in FORMATS:
        raise InputError("unknown_format", f"Use one of these formats: {', '.join(FORMATS)}.")
    with tools.database.work(principal.clients) as work:
        definition, answers = _answers(work, tools, principal.clients, form, period(since, until), client)
        for company in {row.client_id for rows in answers.values() for row in rows}:
            work.audit_log.note(company, principal.id, "answers.fetched", form, format=format_)
    questions = [Asked(f.key, f.kind, f.label.get("it", f.key), _options(f)) for f in definition.fields.values()]
    media_type, write = FORMATS[format_]
    content = write(dataset(questions, _sheets(answers), list(answers), SEVERAL, NUMERIC))
    name = f"{form}-codebook.csv" if format_ == "codebook" else f"{form}.{format_}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.get("/v1/forms/{form}/answers", summary="The answers to one question")
def answers(
    form: str,
    principal: Known,
    tools: ToolsOfCall,
    field: Annotated[str, Query(description="The key of the question.")] = "",
    since: Since = None,
    until: Until = None,
    client: OfClient = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Answers:
    """What was written, sheet by sheet, blanks left out: free text is read beside its picture (`/v1/documents/{document}/fields/...`)."""
    with tools.database.read(principal.clients) as work:
        definition, found = _answers(work, tools, principal.clients, form, period(since, until), client)
    if field not in definition.fields:
        raise NotFoundError("unknown_field", "There is no such question.")
    rows = [row for rows in found.values() for row in rows if row.key == field and row.value not in (None, "", [])]
    return Answers(
        total=len(rows),
        answers=[
            AnswerOut(document_id=r.document_id, value=r.value, confidence=r.confidence, decision=r.decision, on_paper=r.box is not None)
            for r in rows[:limit]
        ],
    )


def _answers(
    work: Work, tools: Tools, seen: frozenset[str] | None, form: str, within: Period, client: str | None
) -> tuple[FormDefinition, dict[str, list[FieldRow]]]:
    definition = tools.forms(work).get(form)
    if definition is None:
        raise NotFoundError("unknown_form", "There is no such form.")
    if client is not None and seen is not None and client not in seen:
        raise NotFoundError("unknown_client", "There is no such client company.")
    return definition, work.figures.form_answers(form, within, client)


def _options(field: FormFieldType) -> dict[str, str]:
    if field.kind in {"boolean", "signature"}:
        return YES_NO
    return {option.value: option.label.get("it", option.value) for option in field.options}


def _sheets(found: Mapping[str, Sequence[FieldRow]]) -> list[dict[str, Answer]]:
    """The answers of each sheet by question."""
    return [{r.key: Answer(r.value, r.confidence, r.decision == DecisionKind.REVIEW.value) for r in rows} for rows in found.values()]


def _question(field: FormFieldType, sheets: list[dict[str, Answer]]) -> QuestionOut:
    counted = question(field.key, list(_options(field)), sheets, numeric=field.kind in NUMERIC)
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
    options = [list(_options(field)) if field else [] for field in chosen]
    if not all(options):
        raise InputError("not_a_choice", "Only questions with options can be crossed.")
    return CrossOut(row=row, column=column, rows=options[0], columns=options[1], counts=cross(row, options[0], column, options[1], sheets))

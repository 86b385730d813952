"""Papers of one case meet: a field that disagrees goes to a person even when it was delivered, and the warning shows both places."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from document_types import SHIPPED_CASES, load_case_rules, load_types
from storage.documents import Setting, StoredDocument
from storage.tables import Batch
from tests.fakes.reader import document, paper
from tests.unit.workflow.conftest import Office
from workflow import review
from workflow.amend import amend
from workflow.answers import Answer

CODE, OTHER = "RSSMRA80A01H501U", "RSSMRA80A01H501K"


@pytest.fixture
def cases(office: Office) -> Office:
    office.tools = replace(office.tools, case_rules=load_case_rules(load_types(), SHIPPED_CASES))
    return office


def loan(code: str = CODE, **members: Any) -> bytes:
    fields = {"applicant.tax_code": (code, "auto"), "applicant.surname": ("Rossi", "auto")}
    return paper(1, [document([1], fields, type="loan_application", **members)])


def declaration(code: str = CODE) -> bytes:
    return paper(1, [document([1], {"applicant.tax_code": (code, "auto")}, type="administrative_form")])


def only(office: Office, batch: Batch) -> StoredDocument:
    [found] = office.documents(batch)
    return found


def disagreements(stored: StoredDocument) -> list[dict[str, Any]]:
    return [w for w in stored.as_result()["warnings"] if w["code"] == "case_disagreement"]


def test_a_delivered_paper_comes_back_when_a_later_one_of_its_case_disagrees(cases: Office) -> None:
    first = cases.read(loan(), case_id="P-7")
    assert (only(cases, first).result.state, only(cases, first).row.version) == ("completed", 1 + bool(only(cases, first).warnings))
    second = cases.read(declaration(OTHER), case_id="P-7")
    for stored, other in ((only(cases, first), only(cases, second)), (only(cases, second), only(cases, first))):
        field = stored.result.fields["applicant.tax_code"]
        assert (field.decision, field.confidence, field.reasons[-1]) == ("review", 0.5, "case_disagreement")
        assert stored.result.state == "needs_review"
        [warning] = disagreements(stored)
        assert [(p["document_id"], p["key"], p["value"], p["page"]) for p in warning["places"]] == [
            (only(cases, first).row.id, "applicant.tax_code", CODE, 1),
            (only(cases, second).row.id, "applicant.tax_code", OTHER, 1),
        ]
        assert other.row.id in {p["document_id"] for p in warning["places"]}
    assert only(cases, first).result.fields["applicant.surname"].decision == "auto", "what agrees stays"
    assert [(t.kind, t.keys) for t in cases.tasks()] == [("fields", ["applicant.tax_code"])] * 2
    told = [c.kind for c in cases.news() if c.document_id == only(cases, first).row.id]
    assert told[0] == "document.completed"
    assert told[-1] == "document.needs_review"


def test_papers_that_agree_and_papers_without_a_case_are_left_alone(cases: Office) -> None:
    agreeing = [cases.read(loan(), case_id="P-7"), cases.read(declaration(), case_id="P-7")]
    alone = cases.read(declaration(OTHER))
    other_case = cases.read(declaration(OTHER), case_id="P-8")
    for batch in (*agreeing, alone, other_case):
        assert disagreements(only(cases, batch)) == []
        assert only(cases, batch).result.state == "completed"
    assert cases.tasks() == []


def test_a_person_who_corrects_one_of_them_ends_the_warning_on_both(cases: Office) -> None:
    first, second = cases.read(loan(), case_id="P-7"), cases.read(declaration(OTHER), case_id="P-7")
    wrong = only(cases, second).row
    task = next(t for t in cases.tasks() if t.document_id == wrong.id)
    lease = review.take_task(cases.tools, cases.scope, "anna", task.id)
    told = Answer(task.id, "anna", lease.token, "an answer")
    review.answer_fields(cases.tools, cases.scope, told, wrong.version, [Setting("applicant.tax_code", CODE, "corrected")])
    assert disagreements(only(cases, first)) == disagreements(only(cases, second)) == []
    assert only(cases, second).result.state == "completed"
    assert only(cases, first).result.fields["applicant.tax_code"].decision == "review", "the other still waits for its person"


def test_what_two_people_say_of_two_papers_stays_with_the_warning(cases: Office) -> None:
    batches = [cases.read(loan(), case_id="P-7"), cases.read(declaration(OTHER), case_id="P-7")]
    for batch, code in zip(batches, (CODE, OTHER), strict=True):
        row = only(cases, batch).row
        amend(cases.tools, cases.scope, row.id, row.version, [Setting("applicant.tax_code", code, "confirmed")], "anna")
    for batch in batches:
        stored = only(cases, batch)
        assert (stored.result.state, stored.result.fields["applicant.tax_code"].decision) == ("completed", "person")
        assert len(disagreements(stored)) == 1


def test_a_paper_held_for_its_type_is_compared_when_it_is_let_go(cases: Office) -> None:
    first = cases.read(declaration(OTHER), case_id="P-7")
    held = cases.read(loan(type_confidence=0.4), case_id="P-7")
    assert disagreements(only(cases, first)) == []
    lease = review.next_task(cases.tools, cases.scope, "anna", ["structure"])
    assert lease is not None
    told = Answer(lease.task.id, "anna", lease.token, "cut")
    review.answer_structure(cases.tools, cases.scope, told, [((1,), "loan_application")])
    assert len(disagreements(only(cases, first))) == len(disagreements(only(cases, held))) == 1


def test_required_papers_are_missed_once_everything_sent_is_read(cases: Office) -> None:
    batch = cases.send(loan(), declaration(), case_id="P-7")
    cases.work()
    found = {stored.result.type: stored.as_result()["warnings"] for stored in cases.documents(batch)}
    assert [(w["code"], w["subject"]) for w in found["loan_application"]] == [
        ("case_paper_missing", "payslip"), ("case_paper_missing", "identity"),
    ]  # fmt: skip
    assert found["administrative_form"] == []
    assert cases.status(batch) == "completed", "a missing paper asks nothing of a reviewer"


def test_an_erased_paper_leaves_no_value_in_the_warnings_of_the_others(cases: Office) -> None:
    first, second = cases.read(loan(), case_id="P-7"), cases.read(declaration(OTHER), case_id="P-7")
    with cases.tools.database.work(cases.scope) as work:
        work.documents.empty(work.documents.get(only(cases, second).row.id))
    assert OTHER not in str(only(cases, first).as_result())

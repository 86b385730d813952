"""A candidate reads beside the models in use, harms nothing, is judged by what people say, and starts its proofs anew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from decision.shadow import Pair
from domain.document import DocumentResult
from domain.page import ReadPage
from storage import EVERY_CLIENT
from storage.documents import Setting
from storage.tables import ShadowReading
from tests.fakes.reader import FakeReader, document, paper, result_of
from tests.unit.workflow.conftest import Office
from tests.unit.workflow.test_certify import RULE, answer_all, send, stands
from workflow import review
from workflow.answers import Answer
from workflow.process import Bench, do_next
from workflow.retire import erase
from workflow.shadow import ModelsAtWork, judged_pairs, now_read_by
from workflow.tools import Structure

CANDIDATE = "20260101000000"


@dataclass
class Candidate(FakeReader):
    """Finds these documents in whatever it is given, or breaks."""

    found: Sequence[dict[str, object]] = field(default_factory=list)
    breaks: bool = False

    def understand(self, name: str, pages: Sequence[ReadPage], structure: Structure | None = None) -> list[DocumentResult]:
        if self.breaks:
            raise RuntimeError("broken")
        return [result_of(name, part) for part in self.found]


def work_beside(office: Office, candidate: Candidate) -> None:
    bench = Bench(office.tools, office.reader, "w1", models=ModelsAtWork(candidate=CANDIDATE, beside=lambda _: candidate))
    while do_next(bench):
        pass


def kept(office: Office) -> list[tuple[str, object, str, object, str]]:
    with office.tools.database.read(office.scope) as work:
        rows = work.session.query(ShadowReading).order_by(ShadowReading.key).all()
        return [(r.key, r.value, r.decision, r.machine_value, r.machine_decision) for r in rows]


def judged(office: Office) -> tuple[list[Pair], list[Pair]]:
    with office.tools.database.read(EVERY_CLIENT) as work:
        return judged_pairs(work, CANDIDATE)


def test_what_a_candidate_decides_is_written_down_and_delivered_to_nobody(office: Office) -> None:
    batch = office.send(paper(1, [document([1], {"a": ("1", "auto"), "b": ("2", "review")})]))
    work_beside(office, Candidate(found=[document([1], {"a": ("7", "review"), "b": ("2", "auto")})]))
    [stored] = office.documents(batch)
    assert {key: (f.value, f.decision) for key, f in stored.result.fields.items()} == {"a": ("1", "auto"), "b": ("2", "review")}
    assert CANDIDATE not in json.dumps(stored.as_result())
    assert kept(office) == [("a", "7", "review", "1", "auto"), ("b", "2", "auto", "2", "review")]


@pytest.mark.parametrize(
    "candidate", [Candidate(breaks=True), Candidate(found=[document([1], {"a": ("7", "auto")}, type="loan_application")])]
)
def test_a_candidate_that_breaks_or_types_otherwise_harms_nothing(office: Office, candidate: Candidate) -> None:
    batch = office.send(paper(1))
    work_beside(office, candidate)
    assert [d.result.fields["a"].value for d in office.documents(batch)] == ["1"]
    assert kept(office) == []


def test_an_answered_review_judges_both(office: Office) -> None:
    office.send(paper(1, [document([1], {"a": ("1", "auto"), "b": ("2", "review"), "c": ("3", "review")})]))
    work_beside(office, Candidate(found=[document([1], {"a": ("1", "auto"), "b": ("9", "auto"), "c": ("3", "auto")})]))
    assert judged(office) == ([], []), "nobody has judged anything yet"
    lease = review.next_task(office.tools, office.scope, "anna", ["fields"])
    assert lease is not None
    answer = Answer(lease.task.id, "anna", lease.token, "one")
    settings = [Setting("b", "9", "corrected"), Setting("c", None, "unreadable")]
    review.answer_fields(office.tools, office.scope, answer, 1, settings)
    audits, [pair] = judged(office)
    assert audits == []
    assert (pair.current.right, pair.current.automatic) == (False, False)
    assert (pair.candidate.right, pair.candidate.automatic) == (True, True)


def test_a_blind_audit_judges_both(office: Office) -> None:
    office.tools = replace(office.tools, rules=replace(office.tools.rules, audit_rate=1.0))
    office.send(paper(1))
    work_beside(office, Candidate(found=[document([1], {"a": ("7", "auto")})]))
    answer_all(office, "1")
    [pair], reviews = judged(office)
    assert (pair.current.right, pair.candidate.right, reviews) == (True, False, [])


def test_erasing_a_file_erases_what_the_candidate_read(office: Office) -> None:
    batch = office.send(paper(1))
    work_beside(office, Candidate(found=[document([1], {"a": ("7", "auto")})]))
    erase(office.tools, office.client, office.sources(batch)[0].id, "machine")
    assert kept(office) == []


def test_a_document_in_hand_while_models_change_is_understood_again_by_the_new_ones(office: Office) -> None:
    batch = office.send(paper(1))
    answers = iter([False, True])
    bench = Bench(office.tools, office.reader, "w1", models=ModelsAtWork(are_in_use=lambda: next(answers)))
    while do_next(bench):
        pass
    assert office.status(batch) == "completed"
    assert next(answers, None) is None, "it was understood twice"
    assert len(office.documents(batch)) == 1


@pytest.fixture
def audited(office: Office) -> Office:
    rules = replace(office.tools.rules, audit_rate=1.0, error_ceiling=0.2)
    office.tools = replace(office.tools, rules=rules, promises={("text", "unseen"): replace(RULE, ceiling=0.2)})
    now_read_by(office.tools, "shipped", "f1", "machine", "first start")
    return office


def test_other_models_start_every_proof_again_even_one_that_was_only_under_way(audited: Office) -> None:
    send(audited, paper(1), paper(1), paper(1))
    answer_all(audited, "1")
    send(audited, paper(1))
    assert stands(audited).audited == 3
    assert not now_read_by(audited.tools, "shipped", "f1", "machine", "started again"), "the same models: nothing happens"
    assert now_read_by(audited.tools, CANDIDATE, "f2", "admin", "better")
    answer_all(audited, "1")
    assert stands(audited).audited == 0, "an audit closed after the change is of a document that the old models read"
    send(audited, paper(1))
    answer_all(audited, "1")
    assert stands(audited).audited == 1
    with audited.tools.database.read(EVERY_CLIENT) as work:
        noted = [e.details for e in work.audit_log.entries("-") if e.action == "models.changed"]
    assert noted == [{"before": "shipped", "reason": "better"}]


def test_a_document_held_while_models_change_counts_for_the_models_that_read_it(audited: Office) -> None:
    audited.read(paper(1, [document([1], {"a": ("1", "auto")}, cut_confidence=0.4)]))
    now_read_by(audited.tools, CANDIDATE, "f2", "admin", "better")
    lease = review.next_task(audited.tools, audited.scope, "anna", ["structure"])
    assert lease is not None
    review.answer_structure(audited.tools, audited.scope, Answer(lease.task.id, "anna", lease.token, "cut"), [((1,), "contract")])
    assert answer_all(audited, "1") == 1
    assert stands(audited).audited == 0

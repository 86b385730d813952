"""Blind and double keying, the third person, known errors, reopening, supervision: never the same person twice on one field."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from domain.errors import ConflictError
from storage.clock import now
from storage.documents import Setting
from storage.reviews import Lease
from storage.tables import Document, ReviewTask
from tests.fakes.reader import document, paper
from tests.unit.workflow.conftest import Office
from workflow import adjudicate, review, second_keying, supervise
from workflow.answers import Answer
from workflow.seeds import plant

DOUBTFUL = paper(1, [document([1], {"a": ("1", "auto"), "b": ("2", "review")})])


def rule(office: Office, mode: str, seed_rate: float = 0.0) -> None:
    with office.tools.database.work(None) as work:
        work.second_readings.set_rule("text", mode, seed_rate, "admin")


def take(office: Office, person: str) -> Lease:
    lease = review.next_task(office.tools, office.scope, person)
    assert lease is not None, f"nothing for {person}"
    return lease


def key(office: Office, person: str, value: str, version: int, lease: Lease | None = None) -> review.Saved:
    lease = lease or take(office, person)
    answer = Answer(lease.task.id, person, lease.token, f"{person}-{lease.task.id}")
    return review.answer_fields(office.tools, office.scope, answer, version, [Setting("b", value, "corrected")])


def field_b(office: Office) -> tuple[object, str]:
    with office.tools.database.read(office.scope) as work:
        found = work.session.query(Document).one()
        row = {r.key: r for r in work.documents.fields(found.id)}["b"]
        return row.value, row.decision


def test_a_blind_keying_that_equals_the_machines_value_holds(office: Office) -> None:
    rule(office, "blind")
    batch = office.read(DOUBTFUL)
    key(office, "anna", "2", 1)
    assert field_b(office) == ("2", "person")
    assert office.status(batch) == "completed"


def test_a_blind_keying_that_differs_goes_to_somebody_else_who_sees_the_others_after_keying(office: Office) -> None:
    rule(office, "blind")
    batch = office.read(DOUBTFUL)
    key(office, "anna", "7", 1)
    assert field_b(office) == ("2", "review")
    assert review.next_task(office.tools, office.scope, "anna") is None
    lease = take(office, "bruno")
    assert lease.task.kind == "adjudicate"
    compared = second_keying.compare(office.tools, office.scope, "bruno", lease.task.id, lease.token, Setting("b", "9", "corrected"))
    assert not compared.agrees
    assert sorted(map(str, compared.entries)) == ["2", "7"]
    adjudicate.answer_adjudication(office.tools, office.scope, Answer(lease.task.id, "bruno", lease.token, "b1"), {"b": "7"})
    assert field_b(office) == ("7", "person")
    assert office.status(batch) == "completed"


def test_a_third_person_who_agrees_with_one_of_two_is_not_shown_anything(office: Office) -> None:
    rule(office, "blind")
    office.read(DOUBTFUL)
    key(office, "anna", "7", 1)
    lease = take(office, "bruno")
    compared = second_keying.compare(office.tools, office.scope, "bruno", lease.task.id, lease.token, Setting("b", "7", "corrected"))
    assert compared == second_keying.Compared(True, ())
    with pytest.raises(ConflictError):
        second_keying.compare(office.tools, office.scope, "carla", lease.task.id, lease.token, Setting("b", "7", "corrected"))


def test_double_keying_takes_two_people_and_holds_when_they_agree_against_the_machine(office: Office) -> None:
    rule(office, "double")
    batch = office.read(DOUBTFUL)
    key(office, "anna", "7", 1)
    assert review.next_task(office.tools, office.scope, "anna") is None
    assert office.status(batch) == "needs_review"
    key(office, "bruno", "7", 2)
    assert field_b(office) == ("7", "person")
    assert office.status(batch) == "completed"


def test_two_who_differ_are_followed_by_a_third_who_is_neither(office: Office) -> None:
    rule(office, "double")
    office.read(DOUBTFUL)
    key(office, "anna", "7", 1)
    key(office, "bruno", "1", 2)
    for person in ("anna", "bruno"):
        assert review.next_task(office.tools, office.scope, person) is None
    lease = take(office, "carla")
    assert lease.task.kind == "adjudicate"
    adjudicate.answer_adjudication(office.tools, office.scope, Answer(lease.task.id, "carla", lease.token, "c1"), {}, ["b"])
    assert field_b(office) == (None, "person")


def test_who_saw_a_documents_values_does_not_audit_it(office: Office) -> None:
    fields = {"b": ("2", "review")} | {f"a{n}": ("1", "auto") for n in range(20)}
    batch = office.send(*[paper(1, [document([1], fields)])] * 3)
    with office.tools.database.work(office.scope) as work:
        for source in work.sources.of_batch(batch.id):
            source.qa_rate = 1.0
    office.work()
    audits = [task for task in office.tasks() if task.kind == "audit"]
    assert audits
    while review.next_task(office.tools, office.scope, "anna", kinds=("fields",)):
        pass
    assert review.next_task(office.tools, office.scope, "anna", kinds=("audit",)) is None
    assert review.next_task(office.tools, office.scope, "bruno", kinds=("audit",)) is not None


def test_a_known_error_is_graded_and_never_delivered(office: Office) -> None:
    rule(office, "confirm", seed_rate=1.0)
    batch = office.read(DOUBTFUL, DOUBTFUL)
    for person, caught in (("anna", True), ("bruno", False)):
        lease = take(office, person)
        with office.tools.database.read(office.scope) as work:
            seed = work.second_readings.seeds(lease.task.id)["a"]
        assert seed.planted != seed.right == "1"
        answer = Answer(lease.task.id, person, lease.token, f"{person}1")
        given = Setting("a", seed.right if caught else seed.planted, "corrected")
        saved = review.answer_fields(office.tools, office.scope, answer, 1, [given, Setting("b", "2", "confirmed")])
        assert saved.missed == (0 if caught else 1)
    assert {d.result.fields["a"].value for d in office.documents(batch)} == {"1"}
    with office.tools.database.read(office.scope) as work:
        assert work.second_readings.seed_counts() == {"text": (1, 1)}


@pytest.mark.parametrize(("kind", "value"), [("date", "1980-01-31"), ("money", "1250.00"), ("name", "Rossi"), ("integer", "40")])
def test_a_known_error_is_one_character_and_plausible(kind: str, value: str) -> None:
    planted = plant(kind, value, random.Random(3))
    assert planted is not None
    assert len(planted) == len(value)
    assert sum(a != b for a, b in zip(planted, value, strict=True)) == 1


def test_what_was_just_saved_can_be_opened_again_by_the_same_person_and_a_change_amends(office: Office) -> None:
    office.read(DOUBTFUL)
    lease = take(office, "anna")
    key(office, "anna", "3", 1, lease)
    with pytest.raises(ConflictError, match="less than a minute"):
        review.reopen(office.tools, office.scope, "bruno", lease.task.id)
    again = review.reopen(office.tools, office.scope, "anna", lease.task.id)
    assert again.task.keys == ["b"]
    key(office, "anna", "4", 2, again)
    assert field_b(office) == ("4", "person")
    assert office.news()[-1].kind == "document.amended"


def test_after_a_minute_it_is_too_late_to_open_it_again(office: Office) -> None:
    office.read(DOUBTFUL)
    lease = take(office, "anna")
    key(office, "anna", "3", 1, lease)
    with office.tools.database.work(office.scope) as work:
        work.session.get_one(ReviewTask, lease.task.id).done_at = now() - timedelta(seconds=61)
    with pytest.raises(ConflictError, match="less than a minute"):
        review.reopen(office.tools, office.scope, "anna", lease.task.id)


def test_alike_fields_are_leased_together_least_certain_first_unless_they_are_keyed_blind(office: Office) -> None:
    office.read(DOUBTFUL, DOUBTFUL, DOUBTFUL)
    leases = review.next_alike(office.tools, office.scope, "anna", "text", 2)
    assert len(leases) == 2
    assert review.next_task(office.tools, office.scope, "bruno") is not None
    assert review.next_task(office.tools, office.scope, "bruno") is None
    rule(office, "blind")
    office.read(DOUBTFUL)
    assert review.next_alike(office.tools, office.scope, "carla", "text", 24) == []


def test_a_task_given_to_a_person_is_offered_to_nobody_else(office: Office) -> None:
    with office.tools.database.work(None) as work:
        bruno = work.people.add("bruno@example.org", "Bruno", "reviewer", None).id
    office.read(DOUBTFUL)
    lease = take(office, "anna")
    supervise.change_task(office.tools, office.scope, "sup", lease.task.id, supervise.Change(priority="high", assigned_to=bruno))
    assert review.next_task(office.tools, office.scope, "anna") is None
    with pytest.raises(ConflictError, match="somebody else"):
        key(office, "anna", "3", 1, lease)
    assert take(office, bruno).task.priority == 2


def test_a_rescan_asked_sets_the_task_aside_and_tells_the_client(office: Office) -> None:
    batch = office.read(DOUBTFUL)
    lease = take(office, "anna")
    supervise.ask_rescan(office.tools, office.scope, "sup", lease.task.id, "Manca la seconda pagina.")
    assert [(t.state, t.parked_reason) for t in office.tasks()] == [("parked", "rescan_asked")]
    assert office.documents(batch)[0].as_result()["rescan"]["message"] == "Manca la seconda pagina."
    assert office.news()[-1].kind == "document.rescan_asked"
    supervise.change_task(office.tools, office.scope, "sup", lease.task.id, supervise.Change(unpark=True))
    key(office, "anna", "2", 2)
    assert office.documents(batch)[0].as_result()["rescan"] is None

"""People's part: cuts and types first, then fields, then audits; and what the client is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.errors import ConflictError, InputError, NotFoundError
from storage import EVERY_CLIENT
from storage.documents import Setting
from storage.reviews import Lease
from storage.tables import Audit
from tests.fakes.reader import document, paper
from tests.unit.workflow.conftest import Office
from workflow import adjudicate, audit, review
from workflow.amend import amend
from workflow.answers import Answer

DOUBTFUL = paper(1, [document([1], {"a": ("1", "auto"), "b": ("2", "review"), "c": ("3", "review")})])


def take(office: Office, person: str = "anna", **kw: object) -> Lease:
    lease = review.next_task(office.tools, office.scope, person, **kw)  # type: ignore[arg-type]
    assert lease is not None
    return lease


def answer(lease: Lease, person: str = "anna", answer_id: str = "a1") -> Answer:
    return Answer(lease.task.id, person, lease.token, answer_id, 2.5)


def test_a_document_with_doubtful_fields_waits_and_is_completed_by_a_person(office: Office) -> None:
    batch = office.read(DOUBTFUL)
    assert office.status(batch) == "needs_review"
    lease = take(office)
    assert (lease.task.kind, lease.task.keys) == ("fields", ["b", "c"])
    settings = [Setting("b", "2", "confirmed"), Setting("c", "33", "corrected")]
    assert review.answer_fields(office.tools, office.scope, answer(lease), 1, settings).version == 2
    result = office.documents(batch)[0].as_result()
    assert result["state"] == "completed"
    assert result["version"] == 2
    assert {k: (f["value"], f["decision"]) for k, f in result["fields"].items()} == {
        "a": ("1", "auto"),
        "b": ("2", "person"),
        "c": ("33", "person"),
    }
    assert office.status(batch) == "completed"
    assert [c.kind for c in office.news()] == ["batch.received", "document.needs_review", "document.completed", "batch.completed"]


def test_every_value_a_field_ever_had_is_kept(office: Office) -> None:
    batch = office.read(DOUBTFUL)
    review.answer_fields(office.tools, office.scope, answer(take(office)), 1, [Setting("b", "9", "corrected")])
    with office.tools.database.read(office.scope) as work:
        history = work.documents.history(office.documents(batch)[0].row.id)
    assert [(h.version, h.value, h.by) for h in history if h.key == "b"] == [(1, "2", "machine"), (2, "9", "anna")]


def test_a_partial_answer_leaves_the_rest_to_the_next_task(office: Office) -> None:
    batch = office.read(DOUBTFUL)
    review.answer_fields(office.tools, office.scope, answer(take(office)), 1, [Setting("c", "3", "confirmed")])
    assert office.status(batch) == "needs_review"
    rest = take(office)
    assert rest.task.keys == ["b"]
    review.answer_fields(office.tools, office.scope, answer(rest, answer_id="a2"), 2, [Setting("b", None, "empty")])
    assert office.status(batch) == "completed"


def test_the_same_answer_twice_is_one_answer(office: Office) -> None:
    office.read(DOUBTFUL)
    lease = take(office)
    settings = [Setting("b", "2", "confirmed"), Setting("c", "3", "confirmed")]
    first = review.answer_fields(office.tools, office.scope, answer(lease), 1, settings)
    again = review.answer_fields(office.tools, office.scope, answer(lease), 1, settings)
    assert (first.version, again.version, again.again) == (2, 2, True)
    assert [c.kind for c in office.news()].count("document.completed") == 1


def test_two_reviewers_never_get_the_same_task(office: Office) -> None:
    office.read(DOUBTFUL, DOUBTFUL)
    assert take(office, "anna").task.id != take(office, "bruno").task.id
    assert review.next_task(office.tools, office.scope, "carla") is None


def test_a_lost_lease_saves_nothing(office: Office) -> None:
    office.tools = replace(office.tools, rules=replace(office.tools.rules, review_lease_seconds=-1))
    batch = office.read(DOUBTFUL)
    late, other = take(office, "anna"), take(office, "bruno")
    with pytest.raises(ConflictError, match="lost_lease"):
        review.answer_fields(office.tools, office.scope, answer(late), 1, [Setting("b", "9", "corrected")])
    assert office.documents(batch)[0].result.fields["b"].value == "2"
    with pytest.raises(ConflictError, match="lost_lease"):
        review.renew(office.tools, office.scope, "anna", late.task.id, late.token)
    review.renew(office.tools, office.scope, "bruno", other.task.id, other.token)


def test_a_document_that_changed_meanwhile_is_not_overwritten(office: Office) -> None:
    batch = office.read(DOUBTFUL)
    lease = take(office)
    amend(office.tools, office.scope, office.documents(batch)[0].row.id, 1, [Setting("a", "5", "corrected")], "capo")
    with pytest.raises(ConflictError, match="version_conflict"):
        review.answer_fields(office.tools, office.scope, answer(lease), 1, [Setting("b", "2", "confirmed")])
    assert review.answer_fields(office.tools, office.scope, answer(lease), 2, [Setting("b", "2", "confirmed")]).version == 3


def test_released_and_parked_tasks(office: Office) -> None:
    office.read(DOUBTFUL)
    lease = take(office)
    review.release(office.tools, office.scope, "anna", lease.task.id, lease.token)
    again = take(office, "bruno")
    assert again.task.id == lease.task.id
    review.park(office.tools, office.scope, "bruno", again.task.id, again.token, "page missing")
    assert review.next_task(office.tools, office.scope, "anna") is None
    assert [t.parked_reason for t in office.tasks()] == ["page missing"]
    assert review.take_task(office.tools, office.scope, "capo", again.task.id).task.state == "open"
    with pytest.raises(ConflictError, match="task_taken"):
        review.take_task(office.tools, office.scope, "anna", again.task.id)


def test_a_task_of_another_client_does_not_exist(office: Office) -> None:
    office.read(DOUBTFUL)
    task = office.tasks()[0]
    stranger = frozenset({"another"})
    assert review.next_task(office.tools, stranger, "x") is None
    with pytest.raises(NotFoundError):
        review.take_task(office.tools, stranger, "x", task.id)
    with pytest.raises(NotFoundError):
        review.answer_fields(office.tools, stranger, Answer(task.id, "x", 1, "a"), 1, [])


def test_a_doubtful_type_is_asked_before_fields_and_confirming_it_lets_them_go(office: Office) -> None:
    batch = office.read(paper(1, [document([1], {"a": ("1", "auto"), "b": ("2", "review")}, type_confidence=0.6)]))
    held = office.documents(batch)[0]
    assert held.result.state == "needs_review"
    assert {f.decision for f in held.result.fields.values()} == {"review"}
    lease = take(office)
    assert lease.task.kind == "structure"
    review.answer_structure(office.tools, office.scope, answer(lease), [((1,), "contract")])
    free = office.documents(batch)[0]
    assert free.row.id == held.row.id
    assert [f.decision for f in free.result.fields.values()] == ["auto", "review"]
    fields = take(office)
    assert fields.task.keys == ["b"]
    review.answer_fields(office.tools, office.scope, answer(fields, answer_id="a2"), free.row.version, [Setting("b", "2", "confirmed")])
    assert office.status(batch) == "completed"


def test_a_moved_cut_is_understood_again_and_what_stays_keeps_its_id(office: Office) -> None:
    parts = [document([1], {"a": ("1", "auto")}), document([2, 3, 4], {"a": ("2", "auto")}, cut_confidence=0.5)]
    batch = office.read(paper(4, parts))
    first, doubtful = office.documents(batch)
    assert office.status(batch) == "needs_review"
    told = [((1,), "contract"), ((2, 3), "contract"), ((4,), "questionnaire")]
    review.answer_structure(office.tools, office.scope, answer(take(office)), told)
    assert office.status(batch) == "processing"
    office.work()
    after = office.documents(batch)
    assert sorted((tuple(d.result.pages), d.result.type) for d in after) == sorted(told)
    assert first.row.id in {d.row.id for d in after}
    assert doubtful.row.id not in {d.row.id for d in after}
    assert office.status(batch) == "completed"
    assert [c.kind for c in office.news()][-4:] == ["document.replaced", "document.completed", "document.completed", "batch.completed"]


def test_a_structure_with_a_page_twice_or_not_in_the_file_is_refused(office: Office) -> None:
    office.read(paper(2, [document([1, 2], {}, type="unknown")]))
    lease = take(office)
    for wrong in ([((1,), "contract"), ((1, 2), "contract")], [((3,), "contract")], [], [((), "contract")]):
        with pytest.raises(InputError, match="wrong_structure"):
            review.answer_structure(office.tools, office.scope, answer(lease), wrong)


# --- audits -------------------------------------------------------------------------------------------------------------


def audited(office: Office) -> Audit:
    with office.tools.database.read(EVERY_CLIENT) as work:
        return work.reviews.audit(office.tasks()[0].document_id or "", "a")


def with_every_field_drawn(office: Office) -> None:
    office.tools = replace(office.tools, rules=replace(office.tools.rules, audit_rate=1.0))


def test_an_accepted_field_drawn_by_the_coin_is_audited_blind(office: Office) -> None:
    with_every_field_drawn(office)
    batch = office.read(paper(1))
    assert office.status(batch) == "completed"
    lease = take(office)
    assert (lease.task.kind, lease.task.keys) == ("audit", ["a"])
    audit.answer_audit(office.tools, office.scope, answer(lease), {"a": "1"})
    with office.tools.database.read(EVERY_CLIENT) as work:
        labels = work.reviews.labels()
    assert [(label.key, label.state, label.rate) for label in labels] == [("a", "agreed", 1.0)]
    assert review.next_task(office.tools, office.scope, "bruno") is None


def test_a_found_error_is_decided_by_a_third_and_amends_the_delivered_result(office: Office) -> None:
    with_every_field_drawn(office)
    batch = office.read(paper(1))
    audit.answer_audit(office.tools, office.scope, answer(take(office)), {"a": "7"})
    assert review.next_task(office.tools, office.scope, "anna") is None, "not by the one who keyed it"
    lease = take(office, "bruno")
    assert lease.task.kind == "adjudicate"
    assert adjudicate.answer_adjudication(office.tools, office.scope, answer(lease, "bruno", "a2"), {"a": "7"}) == 2
    result = office.documents(batch)[0].result
    assert (result.fields["a"].value, result.fields["a"].decision, result.state) == ("7", "person", "completed")
    assert [c.kind for c in office.news()][-1] == "document.amended"
    with office.tools.database.read(EVERY_CLIENT) as work:
        assert [label.state for label in work.reviews.labels()] == ["wrong"]


def test_an_auditors_slip_does_not_change_the_result(office: Office) -> None:
    with_every_field_drawn(office)
    batch = office.read(paper(1))
    audit.answer_audit(office.tools, office.scope, answer(take(office)), {"a": "7"})
    adjudicate.answer_adjudication(office.tools, office.scope, answer(take(office, "bruno"), "bruno", "a2"), {"a": "1"})
    assert office.documents(batch)[0].row.version == 1
    with office.tools.database.read(EVERY_CLIENT) as work:
        assert [label.state for label in work.reviews.labels()] == ["right"]


def test_an_audit_lacking_a_field_is_refused(office: Office) -> None:
    with_every_field_drawn(office)
    office.read(paper(1))
    with pytest.raises(InputError, match="answer_incomplete"):
        audit.answer_audit(office.tools, office.scope, answer(take(office)), {})


def test_the_coin_draws_each_field_at_its_rate_and_at_most_one_of_a_document(office: Office) -> None:
    office.tools = replace(office.tools, rules=replace(office.tools.rules, audit_rate=0.02))
    source = office.sources(office.read(paper(1)))[0]
    fields = {f"f{n}": ("v", "auto") for n in range(10)}
    from tests.fakes.reader import result_of

    drawn = []
    for number in range(2000):
        found = audit.drawn_key(source, result_of("n", document([number], fields)))
        drawn.append(found[0] if found else None)
    hits = [key for key in drawn if key]
    assert 320 <= len(hits) <= 480
    assert min(hits.count(f"f{n}") for n in range(10)) >= 20
    assert audit.drawn_key(source, result_of("n", document([5], fields))) == audit.drawn_key(source, result_of("n", document([5], fields)))

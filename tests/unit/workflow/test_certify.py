"""Audits travel through the workflow into proofs; a risen risk withdraws a class at once, and only proof restores it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from decision.decider import SHIPPED, Rule
from decision.risk import CLASSES
from decision.standing import Standing, more_needed
from storage import EVERY_CLIENT
from storage.clock import now
from storage.tables import Certificate
from tests.fakes.reader import document, paper
from tests.unit.workflow.conftest import Office
from workflow import audit, review
from workflow.adjudicate import answer_adjudication
from workflow.answers import Answer
from workflow.certify import evidence, standings, start_again, weigh, words_of

RULE = Rule("unseen", CLASSES, 0.9, SHIPPED, 400, 3, 0.0196, 0.02)


@pytest.fixture
def audited(office: Office) -> Office:
    """Every field is drawn; the ceiling is high, so that few audits prove or refute it."""
    rules = replace(office.tools.rules, audit_rate=1.0, error_ceiling=0.2)
    office.tools = replace(office.tools, rules=rules, promises={(c, "unseen"): replace(RULE, ceiling=0.2) for c in CLASSES})
    return office


def send(office: Office, *papers: bytes) -> list[str]:
    """Reads papers; the decisions on their field `a`, in order."""
    batch = office.read(*papers)
    return [f"{d.result.fields['a'].decision}" for d in office.documents(batch)]


def answer_all(office: Office, value: str) -> int:
    """Two people do every audit, a third settles what they dispute; how many audits there were."""
    done = 0
    while lease := review.next_task(office.tools, office.scope, "anna", ["audit"]):
        done += 1
        audit.answer_audit(office.tools, office.scope, Answer(lease.task.id, "anna", lease.token, f"audit-{lease.task.id}"), {"a": value})
    while lease := review.next_task(office.tools, office.scope, "bruno", ["adjudicate"]):
        answer = Answer(lease.task.id, "bruno", lease.token, f"third-{lease.task.id}")
        answer_adjudication(office.tools, office.scope, answer, {"a": value})
    return done


def stands(office: Office) -> Standing:
    with office.tools.database.read(EVERY_CLIENT) as work:
        return next(s for s in standings(work, office.tools) if (s.risk_class, s.stratum) == ("text", "unseen"))


def in_english(office: Office) -> str:
    with office.tools.database.read(EVERY_CLIENT) as work:
        return words_of(work, stands(office))["en"]


def history(office: Office) -> list[Certificate]:
    with office.tools.database.read(EVERY_CLIENT) as work:
        return work.certificates.history("text", "unseen")


def test_before_any_audit_a_class_stands_on_the_shipped_rule_and_says_so(audited: Office) -> None:
    standing = stands(audited)
    assert (standing.state, standing.threshold, standing.audited) == ("shipped", 0.9, 0)
    assert standing.more == more_needed([], 0.2)
    assert in_english(audited) == f"by the shipped documents: at most 20.0% wrong; not yet proved here: {standing.more} more"


def test_clean_audits_prove_a_class_exactly_when_enough_are_there(audited: Office) -> None:
    needed = more_needed([], 0.2)
    send(audited, *[paper(1)] * (needed - 1))
    assert answer_all(audited, "1") == needed - 1
    assert (stands(audited).state, stands(audited).more) == ("shipped", 1)
    send(audited, paper(1))
    answer_all(audited, "1")
    standing = stands(audited)
    assert (standing.state, standing.threshold, standing.audited, standing.wrong, standing.more) == ("certified", 0.99, needed, 0, 0)
    assert in_english(audited) == f"proved: at most 20.0% wrong at 95 %, {needed} audited, 0 wrong"


def test_a_risen_risk_withdraws_the_class_and_only_proof_restores_it(audited: Office) -> None:
    assert set(send(audited, *[paper(1)] * 12)) == {"auto"}
    answer_all(audited, "9")
    standing = stands(audited)
    assert (standing.state, standing.threshold) == ("withdrawn", None)
    assert "audited were wrong: the risk has risen above 20.0%" in in_english(audited)
    assert stands(audited).more == more_needed([], 0.2), "what was audited before the withdrawal proves nothing"

    batch = audited.read(paper(1))
    field = audited.documents(batch)[0].result.fields["a"]
    assert (field.decision, field.reasons) == ("review", ("certificate_withdrawn",))
    assert [t.kind for t in audited.tasks() if t.batch_id == batch.id] == ["fields", "audit"], "asked of a person, and still audited"

    send(audited, *[paper(1)] * (standing.more - 1))
    answer_all(audited, "1")
    assert [c.state for c in history(audited)] == ["withdrawn", "certified"]
    assert send(audited, paper(1)) == ["auto"]


def test_other_doubts_stay_with_a_person_whatever_is_proved(audited: Office) -> None:
    send(audited, *[paper(1)] * more_needed([], 0.2))
    answer_all(audited, "1")
    assert stands(audited).state == "certified"
    assert send(audited, paper(1, [document([1], {"a": ("1", "review")})])) == ["review"]
    assert answer_all(audited, "1") == 0, "a doubt that no proof lifts is no label"


def test_a_document_held_for_its_cut_goes_by_what_is_proved_when_it_is_let_go(audited: Office) -> None:
    batch = audited.read(paper(1, [document([1], {"a": ("1", "auto")}, cut_confidence=0.4)]))
    send(audited, *[paper(1)] * 12)
    answer_all(audited, "9")
    assert stands(audited).state == "withdrawn"
    lease = review.next_task(audited.tools, audited.scope, "anna", ["structure"])
    assert lease is not None
    told = Answer(lease.task.id, "anna", lease.token, "cut")
    review.answer_structure(audited.tools, audited.scope, told, [((1,), "contract")])
    field = audited.documents(batch)[0].result.fields["a"]
    assert (field.decision, field.reasons) == ("review", ("certificate_withdrawn",))


def test_weighing_twice_changes_nothing(audited: Office) -> None:
    send(audited, *[paper(1)] * 12)
    answer_all(audited, "9")
    before = [c.id for c in history(audited)]
    weigh(audited.tools)
    weigh(audited.tools)
    assert [c.id for c in history(audited)] == before


def asks(office: Office, ceiling: float | None) -> None:
    """An administrator sets the ceiling of the class of text."""
    with office.tools.database.work(EVERY_CLIENT) as work:
        work.second_readings.set_rule("text", "confirm", 0.0, "admin", ceiling)
    weigh(office.tools)


def test_a_lower_ceiling_accepts_nothing_until_it_is_proved_here(audited: Office) -> None:
    asks(audited, 0.19)
    standing = stands(audited)
    assert (standing.state, standing.threshold, standing.more) == ("warming_up", None, more_needed([], 0.19))
    batch = audited.read(paper(1))
    field = audited.documents(batch)[0].result.fields["a"]
    assert (field.decision, field.reasons) == ("review", ("not_yet_proved",))
    send(audited, *[paper(1)] * (standing.more - 1))
    answer_all(audited, "1")
    assert (stands(audited).state, stands(audited).ceiling) == ("certified", 0.19)
    assert send(audited, paper(1)) == ["auto"]


def test_a_ceiling_raised_again_lets_the_shipped_rule_decide(audited: Office) -> None:
    asks(audited, 0.19)
    assert send(audited, paper(1)) == ["review"]
    asks(audited, None)
    assert (stands(audited).state, send(audited, paper(1))) == ("shipped", ["auto"])


def test_a_proof_under_a_higher_ceiling_does_not_hold_under_a_lower_one(audited: Office) -> None:
    send(audited, *[paper(1)] * more_needed([], 0.2))
    answer_all(audited, "1")
    assert stands(audited).state == "certified"
    asks(audited, 0.15)
    standing = stands(audited)
    assert (standing.state, standing.ceiling) == ("warming_up", 0.15)
    assert 0 < standing.more < more_needed([], 0.15), "what was audited counts for the lower ceiling too"
    assert send(audited, paper(1)) == ["review"]
    asks(audited, 0.3)
    assert stands(audited).state == "certified"


def test_a_held_document_goes_by_the_ceiling_of_the_moment_it_is_let_go(audited: Office) -> None:
    batch = audited.read(paper(1, [document([1], {"a": ("1", "auto")}, cut_confidence=0.4)]))
    asks(audited, 0.19)
    lease = review.next_task(audited.tools, audited.scope, "anna", ["structure"])
    assert lease is not None
    review.answer_structure(
        audited.tools, audited.scope, Answer(lease.task.id, "anna", lease.token, "cut"), [((1,), "contract")]
    )  # fmt: skip
    field = audited.documents(batch)[0].result.fields["a"]
    assert (field.decision, field.reasons) == ("review", ("not_yet_proved",))


def test_new_models_start_their_proof_again(audited: Office) -> None:
    send(audited, *[paper(1)] * more_needed([], 0.2))
    answer_all(audited, "1")
    with audited.tools.database.work(EVERY_CLIENT) as work:
        start_again(work, audited.tools, "new models")
    standing = stands(audited)
    assert (standing.state, standing.audited, standing.more) == ("shipped", 0, more_needed([], 0.2))


def test_what_is_back_tested_are_the_audits_since_the_last_restart_and_the_real_mail(audited: Office) -> None:
    send(audited, *[paper(1)] * 12)
    answer_all(audited, "9")
    send(audited, *[paper(1)] * 3)
    answer_all(audited, "1")
    with audited.tools.database.read(EVERY_CLIENT) as work:
        [found] = [e for e in evidence(work, now() - timedelta(days=28)) if (e.risk_class, e.stratum) == ("text", "unseen")]
        [none] = [e for e in evidence(work, now() + timedelta(days=1)) if (e.risk_class, e.stratum) == ("text", "unseen")]
    assert [label.right for label in found.labels] == [True] * 3, "the twelve before the withdrawal say nothing"
    assert (found.fields_a_day, found.eligible) == (15, 1.0)
    assert (none.fields_a_day, len(none.labels)) == (0, 3)

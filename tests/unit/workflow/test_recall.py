"""A withdrawn class recalls what it had accepted: asked again blind, amended where wrong, and no label of any certificate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from decision.decider import SHIPPED, Rule
from decision.risk import CLASSES
from domain.errors import NotFoundError
from storage import EVERY_CLIENT
from storage.recalls import RecallCounts, Suspect
from storage.tables import Certificate
from tests.fakes.reader import document, paper
from tests.unit.workflow.conftest import Office
from workflow import audit, review
from workflow.adjudicate import answer_adjudication
from workflow.answers import Answer
from workflow.certify import standings
from workflow.recall import recall

RULE = Rule("unseen", CLASSES, 0.9, SHIPPED, 400, 3, 0.0196, 0.2)


@pytest.fixture
def recalling(office: Office) -> Office:
    """A class that stands on a shipped rule: eight good audits, four delivered documents without an audit, twelve bad audits."""
    office.tools = replace(office.tools, promises={(c, "unseen"): RULE for c in CLASSES})
    read(office, 8, 1.0)
    answer_all(office, "1")
    read(office, 4, 0.0)
    read(office, 12, 1.0)
    return office


def read(office: Office, count: int, audit_rate: float) -> None:
    office.tools = replace(office.tools, rules=replace(office.tools.rules, audit_rate=audit_rate, error_ceiling=0.2))
    office.read(*[paper(1, [document([1], {"a": ("1", "auto")})])] * count)


def answer_all(office: Office, value: str, most: int = 100) -> int:
    """Two people do the audits there are; how many."""
    done = 0
    while done < most and (lease := review.next_task(office.tools, office.scope, "anna", ["audit"])):
        done += 1
        keyed = dict.fromkeys(lease.task.keys, value)
        audit.answer_audit(office.tools, office.scope, Answer(lease.task.id, "anna", lease.token, f"audit-{lease.task.id}"), keyed)
    while lease := review.next_task(office.tools, office.scope, "bruno", ["adjudicate"]):
        answer = Answer(lease.task.id, "bruno", lease.token, f"third-{lease.task.id}")
        answer_adjudication(office.tools, office.scope, answer, dict.fromkeys(lease.task.keys, value))
    return done


def withdrawal(office: Office) -> Certificate:
    with office.tools.database.read(EVERY_CLIENT) as work:
        [row] = work.certificates.withdrawals()
    return row


def counts(office: Office) -> RecallCounts:
    suspect = Suspect.of(withdrawal(office))
    with office.tools.database.read(office.scope) as work:
        return work.recalls.counts(suspect)


def test_what_was_delivered_since_the_last_clean_audit_is_asked_again_blind(recalling: Office) -> None:
    answer_all(recalling, "9", most=12)
    assert counts(recalling) == RecallCounts(documents=16, fields=16, waiting=4, right=0, wrong=12, unreadable=0)
    assert [(t.kind, t.keys) for t in recalling.tasks()] == [("audit", ["a"])] * 4, "the eight clean ones are left alone"
    assert recall(recalling.tools) == 0, "asked once"


def test_a_recalled_field_found_wrong_is_amended_and_told(recalling: Office) -> None:
    answer_all(recalling, "9", most=12)
    told = len([c for c in recalling.news() if c.kind == "document.amended"])
    assert answer_all(recalling, "9") == 4
    assert counts(recalling) == RecallCounts(documents=16, fields=16, waiting=0, right=0, wrong=16, unreadable=0)
    assert len([c for c in recalling.news() if c.kind == "document.amended"]) == told + 4


def test_recalled_fields_are_no_labels(recalling: Office) -> None:
    answer_all(recalling, "9", most=12)
    answer_all(recalling, "1")
    with recalling.tools.database.read(EVERY_CLIENT) as work:
        [standing] = [s for s in standings(work, recalling.tools) if (s.risk_class, s.stratum) == ("text", "unseen")]
        assert len(work.certificates.audited()) == 20
    assert (standing.state, standing.audited) == ("withdrawn", 0)
    assert counts(recalling).right == 4


def test_the_fields_are_listed_newest_first_page_by_page(recalling: Office) -> None:
    answer_all(recalling, "9", most=12)
    suspect = Suspect.of(withdrawal(recalling))
    with recalling.tools.database.read(recalling.scope) as work:
        first = work.recalls.fields(suspect, 10)
        rest = work.recalls.fields(suspect, 10, first[-1].document.id)
    assert [f.state for f in (*first, *rest)] == ["wrong"] * 12 + ["open"] * 4
    assert len({f.document.id for f in (*first, *rest)}) == 16


def test_another_company_sees_none_of_it_and_another_certificate_is_no_recall(recalling: Office) -> None:
    answer_all(recalling, "9", most=12)
    suspect = Suspect.of(withdrawal(recalling))
    with recalling.tools.database.work(EVERY_CLIENT) as work:
        other = work.clients.add("Beta").id
    with recalling.tools.database.read(frozenset({other})) as work:
        assert work.recalls.counts(suspect).fields == 0
        with pytest.raises(NotFoundError):
            work.certificates.withdrawal("01959d0a-3c51-7a3e-8f6e-0c4d3f1b9a11")

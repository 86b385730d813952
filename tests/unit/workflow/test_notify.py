"""Webhooks are told every change in order, at least once; receivers that fail are tried again, and given up after three days."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

import workflow.notify
from delivery.webhooks import Message, Outcome, Sender, secret_of
from domain.errors import ConflictError
from storage import Database, now
from storage.changes import News
from storage.files import LocalFiles
from storage.queue import NoWakeUps
from storage.tables import Batch, Webhook
from workflow.notify import notify_next, secrets_of
from workflow.tools import Tools


@dataclass(frozen=True)
class FakeSender(Sender):
    """Answers what it was told to answer, then 200."""

    answers: list[Outcome] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def send(self, url: str, message: Message, secrets: Sequence[str]) -> Outcome:
        self.messages.append(message)
        return self.answers.pop(0) if self.answers else Outcome(200)


@pytest.fixture
def tools(database: Database, tmp_path: Path) -> Tools:
    return Tools(database, LocalFiles(tmp_path / "files"), NoWakeUps())


def _with_changes(tools: Tools, count: int, name: str = "Alfa") -> str:
    """A client with an endpoint and so many changes; the id of the endpoint."""
    with tools.database.work(None) as work:
        client = work.clients.add(name).id
        batch = work.batches.add(Batch(client_id=client, created_by="k")).id
        for number in range(count):
            work.changes.tell(client, News("document.changed", batch, f"d{number}", 1))
        return work.webhooks.add(client, "https://receiver.example/", 0, "tests").id


def _row(tools: Tools, webhook: str) -> Webhook:
    with tools.database.read(None) as work:
        return work.webhooks.get(webhook)


def _due_again(tools: Tools, webhook: str) -> None:
    with tools.database.work(None) as work:
        work.webhooks.get(webhook).next_seconds = 0.0


def test_every_change_is_told_in_order_with_an_id_of_its_own(tools: Tools) -> None:
    _with_changes(tools, 3)
    sender = FakeSender()
    while notify_next(tools, sender, "pepper"):
        pass
    bodies = [json.loads(message.body) for message in sender.messages]
    assert [body["data"]["document_id"] for body in bodies] == ["d0", "d1", "d2"]
    assert bodies[0]["type"] == "document.changed"
    assert len({message.id for message in sender.messages}) == 3


def test_a_failed_line_is_told_again_after_a_pause_with_the_same_id(tools: Tools) -> None:
    webhook = _with_changes(tools, 1)
    sender = FakeSender(answers=[Outcome(500), Outcome(None, "no_answer")])
    assert notify_next(tools, sender, "pepper")
    assert not notify_next(tools, sender, "pepper")
    assert (_row(tools, webhook).failures, _row(tools, webhook).last_status) == (1, 500)
    _due_again(tools, webhook)
    assert notify_next(tools, sender, "pepper")
    _due_again(tools, webhook)
    assert notify_next(tools, sender, "pepper")
    assert len({message.id for message in sender.messages}) == 1
    assert (_row(tools, webhook).failures, _row(tools, webhook).cursor, _row(tools, webhook).failing_since) == (0, 1, None)


def test_a_receiver_that_is_gone_or_fails_for_three_days_is_told_no_more(tools: Tools) -> None:
    gone, failing = _with_changes(tools, 1, "Gone"), _with_changes(tools, 1, "Failing")
    with tools.database.work(None) as work:
        work.webhooks.get(failing).failing_since = now() - timedelta(hours=76)
        work.webhooks.get(gone).next_seconds = -1.0
    sender = FakeSender(answers=[Outcome(410), Outcome(503)])
    assert notify_next(tools, sender, "pepper")
    assert notify_next(tools, sender, "pepper")
    assert (_row(tools, gone).state, _row(tools, failing).state) == ("gone", "failed")
    assert not notify_next(tools, sender, "pepper")


def test_one_client_that_fails_does_not_hold_up_another(tools: Tools) -> None:
    _with_changes(tools, 1, "Bad")
    _with_changes(tools, 2, "Good")
    sender = FakeSender(answers=[Outcome(500)])
    while notify_next(tools, sender, "pepper"):
        pass
    assert len(sender.messages) >= 3


def test_who_lost_the_lease_writes_nothing(tools: Tools) -> None:
    webhook = _with_changes(tools, 1)
    with tools.database.work(None) as work:
        first = work.webhooks.claim_due(60)
        work.webhooks.get(webhook).next_seconds = 0.0
    with tools.database.work(None) as work:
        second = work.webhooks.claim_due(60)
    assert first is not None
    assert second is not None
    with pytest.raises(ConflictError, match="lost_lease"), tools.database.work(None) as work:
        work.webhooks.delivered(first, 200)
    with tools.database.work(None) as work:
        work.webhooks.delivered(second, 200)
    assert _row(tools, webhook).cursor == 1


def test_the_old_secret_signs_for_a_day_after_a_rotation(tools: Tools) -> None:
    row = _row(tools, _with_changes(tools, 0))
    row.generation, row.rotated_at = 1, now()
    both = [secret_of("pepper", row.id, 1), secret_of("pepper", row.id, 0)]
    assert secrets_of(row, "pepper", now()) == both
    assert secrets_of(row, "pepper", now() + workflow.notify.OLD_SECRET_LIVES) == both[:1]

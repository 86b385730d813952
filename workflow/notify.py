"""told: each line of the change feed goes to the client's webhooks, in order, at least once, with an id that stays the same."""

from __future__ import annotations

import json
import random
import threading
from datetime import datetime, timedelta

import structlog

from delivery.webhooks import Message, Outcome, Sender, secret_of
from domain.errors import SpuntaError
from storage.clock import now
from storage.tables import Webhook
from storage.unit_of_work import EVERY_CLIENT
from storage.webhooks import DueCall
from workflow.tools import Tools

_log = structlog.get_logger()
PAUSES_SECONDS = (5.0, 300.0, 1_800.0, 7_200.0, 18_000.0, 36_000.0)
"""After the first failure, the second, ...; the last one again and again. Source: Standard Webhooks, deliverability."""
GIVE_UP_AFTER = timedelta(hours=75)
OLD_SECRET_LIVES = timedelta(days=1)
LEASE_SECONDS = 60.0
LOOK_EVERY_SECONDS = 1.0


def notify_next(tools: Tools, sender: Sender, pepper: str) -> bool:
    """Tells one endpoint one line; False when there was nothing to tell. Two at once do not tell the same endpoint."""
    call = tools.database.run(EVERY_CLIENT, lambda work: work.webhooks.claim_due(LEASE_SECONDS))
    if call is None:
        return False
    at = now()
    outcome = sender.send(call.webhook.url, _message(call, at), secrets_of(call.webhook, pepper, at))
    with tools.database.work(frozenset({call.webhook.client_id})) as work:
        if outcome.delivered:
            work.webhooks.delivered(call, int(outcome.status or 0))
        else:
            state = _state_after(call.webhook, outcome, at)
            pause = PAUSES_SECONDS[min(call.webhook.failures, len(PAUSES_SECONDS) - 1)] * random.uniform(1, 1.1)
            work.webhooks.failed(call, outcome.status, outcome.error, at, pause, state)
            if state != "active":
                work.audit_log.note(call.webhook.client_id, "machine", f"webhook.{state}", call.webhook.id)
    _log.info("webhook_called", webhook=call.webhook.id, status=outcome.status, error=outcome.error)
    return True


def notify_until(tools: Tools, sender: Sender, pepper: str, ended: threading.Event) -> None:
    """Tells whatever is due until `ended`; what breaks is logged and tried again."""
    while not ended.is_set():
        try:
            told = notify_next(tools, sender, pepper)
        except SpuntaError as error:
            _log.warning("webhooks_wait", code=error.code)
            told = False
        if not told:
            ended.wait(LOOK_EVERY_SECONDS)


def secrets_of(webhook: Webhook, pepper: str, at: datetime) -> list[str]:
    """The secrets to sign with: the present one, and the one before it for a day after a rotation."""
    generations = [webhook.generation]
    if webhook.generation and webhook.rotated_at is not None and at < webhook.rotated_at + OLD_SECRET_LIVES:
        generations.append(webhook.generation - 1)
    return [secret_of(pepper, webhook.id, generation) for generation in generations]


def _message(call: DueCall, at: datetime) -> Message:
    """Ids and the kind of change only: whoever is told fetches the rest with a key."""
    change = call.change
    data = {"cursor": str(change.cursor), "batch_id": change.batch_id, "document_id": change.document_id, "version": change.version}
    body = {"type": change.kind, "timestamp": change.at.isoformat(), "data": data}
    return Message(f"msg_{change.client_id}_{change.cursor}", int(at.timestamp()), json.dumps(body).encode())


def _state_after(webhook: Webhook, outcome: Outcome, at: datetime) -> str:
    if outcome.is_gone:
        return "gone"
    return "failed" if webhook.failing_since is not None and at >= webhook.failing_since + GIVE_UP_AFTER else "active"

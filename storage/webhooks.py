"""Webhook endpoints: each follows its client's change feed by a cursor, under a lease with a fencing token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from domain.errors import ConflictError, NotFoundError
from storage.clock import database_seconds
from storage.tables import Change, Webhook


@dataclass(frozen=True, slots=True)
class DueCall:
    """The next line an endpoint is to be told, held by whoever has the token."""

    webhook: Webhook
    change: Change
    token: int


class Webhooks:
    """Endpoints of the client companies of this unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, client_id: str, url: str, cursor: int, created_by: str) -> Webhook:
        """A new endpoint, told what comes after `cursor`."""
        webhook = Webhook(client_id=client_id, url=url, cursor=cursor, created_by=created_by)
        self._session.add(webhook)
        self._session.flush()
        return webhook

    def get(self, webhook_id: str) -> Webhook:
        """Raises NotFoundError `unknown_webhook`."""
        webhook = self._session.scalar(select(Webhook).where(Webhook.id == webhook_id))
        if webhook is None:
            raise NotFoundError("unknown_webhook", "There is no such webhook.")
        return webhook

    def all(self) -> list[Webhook]:
        """Oldest first."""
        return list(self._session.scalars(select(Webhook).order_by(Webhook.created_at, Webhook.id)))

    def remove(self, webhook_id: str) -> Webhook:
        """Raises NotFoundError `unknown_webhook`."""
        webhook = self.get(webhook_id)
        self._session.delete(webhook)
        return webhook

    def claim_due(self, lease_seconds: float) -> DueCall | None:
        """An active endpoint with something to be told now; nobody else gets it while the lease lasts."""
        waiting = select(Change.cursor).where(Change.client_id == Webhook.client_id, Change.cursor > Webhook.cursor).exists()
        due = select(Webhook.id).where(Webhook.state == "active", Webhook.next_seconds <= database_seconds(), waiting)
        first = due.order_by(Webhook.next_seconds).limit(1).with_for_update(skip_locked=True)
        webhook_id = self._session.scalar(first)
        if webhook_id is None:
            return None
        until: Any = database_seconds() + lease_seconds
        claimed = update(Webhook).where(Webhook.id == webhook_id).values(token=Webhook.token + 1, next_seconds=until).returning(Webhook)
        webhook = self._session.scalars(claimed.execution_options(populate_existing=True)).one()
        following = select(Change).where(Change.client_id == webhook.client_id, Change.cursor > webhook.cursor)
        change = self._session.scalars(following.order_by(Change.cursor).limit(1)).one()
        return DueCall(webhook, change, webhook.token)

    def delivered(self, call: DueCall, status: int) -> None:
        """On to the next line. Raises ConflictError `lost_lease`."""
        self._held(call, cursor=call.change.cursor, failures=0, failing_since=None, next_seconds=0.0, last_status=status, last_error=None)

    def failed(self, call: DueCall, status: int | None, error: str | None, at: datetime, pause_seconds: float, state: str) -> None:
        """To be tried again after a pause, or, with a `state` other than active, no more. Raises ConflictError `lost_lease`."""
        again: Any = database_seconds() + pause_seconds
        since = call.webhook.failing_since or at
        failures = call.webhook.failures + 1
        self._held(call, failures=failures, failing_since=since, next_seconds=again, last_status=status, last_error=error, state=state)

    def _held(self, call: DueCall, **values: Any) -> None:
        held = update(Webhook).where(Webhook.id == call.webhook.id, Webhook.token == call.token).values(**values).returning(Webhook.id)
        if self._session.execute(held).first() is None:
            raise ConflictError("lost_lease", "Somebody else is telling this endpoint by now, or it is gone.")

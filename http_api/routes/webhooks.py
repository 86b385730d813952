"""Webhooks: set up, watched, stopped, told again."""

from __future__ import annotations

from fastapi import APIRouter

from delivery.webhooks import check_url, secret_of
from http_api.admission import Known, ToolsOfCall, client_of
from http_api.editing import IfMatch, check_unchanged, etag_of
from http_api.errors import AlreadyCreatedError
from http_api.idempotency import OTHER_CONTENT, IdempotencyKey, once
from http_api.routes import PROBLEMS, also
from http_api.schemas.webhooks import WebhookChange, WebhookIn, WebhookOut, Webhooks, WebhookSecret
from storage.tables import Webhook

router = APIRouter(tags=["webhooks"], responses=PROBLEMS)


@router.get("/v1/webhooks", summary="List webhooks")
def list_webhooks(principal: Known, tools: ToolsOfCall) -> Webhooks:
    """With what their receivers last answered."""
    with tools.database.read(principal.clients) as work:
        return Webhooks(webhooks=[_out(row) for row in work.webhooks.all()])


@router.post("/v1/webhooks", status_code=201, summary="Add a webhook", responses=also(s409=OTHER_CONTENT))
def add_webhook(body: WebhookIn, principal: Known, tools: ToolsOfCall, idempotency_key: IdempotencyKey = None) -> WebhookSecret:
    """It is told every change, in order, at least once; the signing secret is in this answer only."""
    check_url(body.url)
    client_id = client_of(principal, body.client)
    with tools.database.work(principal.clients) as work:
        work.clients.get(client_id)
        call = once(work, principal, idempotency_key, body)
        if call.earlier:
            raise AlreadyCreatedError("if you did not get it, ask for a new one with `rotate`.", call.earlier)
        cursor = 0 if body.from_beginning else work.changes.lock(client_id)
        row = work.webhooks.add(client_id, body.url, cursor, principal.id)
        call.made(row.id)
        work.audit_log.note(client_id, principal.id, "webhook.added", row.id)
        return WebhookSecret(**_out(row).model_dump(), secret=secret_of(tools.pepper, row.id, row.generation))


@router.patch("/v1/webhooks/{webhook}", summary="Stop, start or replay a webhook", responses=also(s412="It has changed since."))
def change_webhook(webhook: str, body: WebhookChange, principal: Known, tools: ToolsOfCall, if_match: IfMatch = None) -> WebhookOut:
    """A try under way ends without effect; the next one begins at once."""
    with tools.database.work(principal.clients) as work:
        row = work.webhooks.get(webhook)
        work.hold(row)
        check_unchanged(if_match, _etag(row))
        if body.active is not None:
            row.state = "active" if body.active else "stopped"
        if body.after is not None:
            row.cursor = min(int(body.after), work.changes.lock(row.client_id))
        row.token, row.next_seconds, row.failures, row.failing_since = row.token + 1, 0.0, 0, None
        work.audit_log.note(row.client_id, principal.id, "webhook.changed", row.id, members=sorted(body.model_fields_set))
        return _out(row)


@router.post("/v1/webhooks/{webhook}/rotate", summary="A new secret for a webhook")
def rotate_secret(webhook: str, principal: Known, tools: ToolsOfCall) -> WebhookSecret:
    """Calls are signed with both secrets for a day."""
    with tools.database.work(principal.clients) as work:
        row = work.webhooks.get(webhook)
        row.generation, row.rotated_at = row.generation + 1, tools.clock()
        work.audit_log.note(row.client_id, principal.id, "webhook.rotated", row.id)
        return WebhookSecret(**_out(row).model_dump(), secret=secret_of(tools.pepper, row.id, row.generation))


@router.delete("/v1/webhooks/{webhook}", status_code=204, summary="Remove a webhook")
def remove_webhook(webhook: str, principal: Known, tools: ToolsOfCall) -> None:
    """It is told nothing any more."""
    with tools.database.work(principal.clients) as work:
        row = work.webhooks.remove(webhook)
        work.audit_log.note(row.client_id, principal.id, "webhook.removed", row.id)


def _out(row: Webhook) -> WebhookOut:
    return WebhookOut(
        id=row.id, client_id=row.client_id, url=row.url, state=row.state, cursor=str(row.cursor), failures=row.failures,
        failing_since=row.failing_since, last_status=row.last_status, last_error=row.last_error, created_at=row.created_at, etag=_etag(row),
    )  # fmt: skip


def _etag(row: Webhook) -> str:
    return etag_of(row.url, row.state, row.generation)

"""The polling feed: everything of a client that changed, in order, nothing lost and nothing twice."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool

from auth.principals import Principal
from domain.errors import InputError
from http_api.admission import Known, ToolsOfCall, client_of
from http_api.routes import also
from http_api.schemas.documents import ChangeFeed, ChangeOut
from http_api.tools import Tools
from storage.tables import Change

router = APIRouter(tags=["changes"], responses=also(s400="Not a cursor of this feed."))

LONGEST_WAIT_SECONDS = 30
LOOK_EVERY_SECONDS = 0.25


@router.get("/v1/changes", summary="What changed since")
async def changes(
    principal: Known,
    tools: ToolsOfCall,
    request: Request,
    after: Annotated[str, Query(max_length=20, description="The cursor of the last answer; empty or 0: from the beginning.")] = "",
    wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT_SECONDS, description="Seconds to wait for something new.")] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
    client: Annotated[str | None, Query(description="For people who see several client companies.")] = None,
) -> ChangeFeed:
    """Answers at once when there is something after the cursor, else within `wait` seconds. Resumable for ever."""
    company, cursor = client_of(principal, client), _number(after)
    end = time.monotonic() + wait
    while True:
        found = await run_in_threadpool(_read, tools, principal, company, cursor, limit)
        left = end - time.monotonic()
        if found or left <= 0 or await request.is_disconnected():
            out = [_change_out(change) for change in found]
            return ChangeFeed(changes=out, cursor=out[-1].cursor if out else str(cursor))
        await asyncio.sleep(min(LOOK_EVERY_SECONDS, left))


def _read(tools: Tools, principal: Principal, client: str, cursor: int, limit: int) -> list[Change]:
    with tools.database.read(principal.clients) as work:
        work.clients.get(client)
        return work.changes.after(client, cursor, limit)


def _number(after: str) -> int:
    if after and not (after.isascii() and after.isdigit() and int(after) < 2**63):
        raise InputError("bad_cursor", "Send the cursor of an earlier answer, or nothing to begin.")
    return int(after or 0)


def _change_out(change: Change) -> ChangeOut:
    return ChangeOut(
        cursor=str(change.cursor), kind=change.kind, batch_id=change.batch_id, document_id=change.document_id, version=change.version,
        at=change.at,
    )  # fmt: skip

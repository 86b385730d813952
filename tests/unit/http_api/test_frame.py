"""The frame around every call: with too many under way the next is told at once to come back, and nobody is forgotten."""

from __future__ import annotations

import asyncio

import httpx
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from http_api.frame import Frame


class Slow:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.begun = asyncio.Semaphore(0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begun.release()
        if Request(scope).url.path != "/healthz":
            await self.go.wait()
        await PlainTextResponse("done")(scope, receive, send)


async def _crowd() -> dict[str, httpx.Response]:
    slow = Slow()
    frame = Frame(slow, upload_bytes=1000, most_at_once=2)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(frame), base_url="http://test") as http:
        waiting = [asyncio.create_task(http.get("/v1/batches")) for _ in range(2)]
        for _ in waiting:
            await slow.begun.acquire()
        answers = {"refused": await http.get("/v1/batches"), "alive": await http.get("/healthz")}
        slow.go.set()
        answers |= {"first": await waiting[0], "second": await waiting[1], "later": await http.get("/v1/batches")}
        return answers


def test_one_call_too_many_is_told_at_once_to_come_back_and_the_others_are_answered() -> None:
    answers = asyncio.run(_crowd())
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "refused": 503, "alive": 200, "first": 200, "second": 200, "later": 200,
    }  # fmt: skip
    refused = answers["refused"]
    assert refused.json()["code"] == "busy"
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["x-content-type-options"] == "nosniff"

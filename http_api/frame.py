"""What surrounds every call: a correlation id, security headers, one log line, and bounds on how many there are and how large."""

from __future__ import annotations

import re
import secrets
import time

import structlog
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from http_api.errors import RetryLaterError, foreseen, unexpected

log = structlog.get_logger()

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SMALL_BODY_BYTES = 1024 * 1024
"""The most of a body that is no upload."""
ALIVE = "/healthz"
_ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class Frame:
    """ASGI middleware; logs ids, codes and durations only. `upload_bytes`: the most of a multipart body; any other is small.

    `most_at_once`: calls under way in this process; one more is told at once to come back, since to wait in a long line would end in
    the caller's giving up and asking again. Only whether the process lives is always answered.
    """

    def __init__(self, app: ASGIApp, upload_bytes: int, most_at_once: int) -> None:
        self._app = app
        self._upload_bytes = upload_bytes
        self._most_at_once = most_at_once
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        given = request.headers.get("x-correlation-id", "")
        request.state.correlation_id = given if _ACCEPTABLE_ID.fullmatch(given) else secrets.token_hex(8)
        status, started = 0, time.perf_counter()

        async def send_framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._dress(MutableHeaders(scope=message), request)
            await send(message)

        self._under_way += 1
        try:
            if self._under_way > self._most_at_once and request.url.path != ALIVE:
                await foreseen(request, RetryLaterError("busy", "Very many calls are under way: try again in a moment.", 1))(
                    scope, receive, send_framed
                )
                return
            await self._app(scope, self._bounded(request, receive), send_framed)
        except Exception as error:
            answer = unexpected(request, error)
            if status:
                raise
            await answer(scope, receive, send_framed)
        finally:
            self._under_way -= 1
            _log_call(request, status, time.perf_counter() - started)

    def _bounded(self, request: Request, receive: Receive) -> Receive:
        is_upload = request.headers.get("content-type", "").startswith("multipart/form-data")
        most, total = self._upload_bytes if is_upload else min(SMALL_BODY_BYTES, self._upload_bytes), 0

        async def receive_bounded() -> Message:
            nonlocal total
            message = await receive()
            total += len(message.get("body", b""))
            if total > most:
                raise HTTPException(413)
            return message

        return receive_bounded

    @staticmethod
    def _dress(headers: MutableHeaders, request: Request) -> None:
        path = request.url.path
        for name, value in HEADERS.items():
            headers[name] = value
        is_data = path.startswith("/v1/")
        headers["Content-Security-Policy"] = DATA_POLICY if is_data else PAGE_POLICY
        headers["X-Correlation-ID"] = request.state.correlation_id
        if request.url.scheme == "https":
            headers["Strict-Transport-Security"] = "max-age=31536000"
        headers.setdefault("Cache-Control", _caching(path, is_data))


def _log_call(request: Request, status: int, seconds: float) -> None:
    route = getattr(request.scope.get("route"), "path", None)
    log.info(
        "call_answered",
        method=request.method,
        route=route,
        status=status,
        duration_ms=round(seconds * 1000),
        correlation_id=request.state.correlation_id,
    )


def _caching(path: str, is_data: bool) -> str:
    """Built assets have their content in their name; the page is asked for again each time; data are kept by nobody."""
    if path.startswith("/assets/"):
        return "public, max-age=31536000, immutable"
    return "no-store" if is_data else "no-cache"

"""What surrounds every call: a correlation id, security headers, one log line, and a bound on bodies that are no uploads."""

from __future__ import annotations

import re
import secrets
import time

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
_ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class Frame:
    """ASGI middleware; logs ids, codes and durations only."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"x-correlation-id"), "")
        correlation_id = given if _ACCEPTABLE_ID.fullmatch(given) else secrets.token_hex(8)
        scope.setdefault("state", {})["correlation_id"] = correlation_id
        status, started = 0, time.perf_counter()

        async def send_framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._dress(MutableHeaders(scope=message), scope["path"], scope["scheme"], correlation_id)
            await send(message)

        try:
            await self._app(scope, receive, send_framed)
        finally:
            route = getattr(scope.get("route"), "path", None)
            duration_ms = round((time.perf_counter() - started) * 1000)
            log.info(
                "call_answered", method=scope["method"], route=route, status=status, duration_ms=duration_ms, correlation_id=correlation_id
            )

    @staticmethod
    def _dress(headers: MutableHeaders, path: str, scheme: str, correlation_id: str) -> None:
        for name, value in HEADERS.items():
            headers[name] = value
        is_data = path.startswith("/v1/")
        headers["Content-Security-Policy"] = DATA_POLICY if is_data else PAGE_POLICY
        headers["X-Correlation-ID"] = correlation_id
        if scheme == "https":
            headers["Strict-Transport-Security"] = "max-age=31536000"
        headers.setdefault("Cache-Control", _caching(path, is_data))


def _caching(path: str, is_data: bool) -> str:
    """Built assets have their content in their name; the page is asked for again each time; data are kept by nobody."""
    if path.startswith("/assets/"):
        return "public, max-age=31536000, immutable"
    return "no-store" if is_data else "no-cache"

"""One table from our errors to HTTP, and every answer that is not a success as RFC 9457 problem details.

A problem carries `code` (stable, for programs), `detail` (a sentence with the remedy) and `correlation_id` (to find the log line);
never a stack trace, never what was sent.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from domain.errors import ConflictError, ForbiddenError, InputError, NotFoundError, SetupError, SpuntaError, TransientError

log = structlog.get_logger()

STATUS_BY_CODE = {
    "unauthenticated": 401,
    "code_awaited": 401,
    "too_large": 413,
    "too_slow": 408,
    "too_many_requests": 429,
    "too_many_waiting": 429,
    "precondition_failed": 412,
    "precondition_required": 428,
    "storage_full": 507,
}
"""Codes whose status is not that of their class."""

STATUS_BY_CLASS: tuple[tuple[type[SpuntaError], int], ...] = (
    (InputError, 422),
    (TransientError, 503),
    (ConflictError, 409),
    (NotFoundError, 404),
    (ForbiddenError, 403),
    (SetupError, 503),
)

BAD_REQUEST = frozenset({"bad_multipart", "no_files", "bad_cursor", "bad_idempotency_key", "unknown_format"})
"""Requests that are malformed rather than meaningless: 400."""

TITLES = {
    400: "Bad request", 401: "Not signed in", 403: "Not allowed", 404: "Not found", 405: "Method not allowed", 408: "Too slow",
    409: "Conflict", 412: "Changed meanwhile", 413: "Too large", 415: "Unsupported type", 422: "Cannot be processed",
    428: "Precondition required", 429: "Too many requests", 500: "Internal error", 503: "Try again later", 507: "Storage is full",
}  # fmt: skip

CODE_BY_STATUS = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "unsupported_type", 400: "bad_request"}
"""For errors raised by the framework itself."""

RETRY_AFTER_SECONDS = 5


class RetryLaterError(TransientError):
    """A TransientError that knows when to try again."""

    def __init__(self, code: str, message: str, seconds: int) -> None:
        super().__init__(code, message)
        self.seconds = seconds


class AlreadyCreatedError(ConflictError):
    """The thing exists, and its secret was in the first answer only."""

    def __init__(self, remedy: str, made_id: str) -> None:
        super().__init__("already_created", f"This Idempotency-Key has made it, and its secret was in that answer only: {remedy}")
        self.made_id = made_id


def status_of(error: SpuntaError) -> int:
    """The HTTP status of one of our errors."""
    if error.code in BAD_REQUEST:
        return 400
    return STATUS_BY_CODE.get(error.code) or next((status for kind, status in STATUS_BY_CLASS if isinstance(error, kind)), 500)


def problem(request: Request, status: int, code: str, detail: str, **more: object) -> JSONResponse:
    """A problem+json answer; `more` are extension members."""
    body = {
        "type": f"urn:spunta:error:{code}", "title": TITLES.get(status, "Error"), "status": status, "code": code, "detail": detail,
        "correlation_id": getattr(request.state, "correlation_id", None), **more,
    }  # fmt: skip
    headers = {"Cache-Control": "no-store"}
    if status in {429, 503}:
        headers["Retry-After"] = str(more.get("retry_after", RETRY_AFTER_SECONDS))
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="spunta"'
    return JSONResponse(body, status, headers, media_type="application/problem+json")


async def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, SpuntaError)
    return foreseen(request, error)


def foreseen(request: Request, error: SpuntaError) -> Response:
    """The answer to one of our errors."""
    more: dict[str, object] = {}
    if isinstance(error, RetryLaterError):
        more["retry_after"] = error.seconds
    if isinstance(error, AlreadyCreatedError):
        more["id"] = error.made_id
    return problem(request, status_of(error), error.code, error.message, **more)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    places = [{"place": _place(e["type"], e["loc"]), "code": e["type"], "detail": e["msg"]} for e in error.errors()[:20]]
    return problem(request, 422, "invalid_request", "The request does not have the expected form; see `errors`.", errors=places)


def _place(code: str, parts: Sequence[int | str]) -> str:
    """Where in the request; the name of a member that is not ours is the sender's text, so its parent is named."""
    return ".".join(str(part) for part in (parts[:-1] if code == "extra_forbidden" else parts))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = CODE_BY_STATUS.get(error.status_code, "http_error")
    detail = "There is nothing at this address." if error.status_code == 404 else TITLES.get(error.status_code, "Error") + "."
    answer = problem(request, error.status_code, code, detail)
    answer.headers.update(error.headers or {})
    return answer


def unexpected(request: Request, error: Exception) -> Response:
    """The answer to an error nobody foresaw; the log has its kind and place, never what it says."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    log.error(
        "call_failed",
        correlation_id=request.state.correlation_id,
        error_type=type(error).__name__,
        place=f"{Path(place.filename).name}:{place.lineno}",
    )
    return problem(request, 500, "internal", "Something went wrong here; tell us the correlation id.")


def register(app: FastAPI) -> None:
    """Every foreseen error of the application becomes a problem; the others are the frame's."""
    app.add_exception_handler(SpuntaError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
